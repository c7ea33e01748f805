import { defineRule, nothingFound } from '../../rule.ts'

/** An entry of the baseline whose finding is gone. */
export const staleBaseline = defineRule({
  id: 'stale-baseline',
  family: 'source',
  level: 'error',
  summary: 'an entry of the baseline whose finding is gone',
  why: 'The baseline is the list of what is still to be done; an entry that nothing answers to would let the same mistake in again.',
  help: 'write the baseline anew with `--write-baseline`, and review what changed in it',
  source: 'the baseline of ram-lint itself',
  foundBy: 'the baseline, when all files are checked',
  examples: null,
  check: () => nothingFound,
})
