import { durationOf, parseDuration } from '../state/relative-time.ts'
import type { ScenarioParameter } from './parameter.ts'
import { defineScenario } from './scenario.ts'
import { ScenarioFault } from './scenario-fault.ts'

interface Before {
  /** Milliseconds. */
  readonly skew: number
}

/** A length of time with or without a sign, as text. */
const offset: ScenarioParameter<string> = {
  summary: 'how far the service is ahead of the callers, `20m`, or behind, `-20m`',
  otherwise: 'it must be given',
  read(value) {
    if (typeof value === 'string' && (parseDuration(value) ?? 0) !== 0) return value
    throw new ScenarioFault('this must be a length of time such as `20m` or `-20m` (units d, h, m, s)')
  },
}

/** The service's idea of the time differs from the callers'. */
export const clockSkew = defineScenario({
  name: 'clock-skew',
  summary: "the service's idea of the time differs from the callers'; signatures only",
  causes: 'InvalidTimeStamp.Expired where it is more than 15 minutes',
  ends: 'only with its undo',
  source: 'documented: common gateway error codes, signature methods',
  parameters: { by: offset },
  apply({ account }, { by }) {
    const before: Before = { skew: durationOf(by) }
    account.signatureSkew += before.skew
    return { changed: [`the service is ${by} ahead where it judges signatures`], before }
  },
  holds: () => true,
  undo({ account }, { skew }) {
    account.signatureSkew -= skew
    return [`the service's idea of the time is as before`]
  },
  explains: ({ code }) => code === 'InvalidTimeStamp.Expired',
})
