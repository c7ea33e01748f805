import type { Call } from '../../call.ts'
import { assumed, documented, type ErrorTable, refuse } from '../../errors.ts'
import type { Tagged } from '../../state/tag.ts'
import { keyNeed } from '../key-access.ts'
import { requireUserKey } from '../keys/key-owner.ts'
import type { Need } from '../operation.ts'
import { ParameterFault } from '../parameter.ts'
import { requireSecret, secretNeed } from '../secrets/secret-access.ts'

/** Which resource a call names: exactly one of the three. */
export interface ResourceNames {
  readonly KeyId: string | undefined
  readonly SecretName: string | undefined
  readonly CertificateId: string | undefined
}

export const taggedErrors = {
  InvalidParameter: documented(400, 'The specified parameter is not valid.'),
  'Forbidden.ResourceNotFound': assumed(
    404,
    'Resource not found',
    'code and text of the other secret operations',
  ),
  'Certificate.NotFound': documented(
    404,
    'The specified certificate is not found.',
    'operations on certificates',
  ),
} satisfies ErrorTable

/** The permission for `action` on the resource that a call names. */
export function taggedNeeds(call: Call, action: string, names: ResourceNames): Need[] {
  requireOneName(names)
  if (names.KeyId !== undefined) return [keyNeed(call, action, names.KeyId)]
  if (names.SecretName !== undefined) return [secretNeed(call, action, names.SecretName)]
  const id = names.CertificateId as string
  return [{ action, resource: `acs:kms:${call.region}:${call.account.id}:certificate/${id}` }]
}

/** The resource itself. There are no certificates: each that is named is unknown. */
export function requireTagged(
  call: Call,
  operation: 'TagResource' | 'UntagResource',
  names: ResourceNames,
): Tagged {
  if (names.KeyId !== undefined) return requireUserKey(call, names.KeyId, operation).key
  if (names.SecretName !== undefined)
    return requireSecret(call, names.SecretName, code => refuse(taggedErrors, code)).secret
  return refuse(taggedErrors, 'Certificate.NotFound')
}

function requireOneName({ KeyId, SecretName, CertificateId }: ResourceNames): void {
  const given = [KeyId, SecretName, CertificateId].filter(name => name !== undefined)
  if (given.length !== 1)
    throw new ParameterFault('exactly one of `KeyId`, `SecretName` and `CertificateId` must be given')
}
