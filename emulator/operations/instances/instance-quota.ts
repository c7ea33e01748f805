import type { Account } from '../../state/account.ts'
import type { Instance } from '../../state/instance.ts'
import { countKeyVersions } from '../../state/key.ts'

/** What an instance is bought with beside keys and secrets. Source: GetKmsInstance sample. */
export const boughtWith = { qps: 1000, vpcs: 5 } as const

/** Source: GetKmsInstanceQuotaInfos, ResourceType. */
export const resourceTypes = ['key', 'secret', 'qps', 'vpc'] as const

export type ResourceType = (typeof resourceTypes)[number]

/** One quota of an instance and how much of it is used. */
export function quotaOf(
  account: Account,
  instance: Instance,
  type: ResourceType,
): [quota: number, used: number] {
  switch (type) {
    case 'key':
      return [instance.keyQuota, countKeyVersions(account, instance.id)]
    case 'secret':
      return [instance.secretQuota, countSecrets(account, instance.id)]
    case 'qps':
      return [boughtWith.qps, 0]
    case 'vpc':
      return [boughtWith.vpcs, instance.network ? 1 : 0]
  }
}

function countSecrets(account: Account, instance: string): number {
  let count = 0
  for (const secrets of account.secrets.values()) count += secrets.countIn(instance)
  return count
}
