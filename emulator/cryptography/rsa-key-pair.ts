import { checkPrimeSync, createPrivateKey } from 'node:crypto'
import type { Source } from '../machine.ts'

const exponent = 65_537n

/** An SSH key pair as a managed ECS secret holds it: `ssh-rsa …` and PEM (PKCS#1). */
export interface SshKeyPair {
  readonly publicKey: string
  readonly privateKey: string
}

/** A new RSA-2048 pair out of the given randomness, so that the same source gives the same pair. Source: rotation of ECS secrets. */
export function sshKeyPair(source: Source): SshKeyPair {
  const p = prime(source)
  let q = prime(source)
  while (q === p) q = prime(source)
  const n = p * q
  const d = inverse(exponent, (p - 1n) * (q - 1n))
  const jwk = {
    kty: 'RSA',
    n: base64url(n),
    e: base64url(exponent),
    d: base64url(d),
    p: base64url(p),
    q: base64url(q),
    dp: base64url(d % (p - 1n)),
    dq: base64url(d % (q - 1n)),
    qi: base64url(inverse(q, p)),
  }
  const privateKey = createPrivateKey({ key: jwk, format: 'jwk' }).export({ type: 'pkcs1', format: 'pem' })
  return { publicKey: `ssh-rsa ${sshPublicKey(n).toString('base64')}`, privateKey: privateKey.toString() }
}

/** 1,024 bits, the two highest set so that two of them make 2,048, and no factor of the exponent in `p - 1`. */
function prime(source: Source): bigint {
  for (;;) {
    const bytes = source.bytes(128)
    bytes[0] = (bytes[0] as number) | 0xc0
    bytes[127] = (bytes[127] as number) | 1
    const candidate = BigInt(`0x${bytes.toString('hex')}`)
    if ((candidate - 1n) % exponent !== 0n && checkPrimeSync(candidate)) return candidate
  }
}

function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n]
  while (a > 1n) {
    const quotient = a / b
    ;[a, b] = [b, a % b]
    ;[x, y] = [y, x - quotient * y]
  }
  return x < 0n ? x + modulus : x
}

function bytesOf(value: bigint): Buffer {
  const hex = value.toString(16)
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
}

function base64url(value: bigint): string {
  return bytesOf(value).toString('base64url')
}

/** RFC 4253, 6.6: the name, the exponent and the modulus, each with its length; numbers keep a zero sign bit. */
function sshPublicKey(n: bigint): Buffer {
  return Buffer.concat([Buffer.from('ssh-rsa'), positive(exponent), positive(n)].flatMap(withLength))
}

function positive(value: bigint): Buffer {
  const bytes = bytesOf(value)
  return (bytes[0] as number) < 0x80 ? bytes : Buffer.concat([Buffer.from([0]), bytes])
}

function withLength(bytes: Buffer): Buffer[] {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return [length, bytes]
}
