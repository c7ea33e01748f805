import { removeElement } from '../../edits.ts'
import { defineRule } from '../../rule.ts'
import { decryptStatement, examplePolicy } from '../example-policy.ts'
import { repeatedStatements } from '../statement-meaning.ts'

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
  *check(subject) {
    for (const [statement, earlier] of repeatedStatements(subject)) {
      const edit = removeElement(subject.text, statement)
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
