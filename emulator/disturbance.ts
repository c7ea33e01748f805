import type { Call } from './call.ts'
import { commonErrors } from './common-errors.ts'
import { KmsError } from './errors.ts'
import { second } from './state/clock.ts'
import { meetTrouble, type TroubleKind } from './state/trouble.ts'
import type { Drop } from './wire/message.ts'

/** When a call is disturbed: before it is authorized and run, or once it has run and its change stands. */
export type When = 'before' | 'after'

/** What happens to one call instead of, or beside, its answer. */
export interface Disturbance {
  /** The id of the fault rule behind it. */
  readonly fault?: string
  /** The id of the trouble behind it. */
  readonly trouble?: string
  /** Milliseconds by the machine's clock to wait first. */
  readonly delay: number
  /** Milliseconds by the account's clock to wait first; absent: none. */
  readonly clockDelay?: number
  readonly error?: KmsError
  readonly drop?: Drop
}

/** What the service's own trouble does to a call; undefined where it meets none. */
export function troubleOf({ account, now }: Call, operation: string, when: When): Disturbance | undefined {
  if (account.troubles.size === 0) return undefined
  const trouble = meetTrouble(account, operation, when, now)
  return trouble && { trouble: trouble.id, delay: 0, ...effects[trouble.kind](now) }
}

type Effect = Pick<Disturbance, 'error' | 'drop'>

const effects: Readonly<Record<TroubleKind, (now: number) => Effect>> = {
  throttled: now => ({ error: commonError('Rejected.Throttling', now) }),
  'service-unavailable': now => ({ error: commonError('ServiceUnavailableTemporary', now) }),
  'internal-failure': now => ({ error: commonError('InternalFailure', now) }),
  'connection-reset': () => ({ drop: 'reset' }),
  'never-answered': () => ({ drop: 'never-answer' }),
  'answer-truncated': () => ({ drop: 'truncate' }),
}

function commonError(code: keyof typeof commonErrors, now: number): KmsError {
  const { status, message } = commonErrors[code]
  return new KmsError(code, status, message, { headers: headersOf(code, now) })
}

/**
 * The headers that go with a code: throttling says in milliseconds when to come back, which is when the quota's second of
 * the account's clock is over. Source: openapi-core and aliyun-cli read it so; quotas are per second.
 */
export function headersOf(code: string, now: number): Readonly<Record<string, string>> {
  return code.includes('Throttling') ? { 'x-acs-retry-after': String(second - (now % second)) } : {}
}
