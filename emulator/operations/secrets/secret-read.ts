import type { Call } from '../../call.ts'
import { assumedFor, documented, type ErrorTable } from '../../errors.ts'
import { keyNotFound, keyStateErrors } from '../key-access.ts'
import type { Need, ResponseBody } from '../operation.ts'
import {
  inDeleteWindow,
  requireNotDeleted,
  requireReadable,
  requireSecret,
  valueNeeds,
} from './secret-access.ts'
import { readValue } from './value.ts'
import { versionFields, versionOf } from './version.ts'

const states = {
  'Rejected.Disabled': keyStateErrors['Rejected.Disabled'],
  'Rejected.PendingDeletion': keyStateErrors['Rejected.PendingDeletion'],
  'Rejected.PendingImport': keyStateErrors['Rejected.PendingImport'],
}

/** What reading a value can be refused for. The KMS FAQ names `Rejected.Unavailable`; its status is that of Decrypt. */
export const readErrors = {
  'Forbidden.ResourceNotFound': documented(404, 'Resource not found.'),
  ...keyNotFound,
  ...keyStateErrors,
  ...assumedFor(states, 'follows from the decryption with the key; listed for Decrypt'),
  ...assumedFor(inDeleteWindow, 'listed for UpdateSecret, UpdateSecretVersionStage and DeleteSecret'),
} satisfies ErrorTable

/** Which version of which secret is asked for. */
export interface SecretRead {
  readonly SecretName: string
  readonly VersionId: string | undefined
  readonly VersionStage: string | undefined
  readonly FetchExtendedConfig: boolean
}

/**
 * What reading a value asks for: `kms:GetSecretValue` on the secret and `kms:Decrypt` on its key, the latter not with
 * an STS token over the shared gateway. Source: KMS SDK page, permissions by gateway and credentials.
 */
export function readNeeds(call: Call, secretName: string): Need[] {
  const needs = valueNeeds(call, 'kms:GetSecretValue', 'kms:Decrypt', secretName)
  return call.caller.type === 'assumed-role' && call.gateway.kind === 'shared' ? needs.slice(0, 1) : needs
}

/** One version with its value. An instance's own gateway knows the secrets of that instance only (assumed). */
export function secretValue(
  call: Call,
  { SecretName, VersionId, VersionStage, FetchExtendedConfig }: SecretRead,
  fail: (code: 'Forbidden.ResourceNotFound') => never,
): ResponseBody {
  const { account, secret } = requireSecret(call, SecretName, fail)
  const { gateway } = call
  if (gateway.kind === 'dedicated' && gateway.instance !== secret.instance) fail('Forbidden.ResourceNotFound')
  requireNotDeleted(secret)
  requireReadable(call, secret)
  const version = versionOf(secret, VersionId, VersionStage) ?? fail('Forbidden.ResourceNotFound')
  return versionFields(secret, version, readValue(call, account, secret, version), FetchExtendedConfig)
}
