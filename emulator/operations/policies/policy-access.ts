import { policyFault } from '../../access/authorize.ts'
import type { Call } from '../../call.ts'
import { documented, type ErrorTable, refuse } from '../../errors.ts'
import type { Account } from '../../state/account.ts'
import { isExpired } from '../../state/instance.ts'
import { ParameterFault, text } from '../parameter.ts'

/** Refusals that the four policy operations share. */
export const policyErrors = {
  InvalidParameter: documented(400, 'The specified parameter is not valid.'),
  'Forbidden.KeyPolicyUnSupported': documented(400, 'The specified key does not support key policy.'),
} satisfies ErrorTable

/** Refusal of those that need the instance to be in order. */
export const instanceStateInvalid = {
  'Forbidden.DKMSInstanceStateInvalid': documented(403, 'The DKMS instance state is invalid.'),
} satisfies ErrorTable

/** There is no other policy than `default`; what another name gets is documented for Get…Policy, for Set…Policy assumed. */
export const policyName = text({ default: 'default' })

/** `Policy` of Set…Policy. */
export const policyText = text({ required: true, maxBytes: 32_768 })

/** Refuses a document that KMS would not take. Source: SetKeyPolicy, SetSecretPolicy. */
export function checkPolicyText(kind: 'key' | 'secret', document: string): void {
  const fault = policyFault(kind, document)
  if (fault !== null) throw new ParameterFault(fault)
}

/** Refuses what lies outside an instance: it has no policy. Source: the code's text; the cause is assumed. */
export function requirePolicySupport(instance: string | undefined): asserts instance is string {
  if (instance === undefined)
    refuse(policyErrors, 'Forbidden.KeyPolicyUnSupported', undefined, {
      because: 'only keys and secrets in a KMS instance have a policy',
    })
}

/** Refuses where the instance is expired or not connected. Source: tables of the policy operations; expiry assumed. */
export function requireInstanceInOrder(call: Call, account: Account, id: string): void {
  const instance = account.instances.get(id)
  if (instance?.status !== 'Connected' || isExpired(instance, call.clockOf(account)))
    refuse(instanceStateInvalid, 'Forbidden.DKMSInstanceStateInvalid', undefined, {
      because: `instance \`${id}\` is expired or not connected`,
    })
}
