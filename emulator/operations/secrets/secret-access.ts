import type { Call } from '../../call.ts'
import { assumed, documented, type ErrorTable, KmsError, refuse } from '../../errors.ts'
import type { Account } from '../../state/account.ts'
import { keyArn } from '../../state/key.ts'
import { type Secret, secretArn } from '../../state/secret.ts'
import { accountNamed, needOn } from '../key-access.ts'
import type { Need } from '../operation.ts'
import { ParameterFault } from '../parameter.ts'

/** Where a `SecretName` parameter points: a name in the caller's account and region, or an ARN. */
export interface SecretAddress {
  readonly owner: string
  readonly arn: string
  readonly account: Account | undefined
  readonly secret: Secret | undefined
}

/** The refusal of a change while a secret is planned to be deleted; for operations whose table lacks it, assumed. */
export const inDeleteWindow = {
  'Rejected.ResourceInDeleteWindow': documented(409, 'secret in delete peroid'),
} satisfies ErrorTable

/** Finds what a `SecretName` names, without judging whether the caller may know. */
export function locateSecret(call: Call, secretName: string): SecretAddress {
  let [region, owner, name] = [call.region, call.account.id, secretName]
  if (secretName.startsWith('acs:')) {
    const arn = /^acs:kms:([^:]*):([^:]*):secret\/(.+)$/.exec(secretName)
    if (!arn) throw new ParameterFault('`SecretName` is not the ARN of a secret')
    ;[region, owner, name] = [arn[1] as string, arn[2] as string, arn[3] as string]
  }
  const account = owner === call.account.id ? call.account : accountNamed(call, owner)
  // Regions are separate: an ARN of another region names nothing here.
  const secret = region === call.region ? account?.secrets.get(region)?.get(name) : undefined
  return { owner, arn: secretArn(region, owner, name), account, secret }
}

/** The permission for `action` on what a `SecretName` names. */
export function secretNeed(call: Call, action: string, secretName: string): Need {
  return needOnSecret(action, locateSecret(call, secretName))
}

function needOnSecret(action: string, { arn, owner, secret }: SecretAddress): Need {
  if (!secret) return { action, resource: arn, owner }
  return {
    action,
    resource: arn,
    owner,
    tags: secret.tags,
    policy: secret.policy === undefined ? undefined : { kind: 'secret', text: secret.policy },
  }
}

/** Likewise, and `keyAction` on the key that protects it; a refusal names the key by its id. Source: KMS FAQ. */
export function valueNeeds(call: Call, action: string, keyAction: string, secretName: string): Need[] {
  const address = locateSecret(call, secretName)
  const need = needOnSecret(action, address)
  const { secret, owner } = address
  if (!secret || secret.serviceManagedKey) return [need]
  const key = address.account?.keys.get(secret.key)
  const name = secret.key
  if (key) return [need, needOn(keyAction, owner, key, { name })]
  // The permission comes first even where the key is gone.
  return [need, { action: keyAction, resource: keyArn(secret.region, owner, name), owner, name }]
}

/** The secret that a `SecretName` names and its account; refuses one that is not there in the operation's own words. */
export function requireSecret(
  call: Call,
  secretName: string,
  fail: (code: 'Forbidden.ResourceNotFound') => never,
): { readonly account: Account; readonly secret: Secret } {
  const { account, secret } = locateSecret(call, secretName)
  return account && secret ? { account, secret } : fail('Forbidden.ResourceNotFound')
}

/** Refuses a secret that is planned to be deleted. */
export function requireNotDeleted(secret: Secret): void {
  if (secret.plannedDeletion !== undefined) refuse(inDeleteWindow, 'Rejected.ResourceInDeleteWindow')
}

/** The refusal of what an operation does not do for secrets of this type. */
export const wrongSecretType = {
  'Rejected.UnsupportedOperation': assumed(
    400,
    'Unsupported operation.',
    'code and text of operations on keys; no table of a secret operation names its own',
  ),
} satisfies ErrorTable

/** Refuses a Generic secret. Source: RotateSecret, UpdateSecretRotationPolicy. */
export function requireManaged(secret: Secret): void {
  if (secret.type === 'Generic')
    refuse(wrongSecretType, 'Rejected.UnsupportedOperation', undefined, {
      because: `secret \`${secret.name}\` is Generic: it does not rotate`,
    })
}

/** Refuses a change while a rotation is under way. Source: KMS FAQ for the sentence; its code can be set. */
export function requireNotRotating(call: Call, secret: Secret): void {
  if (secret.rotation?.running) throw rotationRefusal(call, secret)
}

/** Refuses a read while a rotation is under way that was asked to refuse reads. */
export function requireReadable(call: Call, secret: Secret): void {
  if (secret.rotation?.running?.reads === 'refused') throw rotationRefusal(call, secret)
}

function rotationRefusal(call: Call, secret: Secret): KmsError {
  const { code, status, message } = call.rotationError
  const endsAt = new Date(secret.rotation?.running?.endsAt ?? 0).toISOString()
  const because = secret.rotation?.running?.stuck
    ? `the rotation of secret \`${secret.name}\` waits for what it manages to be back`
    : `secret \`${secret.name}\` is being rotated until ${endsAt}`
  return new KmsError(code, status, message, { because })
}
