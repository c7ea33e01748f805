import type { Source } from '../machine.ts'
import { decryptGcm, encryptGcm, type WrappingVersion } from './envelope.ts'

/**
 * CiphertextBlob, opaque to clients: key version id, then AES-GCM (IV, tag, data) over the plaintext's text as received, Base64.
 * A UUID stands bare in front (36 ASCII bytes), as seen in a blob of an official demo; any other id, whose real layout
 * was never seen, is announced by a zero byte and its length (assumed).
 */
export function makeBlob(
  plaintext: string,
  version: WrappingVersion,
  context: string,
  source: Source,
): string {
  const id = Buffer.from(version.id)
  const head = isUuid(version.id) ? id : Buffer.concat([Buffer.from([0, id.length]), id])
  return Buffer.concat([
    head,
    encryptGcm(version.material, Buffer.from(plaintext), context, source),
  ]).toString('base64')
}

/** The parts of a blob, or undefined where it is none. */
export function readBlob(blob: string): { versionId: string; sealed: Buffer } | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(blob)) return undefined
  const bytes = Buffer.from(blob, 'base64')
  const start = bytes[0] === 0 ? 2 : 0
  const end = start === 0 ? 36 : start + (bytes[1] ?? 0)
  if (bytes.length < end + 28) return undefined
  const versionId = bytes.toString('latin1', start, end)
  if (start === 0 && !isUuid(versionId)) return undefined
  return { versionId, sealed: bytes.subarray(end) }
}

/** The plaintext's text, or undefined where material or context do not fit. */
export function openBlob(sealed: Buffer, material: Buffer, context: string): string | undefined {
  return decryptGcm(material, sealed, context)?.toString('utf8')
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
}
