import { defineScenario } from './scenario.ts'
import {
  beginTrouble,
  countIn,
  metTrouble,
  operationName,
  troubleHolds,
  undoTrouble,
} from './service-trouble.ts'

/** The quota of calls is used up, or so small that it soon is. */
export const throttled = defineScenario({
  name: 'throttled',
  summary: 'the quota of calls is used up; with `perSecond`, as many are served in each second',
  causes: '429 Rejected.Throttling, with the milliseconds until the next second in `x-acs-retry-after`',
  ends: "with its undo; with `perSecond` it pauses when a new second of the account's clock begins",
  source: 'documented: KMS performance data; the header is seen in openapi-core and aliyun-cli',
  parameters: {
    operation: operationName,
    perSecond: countIn('how many calls are served in each second', 'none'),
  },
  apply: (context, { operation, perSecond }) =>
    beginTrouble(
      context,
      'throttled',
      perSecond === undefined ? 'the quota is used up' : `the quota is ${perSecond} a second`,
      { operation, perSecond },
    ),
  holds: troubleHolds,
  undo: undoTrouble,
  explains: metTrouble,
})
