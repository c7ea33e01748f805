import { type Emulator, seedChecks } from '../emulator.ts'
import type { Account } from '../state/account.ts'
import { type Instance, isExpired, newInstanceId, planInstanceRelease } from '../state/instance.ts'
import { readAccount, SeedError } from '../state/seed.ts'
import type { SeedInstance } from '../state/seed-document.ts'
import { addInstanceFrom } from '../state/seed-key.ts'
import { readBody } from './body.ts'
import { ControlError, refuseInput } from './control-error.ts'
import { type InstanceSummary, summaryOf } from './instances.ts'
import { momentOf } from './moment.ts'

/** What an instance is bought with: members of a seed's instance, with a seed's defaults but for `publicAccess`: off. */
export type InstancePurchase = Omit<
  Partial<SeedInstance>,
  'status' | 'created' | 'starts' | 'connectedAt' | 'network'
>

/** The members of a purchase. */
export const purchaseMembers: readonly (keyof InstancePurchase)[] = [
  'id',
  'region',
  'type',
  'name',
  'expires',
  'publicAccess',
  'keyQuota',
  'secretQuota',
  'chargeType',
  'deletionProtection',
]

/**
 * Buys an instance, as the billing API does: it is Uninitialized until it is connected. Public access is off until it is
 * switched on. Source: managing KMS instances.
 */
export function buyInstance(emulator: Emulator, account: Account, body?: unknown): InstanceSummary {
  const { now, source } = momentOf(emulator, account)
  const { region } = emulator.world
  const given: InstancePurchase = Object.fromEntries(readBody(body, purchaseMembers))
  const id = given.id ?? newInstanceId(given.region ?? region, now, source)
  const seed = checked(account.id, { publicAccess: false, ...given, id }, region)
  if (account.instances.has(id)) refuseInput('/id', `there is an instance \`${id}\` already`)
  addInstanceFrom(account, { ...seed, status: 'Uninitialized' }, { region, now, source })
  const instance = account.instances.get(id) as Instance
  if (isExpired(instance, now)) {
    account.instances.delete(id)
    refuseInput('/expires', 'a subscription must end in the future')
  }
  planInstanceRelease(account, instance)
  return summaryOf(instance, now)
}

/** The purchase as a seed would have it; pointers begin at the body. */
function checked(accountId: string, instance: SeedInstance, region: string): SeedInstance {
  const at = '/instances/0'
  const account = { id: accountId, instances: [instance] }
  try {
    const read = readAccount(account, { checks: seedChecks, region, accessKeys: new Set() })
    return read.instances?.[0] as SeedInstance
  } catch (error) {
    if (error instanceof SeedError) throw new ControlError(400, error.reason, error.pointer.slice(at.length))
    throw error
  }
}
