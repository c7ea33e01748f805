import {
  type CipherGCMTypes,
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  type KeyObject,
} from 'node:crypto'
import type { Source } from '../machine.ts'

const ivSize = 12
const tagSize = 16
const dataKeySize = 32
const wrappedSize = ivSize + tagSize + dataKeySize

/** The material that wraps data keys: a version of a symmetric key. */
export interface WrappingVersion {
  readonly id: string
  readonly material: Buffer
}

/** AES-GCM by the key's length; answers IV, tag and ciphertext in this order. */
export function encryptGcm(material: Buffer, plain: Uint8Array, aad: string, source: Source): Buffer {
  const iv = source.bytes(ivSize)
  const cipher = createCipheriv(algorithmFor(material), material, iv)
  cipher.setAAD(Buffer.from(aad))
  const data = cipher.update(plain)
  cipher.final()
  return Buffer.concat([iv, cipher.getAuthTag(), data])
}

/** The reverse of `encryptGcm`; undefined where key, data or `aad` do not belong together. */
export function decryptGcm(material: Buffer, sealed: Uint8Array, aad: string): Buffer | undefined {
  return decryptWith(algorithmFor(material), material, sealed, aad)
}

function decryptWith(
  algorithm: CipherGCMTypes,
  key: Buffer | KeyObject,
  sealed: Uint8Array,
  aad: string,
): Buffer | undefined {
  if (sealed.length < ivSize + tagSize) return undefined
  const decipher = createDecipheriv(algorithm, key, sealed.subarray(0, ivSize), { authTagLength: tagSize })
  decipher.setAuthTag(sealed.subarray(ivSize, ivSize + tagSize))
  decipher.setAAD(Buffer.from(aad))
  const plain = decipher.update(sealed.subarray(ivSize + tagSize))
  try {
    decipher.final()
  } catch {
    return undefined
  }
  return plain
}

/**
 * Envelope-encrypts a secret value: a fresh data key under the key's current version, the value under the data key.
 * Layout: length of the key version id (1 byte), that id, the wrapped data key, the value. `aad` binds both to their place.
 */
export function seal(value: string, version: WrappingVersion, aad: string, source: Source): Buffer {
  const dataKey = source.bytes(dataKeySize)
  const id = Buffer.from(version.id)
  return Buffer.concat([
    Buffer.from([id.length]),
    id,
    encryptGcm(version.material, dataKey, aad, source),
    encryptGcm(dataKey, Buffer.from(value), aad, source),
  ])
}

/** Which version of the key wrapped the data key. */
export function sealedUnder(sealed: Buffer): string {
  return sealed.toString('latin1', 1, 1 + (sealed[0] ?? 0))
}

/** The value, or undefined where key version, envelope or `aad` do not belong together. */
export function open(sealed: Buffer, material: Buffer, aad: string): string | undefined {
  const start = 1 + (sealed[0] ?? 0)
  const dataKey = unwrap(sealed, start, material, aad)
  if (!dataKey) return undefined
  return decryptWith('aes-256-gcm', dataKey, sealed.subarray(start + wrappedSize), aad)?.toString('utf8')
}

/** Data keys of envelopes that were opened before: unwrapping is half of the work of a read. Gone with their envelopes. */
const unwrapped = new WeakMap<Buffer, { readonly material: Buffer; readonly dataKey: KeyObject }>()

function unwrap(sealed: Buffer, start: number, material: Buffer, aad: string): KeyObject | undefined {
  const known = unwrapped.get(sealed)
  if (known?.material === material) return known.dataKey
  const bytes = decryptGcm(material, sealed.subarray(start, start + wrappedSize), aad)
  if (!bytes) return undefined
  const dataKey = createSecretKey(bytes)
  unwrapped.set(sealed, { material, dataKey })
  return dataKey
}

function algorithmFor(material: Buffer): CipherGCMTypes {
  if (material.length === 16) return 'aes-128-gcm'
  return material.length === 24 ? 'aes-192-gcm' : 'aes-256-gcm'
}
