import { removeElement } from '../../edits.ts'
import { lowerCaseAction, type PolicyString, type Statement } from '../../policy/index.ts'
import { defineRule } from '../../rule.ts'
import { decryptStatement, examplePolicy } from '../example-policy.ts'

const reads = { Action: 'kms:GetSecretValue', Resource: 'acs:kms:cn-hangzhou:1234567890123456:secret/db' }

/** A statement that says the same as an earlier one. */
export const duplicateStatement = defineRule({
  id: 'duplicate-statement',
  family: 'document',
  level: 'suggestion',
  summary: 'a statement that says the same as an earlier one',
  why: 'It changes nothing, takes of the length that a policy may have, and the next reader changes only one of the two.',
  help: 'remove one of the two, or correct what was meant to differ',
  source:
    'RAM documentation, policy evaluation (2025): statements add up, their order and number do not count',
  examples: {
    wrong: examplePolicy(reads, decryptStatement, reads),
    right: examplePolicy(reads, decryptStatement),
  },
  *check({ statements, text }) {
    if (statements.length < 2) return
    const first = new Map<string, Statement>()
    for (const { statement } of statements) {
      const said = meaningOf(statement)
      const earlier = first.get(said)
      if (earlier === undefined) {
        first.set(said, statement)
        continue
      }
      const edit = removeElement(text, statement)
      const place = { pointer: statement.pointer, start: statement.start, end: statement.start + 1 }
      const { pointer, start } = earlier
      yield {
        place,
        message: `the statement says the same as the one at \`${pointer}\``,
        related: [{ place: { pointer, start, end: start + 1 }, message: 'says the same' }],
        ...(edit === null
          ? {}
          : { fix: { safety: 'safe', title: 'remove the statement', edits: [edit] } as const }),
      }
    }
  },
})

/** The same for two statements that say the same: order, repetition, the case of actions and keys and the Sid left out. */
function meaningOf(statement: Statement): string {
  const { effect, actionElement, actions, resources, principals, conditions } = statement
  return JSON.stringify([
    effect,
    actionElement,
    sorted(actions.map(({ value }) => lowerCaseAction(value))),
    sorted(values(resources)),
    principals === null ? null : sorted(principals.map(({ type, value }) => `${type} ${value}`)),
    sorted(
      conditions.map(each =>
        JSON.stringify([each.operator.value, each.key.value.toLowerCase(), sorted(values(each.values))]),
      ),
    ),
  ])
}

function values(strings: readonly PolicyString[]): readonly string[] {
  return strings.map(({ value }) => value)
}

function sorted(strings: readonly string[]): readonly string[] {
  return [...new Set(strings)].sort()
}
