import { generateKeyPairSync } from 'node:crypto'

/** An SSH key pair as a managed ECS secret holds it: `ssh-rsa …` and PEM (PKCS#1). */
export interface SshKeyPair {
  readonly publicKey: string
  readonly privateKey: string
}

/**
 * A new RSA-2048 pair. Source: rotation of ECS secrets. Node makes it of its own randomness: the one thing in state that a
 * `Source` does not determine.
 */
export function sshKeyPair(): SshKeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' })
  const parts = [Buffer.from('ssh-rsa'), positive(e), positive(n)].map(sshField)
  return {
    publicKey: `ssh-rsa ${Buffer.concat(parts).toString('base64')}`,
    privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
  }
}

/** A number of SSH's wire form is signed: a leading zero keeps it positive. Source: RFC 4251 section 5. */
function positive(base64url: string): Buffer {
  const bytes = Buffer.from(base64url, 'base64url')
  return (bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Buffer.from([0]), bytes])
}

function sshField(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}
