/** An ARN `acs:<ram-code>:<region>:<account-id>:<relative-id>` in its parts. Source: RAM documentation, policy elements. */
export interface Arn {
  /** The RAM code, e.g. `kms`. */
  readonly service: string
  /** Region id; empty in principals, `*` for all or for none. */
  readonly region: string
  /** 16-digit owner id, `*`, or `system` for system policies. */
  readonly account: string
  /** Defined by the service, a path; it may hold `:` and `/`. */
  readonly relativeId: string
}

/** Splits an ARN at its first four colons; null if the prefix is not `acs` or a part is missing. Parts may be empty. */
export function parseArn(text: string): Arn | null {
  const parts = splitArn(text)
  if (parts === null || parts[0] !== 'acs') return null
  return { service: parts[1], region: parts[2], account: parts[3], relativeId: parts[4] }
}

/** Writes an ARN. */
export function formatArn(arn: Arn): string {
  return `acs:${arn.service}:${arn.region}:${arn.account}:${arn.relativeId}`
}

/** The five segments of an ARN or of a pattern of one, whatever its prefix; null with fewer than four colons. */
export function splitArn(text: string): readonly [string, string, string, string, string] | null {
  const first = text.indexOf(':')
  const second = first < 0 ? -1 : text.indexOf(':', first + 1)
  const third = second < 0 ? -1 : text.indexOf(':', second + 1)
  const fourth = third < 0 ? -1 : text.indexOf(':', third + 1)
  if (fourth < 0) return null
  return [
    text.slice(0, first),
    text.slice(first + 1, second),
    text.slice(second + 1, third),
    text.slice(third + 1, fourth),
    text.slice(fourth + 1),
  ]
}
