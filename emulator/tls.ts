import { createPrivateKey, KeyObject, randomBytes, webcrypto } from 'node:crypto'
import { keepPair } from './ca-directory.ts'
import { constraintsOnNames } from './name-constraints.ts'
import type { Leaf, TlsMaterial } from './secure-sockets.ts'

/** The certificate authority that clients are told to trust, and the certificates it signs. */
export interface CertificateAuthority extends TlsMaterial {
  readonly certificatePem: string
  /** PKCS#8; never to be printed. */
  readonly keyPem: string
  /** Where the certificate lies for `NODE_EXTRA_CA_CERTS` and the like, if a directory was given. */
  readonly file?: string
  /** Why the pair that lay in the directory was not taken. */
  readonly replaced?: string
  /**
   * A certificate in memory: without a name the one for localhost, 127.0.0.1, ::1, `sts.aliyuncs.com` and the instances'
   * gateways, else one for that name alone. All of one authority share one key.
   */
  leaf(servername?: string): Promise<Leaf>
}

const day = 24 * 60 * 60 * 1000
/** Ten years. */
const authorityLifetime = 3652 * day
/** Clients on macOS refuse more than 398 days (Apple's requirements for TLS certificates); documented. */
const leafLifetime = 397 * day
/** For machines and containers whose clocks are behind. */
const skew = day

const authorityName = 'CN=kms-emulator certificate authority'
const leafName = 'CN=kms-emulator'
const defaultNames = [
  { type: 'dns', value: 'localhost' },
  { type: 'ip', value: '127.0.0.1' },
  { type: 'ip', value: '::1' },
  { type: 'dns', value: 'sts.aliyuncs.com' },
  { type: 'dns', value: '*.cryptoservice.kms.aliyuncs.com' },
] as const

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/**
 * An authority of ECDSA P-256 for `now` (milliseconds since 1970, the machine's time): the one kept in `directory`, made
 * there on first use, or one in memory without a directory. Rejects if the directory cannot be read or written.
 */
export async function certificateAuthority(options: {
  readonly directory?: string
  readonly now: number
  readonly random?: (size: number) => Uint8Array
}): Promise<CertificateAuthority> {
  const { directory, now, random = randomBytes } = options
  const create = () => createAuthority(now, random)
  const { pair, ...kept } =
    directory === undefined ? { pair: await create() } : await keepPair({ directory, now, random, create })
  let leafKeys: Promise<webcrypto.CryptoKeyPair> | undefined
  return {
    certificatePem: pair.cert,
    keyPem: pair.key,
    ...kept,
    leaf: async servername => {
      leafKeys ??= generateKeys()
      const names = servername === undefined ? defaultNames : ([{ type: 'dns', value: servername }] as const)
      return signLeaf({ authority: pair, keys: await leafKeys, names, now, random })
    },
  }
}

async function createAuthority(now: number, random: (size: number) => Uint8Array): Promise<Leaf> {
  const x509 = await loadX509()
  const keys = await generateKeys()
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: serialNumber(random),
      name: authorityName,
      notBefore: new Date(now - skew),
      notAfter: new Date(now + authorityLifetime),
      keys,
      signingAlgorithm: algorithm,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
        new x509.Extension(constraintsOnNames.id, true, constraintsOnNames.value),
      ],
    },
    webcrypto,
  )
  return { cert: `${certificate.toString('pem')}\n`, key: pemOf(keys.privateKey) }
}

async function signLeaf(options: {
  readonly authority: Leaf
  readonly keys: webcrypto.CryptoKeyPair
  readonly names: readonly { readonly type: 'dns' | 'ip'; readonly value: string }[]
  readonly now: number
  readonly random: (size: number) => Uint8Array
}): Promise<Leaf> {
  const { authority, keys, names, now, random } = options
  const x509 = await loadX509()
  const issuer = new x509.X509Certificate(authority.cert)
  const notAfter = Math.min(now + leafLifetime - skew, issuer.notAfter.getTime())
  const certificate = await x509.X509CertificateGenerator.create(
    {
      serialNumber: serialNumber(random),
      subject: leafName,
      issuer: issuer.subjectName,
      notBefore: new Date(Math.max(now - skew, issuer.notBefore.getTime())),
      notAfter: new Date(notAfter),
      publicKey: keys.publicKey,
      signingKey: await importKey(authority.key),
      signingAlgorithm: algorithm,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension([...names]),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
        await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  )
  return { cert: `${certificate.toString('pem')}\n`, key: pemOf(keys.privateKey) }
}

/**
 * Loaded on first use: plain http must not wait for it. The library needs decorators' metadata to be there first. It is
 * CommonJS, of which a bundle gives the default export only.
 */
async function loadX509() {
  await import('reflect-metadata')
  return (await import('@peculiar/x509')).default
}

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
}

function importKey(pem: string): Promise<webcrypto.CryptoKey> {
  const der = createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' })
  return webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign'])
}

function pemOf(key: webcrypto.CryptoKey): string {
  return KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** 16 octets that make a positive number without leading zeros (RFC 5280, 4.1.2.2). */
function serialNumber(random: (size: number) => Uint8Array): string {
  const octets = Buffer.from(random(16))
  octets[0] = ((octets[0] ?? 0) & 0x3f) | 0x40
  return octets.toString('hex')
}
