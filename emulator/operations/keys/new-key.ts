import { policyFault } from '../../access/authorize.ts'
import type { Call } from '../../call.ts'
import type { Instance } from '../../state/instance.ts'
import { countKeyVersions } from '../../state/key.ts'
import { requireInstanceHere } from '../instances/instance-access.ts'
import { requireInstance } from '../key-access.ts'
import { ParameterFault } from '../parameter.ts'

/** Keys outside an instance, per account and region. Source: quotas of KMS 1.0; later accounts have one (Manage keys). */
const defaultKeyQuota = 200

/** The instance that a new key is to live in, in working order. */
export function usableInstance(call: Call, id: string): Instance {
  const instance = requireInstanceHere(call, id)
  requireInstance(call, call.account, id)
  return instance
}

/** Refuses a policy that KMS would not take. Keys outside an instance have no policy: the code for that is assumed. */
export function checkKeyPolicy(
  policy: string,
  instance: Instance | undefined,
  unsupported: (why: string) => never,
): void {
  if (!instance) unsupported('a key outside an instance has no key policy')
  const fault = policyFault('key', policy)
  if (fault !== null) throw new ParameterFault(fault)
}

/** The protection level of a new key: an instance's type decides. Source: CreateKey; external key stores assumed. */
export function protectionLevel(instance: Instance | undefined, wished: 'SOFTWARE' | 'HSM' | undefined) {
  if (instance) return instance.type === 'hardware' ? 'HSM' : 'SOFTWARE'
  return wished ?? 'HSM'
}

/** Whether there is no room for one more key, in the instance or outside all. */
export function isQuotaUsedUp({ account, region }: Call, instance: Instance | undefined): boolean {
  if (instance) return countKeyVersions(account, instance.id) >= instance.keyQuota
  let count = 0
  for (const key of account.keys.values())
    if (key.instance === undefined && key.region === region && !key.service) count++
  return count >= defaultKeyQuota
}
