import { faultsOf } from '../../faults.ts'
import { defineRule } from '../../rule.ts'
import { changed, keyPolicy } from './example-document.ts'

/** A Sid that a key or secret policy does not take. */
export const invalidSid = defineRule({
  id: 'invalid-sid',
  family: 'document',
  level: 'error',
  summary: 'a Sid that a key or secret policy does not take',
  why: 'KMS documents which characters a Sid has, and how many; elsewhere any Sid was seen to pass.',
  help: 'the Sid of a key or secret policy is a short name; it may be left out',
  source:
    'KMS documentation, key policies and secret policies (2025): 1 to 128 letters, digits, spaces and `_/+=.@-`',
  examples: {
    wrong: changed(keyPolicy, 'app decrypts', 'app: decrypts!'),
    right: keyPolicy,
  },
  check: subject => faultsOf(subject, 'invalid-sid'),
})
