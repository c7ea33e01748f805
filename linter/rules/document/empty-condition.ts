import { memberOf, removeElement } from '../../edits.ts'
import type { Place } from '../../policy/index.ts'
import { defineRule, type Fix } from '../../rule.ts'
import { changed, secretRead } from './example-document.ts'

/** A Condition element without any condition. */
export const emptyCondition = defineRule({
  id: 'empty-condition',
  family: 'document',
  level: 'suggestion',
  summary: 'a Condition element without any condition',
  why: 'It changes nothing; a reader may take the statement for one that is restricted.',
  help: 'leave the Condition out, or write the condition that was meant',
  source: 'seen: policies with `"Condition": {}` are common and accepted',
  examples: {
    wrong: changed(secretRead, '/db"', '/db",\n      "Condition": {}'),
    right: secretRead,
  },
  *check({ statements, text }) {
    for (const { statement } of statements) {
      if (statement.conditionPlace === null || statement.conditions.length > 0) continue
      const fix = removed(text, statement.conditionPlace)
      yield {
        place: statement.conditionPlace,
        message: 'the Condition holds no condition, so the statement always applies',
        ...(fix === null ? {} : { fix }),
      }
    }
  },
})

function removed(text: string, place: Place): Fix | null {
  const member = memberOf(text, 'Condition', place)
  const edit = member === null ? null : removeElement(text, member)
  return edit === null ? null : { safety: 'safe', title: 'remove the empty Condition', edits: [edit] }
}
