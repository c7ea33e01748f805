import { faultsOf } from '../../faults.ts'
import { defineRule } from '../../rule.ts'
import { changed, keyPolicy } from './example-document.ts'

/** The element NotPrincipal. */
export const unsupportedNotPrincipal = defineRule({
  id: 'unsupported-not-principal',
  family: 'document',
  level: 'error',
  summary: 'the element NotPrincipal',
  why: 'No page of RAM or KMS has it; a policy that relies on it protects nothing.',
  help: 'name in `Principal` who is meant',
  source: 'assumed: no page lists it, and no policy that works was seen with it',
  examples: {
    wrong: changed(keyPolicy, '"Principal"', '"NotPrincipal"'),
    right: keyPolicy,
  },
  check: subject => faultsOf(subject, 'unsupported-not-principal'),
})
