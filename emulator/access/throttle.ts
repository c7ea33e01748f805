import { commonErrors } from '../common-errors.ts'
import { refuse } from '../errors.ts'
import { hour, second } from '../state/clock.ts'

interface Quota {
  readonly calls: number
  /** Milliseconds. */
  readonly per: number
}

/**
 * Quotas of the shared gateway per account and region. Source: KMS performance data, 2025-02 to 2026-03. Which
 * operation is in which group is assumed where the page hides it.
 */
const groups: readonly (readonly [Quota, readonly string[]])[] = [
  [{ calls: 50, per: hour }, ['RotateSecret']],
  [{ calls: 10, per: second }, ['CreateSecret', 'DeleteSecret', 'CreateKey', 'ConnectKmsInstance']],
  [{ calls: 450, per: second }, ['GetSecretValue', 'DescribeSecret', 'ListSecretVersionIds']],
  [
    { calls: 1000, per: second },
    ['Encrypt', 'Decrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext', 'ReEncrypt'],
  ],
  [{ calls: 300, per: second }, ['ListResourceTags']],
  [
    { calls: 50, per: second },
    ['DescribeKey', 'ListKeys', 'ListAliases', 'ListAliasesByKeyId', 'ListKeyVersions', 'DescribeKeyVersion'],
  ],
  [
    { calls: 30, per: second },
    [
      'EnableKey',
      'DisableKey',
      'ScheduleKeyDeletion',
      'CancelKeyDeletion',
      'SetDeletionProtection',
      'UpdateKeyDescription',
      'CreateKeyVersion',
      'UpdateRotationPolicy',
      'CreateAlias',
      'UpdateAlias',
      'DeleteAlias',
    ],
  ],
  [{ calls: 1, per: second }, ['DescribeAccountKmsStatus']],
]

/** Everything else: low-frequency reads and writes. */
const otherwise: Quota = { calls: 40, per: second }

const quotas: ReadonlyMap<string, readonly [group: number, quota: Quota]> = new Map(
  groups.flatMap(([quota, names], index) => names.map(name => [name, [index, quota] as const])),
)

/** Windows kept at the most: a call names its region as it likes. */
const mostWindows = 1000

/** Counts one account's calls in windows of its own clock. A clock that stands still fills the window for good. */
export class Throttle {
  readonly #windows = new Map<string, { start: number; calls: number }>()

  /** Counts a call; refuses the one that is over the quota of its group in its region. */
  count(operation: string, region: string, now: number): void {
    const [group, quota] = quotas.get(operation) ?? [-1, otherwise]
    const id = `${group} ${region}`
    const start = Math.floor(now / quota.per) * quota.per
    let window = this.#windows.get(id)
    if (window?.start !== start) {
      window = { start, calls: 0 }
      this.#windows.delete(id)
      this.#windows.set(id, window)
      if (this.#windows.size > mostWindows) this.#dropOldest()
    }
    if (++window.calls <= quota.calls) return
    // The official clients read the header in milliseconds and wait that long before they try again.
    const headers = { 'x-acs-retry-after': String(start + quota.per - now) }
    refuse(commonErrors, 'Rejected.Throttling', undefined, { headers })
  }

  #dropOldest(): void {
    for (const id of this.#windows.keys()) {
      this.#windows.delete(id)
      return
    }
  }
}
