import { bracketed, surround } from '../../edits.ts'
import { faultsOf } from '../../faults.ts'
import type { PolicyFault } from '../../policy/index.ts'
import { defineRule, type Fix, type RuleSubject } from '../../rule.ts'
import { secretRead } from './example-document.ts'

/** A statement that is no part of a policy. */
export const bareStatement = defineRule({
  id: 'bare-statement',
  family: 'document',
  level: 'error',
  summary: 'a statement that is no part of a policy',
  why: 'Pages and chats show statements alone; pasted as they are, RAM refuses them.',
  help: 'a policy is an object with a Version and a list of statements',
  source: 'RAM documentation, policy structure and syntax (2025)',
  examples: {
    wrong: {
      text: `{
  "Effect": "Allow",
  "Action": "kms:Decrypt",
  "Resource": "acs:kms:cn-hangzhou:1234567890123456:key/key-hzz65f1a2b3c4d5e6f7a"
}
`,
    },
    right: secretRead,
  },
  check: subject => faultsOf(subject, 'bare-statement', wrapped),
})

/** Puts the policy around it. Not if it has a Version among its elements, which would have to move. */
function wrapped(fault: PolicyFault, { text, parsed }: RuleSubject): Fix | null {
  if (parsed.faults.some(({ id }) => id === 'invalid-json')) return null
  const whole = bracketed(text, fault.start)
  if (whole === null || /"Version"\s*:/.test(text)) return null
  const edits = surround(whole, '{"Version": "1", "Statement": [', ']}')
  return { safety: 'safe', title: 'put the statement into a policy', edits }
}
