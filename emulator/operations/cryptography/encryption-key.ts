import type { Call } from '../../call.ts'
import { makeBlob, openBlob, readBlob } from '../../cryptography/ciphertext.ts'
import { type ErrorTable, refuse } from '../../errors.ts'
import type { Account } from '../../state/account.ts'
import { isSymmetric, type Key, type KeyVersion, keyArn } from '../../state/key.ts'
import {
  accountNamed,
  encryptingVersion,
  keyNotFound,
  needOn,
  requireInstance,
  requireKey,
} from '../key-access.ts'
import { requireOwnKey } from '../keys/key-owner.ts'
import { unsupportedOperation } from '../keys/key-spec.ts'
import { invalidParameter, keyErrors, requireState, type StateDependent } from '../keys/key-state.ts'
import type { Need, ResponseBody } from '../operation.ts'
import { type Parameter, ParameterFault, text } from '../parameter.ts'

/** What an operation with a symmetric key can be refused for. */
export const encryptionErrors = {
  ...invalidParameter,
  ...unsupportedOperation,
  ...keyErrors,
} satisfies ErrorTable

/** A blob taken apart: the key version that it names and what that version has to open. */
export interface Ciphertext {
  readonly versionId: string
  readonly sealed: Buffer
}

/** `CiphertextBlob`; what cannot be one is an invalid parameter (assumed: no source names the code). */
export const ciphertextBlob: Parameter<Ciphertext> = blobOf(text({ required: true }))

function blobOf(blob: Parameter<string>): Parameter<Ciphertext> {
  return {
    ...blob,
    read(all, name) {
      const parts = readBlob(blob.read(all, name))
      if (!parts || !/^[\w-]+$/.test(parts.versionId))
        throw new ParameterFault(`\`${name}\` is no ciphertext of this service`)
      return parts
    },
  }
}

/** The key that a `KeyId` names, ready to encrypt. */
export function requireEncryptionKey(
  call: Call,
  keyId: string,
  operation: StateDependent,
): { readonly key: Key; readonly version: KeyVersion & { readonly material: Buffer } } {
  const { account, key } = requireKey(call, keyId)
  requireReachable(call, account, key)
  requireState(key, operation)
  return { key, version: encryptingVersion(key) }
}

/** Encrypts text and answers what every such operation answers. */
export function encryptionFields(
  call: Call,
  { key, version }: ReturnType<typeof requireEncryptionKey>,
  plaintext: string,
  context: string,
): ResponseBody {
  const CiphertextBlob = makeBlob(plaintext, version, context, call.source)
  return { KeyId: key.id, KeyVersionId: version.id, CiphertextBlob }
}

/**
 * The permission for `action` on the key of a blob. Where no key of the caller's made it, the refusal names none, and who
 * may use no key of the account at all does not learn whether there is such a key: that needs the action on any (assumed).
 */
export function ciphertextNeeds(call: Call, action: string, ciphertext: Ciphertext): Need[] {
  const found = locateVersion(call, ciphertext)
  if (!found)
    return [{ action, resource: keyArn(call.region, call.account.id, ciphertext.versionId), unnamed: true }]
  const need = needOn(action, found.account.id, found.key)
  return [found.account === call.account ? need : { ...need, unnamed: true }]
}

/**
 * Opens a blob with the version that made it, be it the primary one or not. A blob of a deleted key or of another
 * region is of no key at all. Source: access FAQ; a context that does not fit is an invalid parameter (assumed).
 */
export function decrypt(
  call: Call,
  ciphertext: Ciphertext,
  context: string,
  operation: StateDependent,
): { readonly key: Key; readonly version: KeyVersion; readonly plaintext: string } {
  const found = locateVersion(call, ciphertext)
  if (!found) refuse(keyNotFound, 'Forbidden.KeyNotFound')
  const { account, key, version } = found
  requireReachable(call, account, key)
  requireState(key, operation)
  if (!isSymmetric(key) || !version.material) refuse(unsupportedOperation, 'UnsupportedOperation')
  const plaintext = openBlob(ciphertext.sealed, version.material, context)
  if (plaintext === undefined)
    throw new ParameterFault('the ciphertext was changed, or its `EncryptionContext` is another')
  return { key, version, plaintext }
}

/** The caller's own key first: accounts that were copied share version ids. */
function locateVersion(call: Call, { versionId }: Ciphertext) {
  const own = versionIn(call, call.account, versionId)
  if (own) return own
  for (const { id, keyVersions } of call.world.accounts.values()) {
    const account = keyVersions.has(versionId) ? accountNamed(call, id) : undefined
    const found = account && versionIn(call, account, versionId)
    if (found) return found
  }
  return undefined
}

function versionIn(call: Call, account: Account, versionId: string) {
  const key = account.keyVersions.get(versionId)
  const version = key?.region === call.region ? key.versions.find(({ id }) => id === versionId) : undefined
  return key && version ? { account, key, version } : undefined
}

/**
 * Refuses a key that this gateway or this caller cannot use: another instance's, a service's, one of an instance whose
 * public access is off. Source: KMS FAQ, access to keys over the public network; the first assumed.
 */
function requireReachable(call: Call, account: Account, key: Key): void {
  const { gateway } = call
  if (gateway.kind === 'dedicated' && gateway.instance !== key.instance)
    refuse(keyNotFound, 'Forbidden.KeyNotFound')
  requireOwnKey(key)
  requireInstance(call, account, key.instance)
  const instance = key.instance === undefined ? undefined : account.instances.get(key.instance)
  if (gateway.kind === 'shared' && instance && !instance.publicAccess)
    refuse(unsupportedOperation, 'UnsupportedOperation', undefined, {
      because: `public access of instance \`${instance.id}\` is off: its keys answer on its own gateway only`,
    })
}
