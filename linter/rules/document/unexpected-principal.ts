import { faultsOf } from '../../faults.ts'
import { defineRule } from '../../rule.ts'
import { changed, secretRead } from './example-document.ts'

/** A Principal in an identity, session or control policy. */
export const unexpectedPrincipal = defineRule({
  id: 'unexpected-principal',
  family: 'document',
  level: 'error',
  summary: 'a Principal in an identity, session or control policy',
  why: 'Such a policy is about whom it is attached to; a Principal has no place in it.',
  help: 'only trust, key and secret policies name principals',
  source:
    'assumed: the grammar of identity policies has no Principal (RAM documentation, policy structure and syntax, 2025)',
  examples: {
    wrong: {
      ...changed(
        secretRead,
        '"Resource"',
        '"Principal": { "RAM": ["acs:ram::1234567890123456:user/app"] },\n      "Resource"',
      ),
      kind: 'identity',
    },
    right: secretRead,
  },
  check: subject => faultsOf(subject, 'unexpected-principal'),
})
