import type { When } from '../disturbance.ts'
import type { Drop } from '../wire/message.ts'

/** What an injected error answers; of the codes that the emulator knows, in the service's own envelope. */
export interface FaultError {
  readonly code: string
  readonly status: number
  readonly message: string
}

/** A rule as it was checked: which calls it meets, how often, and what happens to them: one of error, delay and drop. */
export interface FaultRule {
  /** An operation's name, or `*` for all. */
  readonly operation: string
  /** Only calls that this access key signs. */
  readonly accessKeyId?: string
  /** Only calls on this: an ARN, a SecretName, a key's id. */
  readonly resource?: string
  readonly when: When
  readonly error?: FaultError
  /** A length of time such as `2s` or `250ms`. */
  readonly delay?: string
  /** Whose clock a delay is measured by; absent: the machine's. The account's can be moved, and stand. */
  readonly clock?: 'machine' | 'account'
  readonly drop?: Drop
  /** How many calls it meets at most; absent: no end. */
  readonly times?: number
  /** How many calls it lets pass before the first that it meets. */
  readonly skip?: number
  /** The part of the calls that it meets, 0 to 1, drawn from `seed`. */
  readonly probability?: number
  /** Where the draws begin: the same seed draws the same; absent: 0. */
  readonly seed?: number
}

/** A call as far as a rule looks at it; `resource` is the ARN of the first permission that it asks for. */
export interface FaultTarget {
  readonly operation: string
  readonly accessKeyId: string
  readonly resource: string | undefined
}

/** Whether a rule is about a call. */
export function isAbout(
  rule: Pick<FaultRule, 'operation' | 'accessKeyId' | 'resource'>,
  { operation, accessKeyId, resource }: FaultTarget,
): boolean {
  if (rule.operation !== '*' && rule.operation !== operation) return false
  if (rule.accessKeyId !== undefined && rule.accessKeyId !== accessKeyId) return false
  return rule.resource === undefined || namesResource(rule.resource, resource)
}

/** Whether `given` is an ARN, or the part of it that follows `secret/`, `key/` and the like (with or without that). */
export function namesResource(given: string, arn: string | undefined): boolean {
  if (arn === undefined) return false
  if (arn === given) return true
  const tail = arn.slice(arn.lastIndexOf(':') + 1)
  return tail === given || tail.slice(tail.indexOf('/') + 1) === given
}

/** Numbers from 0 up to 1 that follow from a seed (mulberry32). */
export function drawsFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
