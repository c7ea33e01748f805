import { bracketed, surround } from '../../edits.ts'
import { faultsOf } from '../../faults.ts'
import type { PolicyFault } from '../../policy/index.ts'
import { defineRule, type Fix, type RuleSubject } from '../../rule.ts'
import { changed, secretRead } from './example-document.ts'

/** A value of the wrong type: an object in the place of a list, a number in the place of a string. */
export const invalidType = defineRule({
  id: 'invalid-type',
  family: 'document',
  level: 'error',
  summary: 'a value of the wrong type: an object in the place of a list, a number in the place of a string',
  why: 'RAM refuses the document.',
  help: 'Statement is a list, a statement and its Condition are objects, all else is strings or lists of strings',
  source: 'RAM documentation, policy structure and syntax (2025); policy check (2025)',
  ramCheck: 'Data type mismatch',
  examples: {
    wrong: changed(secretRead, '"kms:GetSecretValue"', '{ "Name": "kms:GetSecretValue" }'),
    right: secretRead,
  },
  check: subject => faultsOf(subject, 'invalid-type', listed),
})

/** A statement that stands alone in the place of the list, and a list in the place of the policy. */
function listed(fault: PolicyFault, { text, parsed }: RuleSubject): Fix | null {
  if (parsed.faults.some(({ id }) => id === 'invalid-json')) return null
  const whole = bracketed(text, fault.start)
  if (whole === null) return null
  if (fault.pointer === '/Statement' && text[fault.start] === '{')
    return { safety: 'safe', title: 'put the statement into a list', edits: surround(whole, '[', ']') }
  if (fault.pointer !== '' || text[fault.start] !== '[') return null
  const edits = surround(whole, '{"Version": "1", "Statement": ', '}')
  return { safety: 'safe', title: 'put the list into a policy', edits }
}
