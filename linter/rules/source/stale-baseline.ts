import { defineRule } from '../../rule.ts'

/** Its findings are made in `linter/baseline.ts`. */
export const staleBaseline = defineRule({
  id: 'stale-baseline',
  family: 'source',
  level: 'error',
  summary: 'the finding of an entry of the baseline is no longer there',
  why: 'A baseline holds what is to be mended later. An entry that stays behind would hide the same mistake when it comes back.',
  help: 'write the baseline anew: `ram-lint --baseline FILE --write-baseline`',
  source: 'ram-lint itself: RAM knows nothing of it',
  examples: null,
  foundBy: 'the baseline, once the file it names was checked',
  check: () => [],
})
