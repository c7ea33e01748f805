import { policyFault } from '../../access/authorize.ts'
import type { Call } from '../../call.ts'
import { secretsIn } from '../../state/account.ts'
import { isSymmetric, serviceKey } from '../../state/key.ts'
import type { Secret, SecretType } from '../../state/secret.ts'
import { requireEnabled, requireKey } from '../key-access.ts'
import { usableInstance } from '../keys/new-key.ts'
import { ParameterFault } from '../parameter.ts'
import { intervalOf } from './rotation-interval.ts'
import { checkSecretName } from './secret-name.ts'

/** Where a new secret lives and which key protects it. */
export type SecretPlace = Pick<Secret, 'instance' | 'key' | 'serviceManagedKey'>

/** What CreateSecret refuses for the place of a secret. */
export type PlaceFail = (
  code: 'UnsupportedOperation' | 'Rejected.LimitExceeded',
  message: undefined,
  extra: { readonly because: string },
) => never

/**
 * Finds instance and key of a new secret: a symmetric key of the same instance, or of none. Without both the shared
 * KMS takes its service key, as for secrets made before KMS 3.0. Source: CreateSecret; the codes assumed.
 */
export function placeForSecret(
  call: Call,
  {
    DKMSInstanceId: id,
    EncryptionKeyId: keyId,
  }: { DKMSInstanceId?: string | undefined; EncryptionKeyId?: string | undefined },
  fail: PlaceFail,
): SecretPlace | 'service-key' {
  const { account, region } = call
  const instance = id === undefined ? undefined : usableInstance(call, id)
  if (instance && secretsIn(account, region).countIn(instance.id) >= instance.secretQuota)
    fail('Rejected.LimitExceeded', undefined, {
      because: `instance \`${instance.id}\` holds ${instance.secretQuota} secrets at most`,
    })
  if (keyId === undefined) {
    if (instance) throw new ParameterFault('`EncryptionKeyId` is needed with `DKMSInstanceId`')
    return 'service-key'
  }
  const { account: owner, key } = requireKey(call, keyId)
  const unfit =
    owner !== account ||
    (key.instance !== id && 'key and secret must be in the same KMS instance') ||
    (!isSymmetric(key) && 'the key must be symmetric') ||
    (key.service && 'the key belongs to a cloud service')
  if (unfit)
    fail('UnsupportedOperation', undefined, {
      because: unfit === true ? 'the key is of another account' : unfit,
    })
  requireEnabled(key)
  return { ...(instance ? { instance: instance.id } : {}), key: key.id, serviceManagedKey: false }
}

/** The place of a secret that names neither instance nor key; makes the service key on first use. */
export function serviceKeyPlace({ account, region, now, source }: Call): SecretPlace {
  return { key: serviceKey(account, region, now, source).id, serviceManagedKey: true }
}

/** Refuses what CreateSecret's parameters cannot mean together: names by type, policies, values and intervals. */
export function checkNewSecret(input: {
  readonly SecretName: string
  readonly SecretType: SecretType
  readonly SecretDataType: string
  readonly Policy: string | undefined
  readonly DKMSInstanceId: string | undefined
  readonly EnableAutomaticRotation: boolean
  readonly RotationInterval: string | undefined
}): void {
  const { SecretType: type, SecretDataType: dataType } = input
  checkSecretName(type, input.SecretName)
  checkSecretPolicy(input.Policy, input.DKMSInstanceId)
  if (type === 'Generic') return
  if (dataType !== 'text') throw new ParameterFault(`the value of a ${type} secret is text`)
  intervalOf(input.EnableAutomaticRotation, input.RotationInterval)
}

/** Refuses a policy that KMS would not take. Secrets outside an instance have none: refused as a parameter (assumed). */
function checkSecretPolicy(policy: string | undefined, instance: string | undefined): void {
  if (policy === undefined) return
  if (instance === undefined) throw new ParameterFault('a secret outside a KMS instance has no policy')
  const fault = policyFault('secret', policy)
  if (fault !== null) throw new ParameterFault(fault)
}
