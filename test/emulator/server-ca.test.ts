import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { defaultCaDirectory } from '../../emulator/ca-directory.ts'
import { certificateAuthority } from '../../emulator/tls.ts'
import { request, startEcho } from './echo-server.ts'

const run = promisify(execFile)
const now = Date.parse('2026-01-02T03:04:05Z')
const day = 24 * 60 * 60 * 1000

let directory: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kms-emulator-server-ca-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

describe('the certificates', () => {
  test('of the authority: ten years, signing only, for the emulator’s names only', async () => {
    const certificate = new X509Certificate((await certificateAuthority({ now })).certificatePem)
    expect({
      ca: certificate.ca,
      subject: certificate.subject,
      from: certificate.validFrom,
      to: certificate.validTo,
      selfSigned: certificate.verify(certificate.publicKey),
      curve: certificate.publicKey.asymmetricKeyDetails?.namedCurve,
    }).toEqual({
      ca: true,
      subject: 'CN=kms-emulator certificate authority',
      from: 'Jan  1 03:04:05 2026 GMT',
      to: 'Jan  2 03:04:05 2036 GMT',
      selfSigned: true,
      curve: 'prime256v1',
    })
    // permitted: localhost, aliyuncs.com, 127.0.0.1/32, ::1/128
    expect(certificate.raw.toString('hex')).toContain(
      `304fa04d300b82096c6f63616c686f7374300e820c616c6979756e63732e636f6d300a87087f000001ffffffff30228720${'00'.repeat(15)}01${'ff'.repeat(16)}`,
    )
  })

  test('of the server: at most 397 days, signed by the authority', async () => {
    const authority = await certificateAuthority({ now })
    const [first, second] = await Promise.all([authority.leaf(), authority.leaf('sts.aliyuncs.com')])
    const issuer = new X509Certificate(authority.certificatePem)
    for (const { cert } of [first, second]) {
      const leaf = new X509Certificate(cert)
      expect(leaf.verify(issuer.publicKey) && leaf.checkIssued(issuer)).toBe(true)
      expect(Date.parse(leaf.validFrom)).toBe(now - day)
      expect(Date.parse(leaf.validTo) - Date.parse(leaf.validFrom)).toBe(397 * day)
      expect([leaf.ca, leaf.keyUsage]).toEqual([false, ['1.3.6.1.5.5.7.3.1']])
    }
    expect(new X509Certificate(second.cert).subjectAltName).toBe('DNS:sts.aliyuncs.com')
    expect(new X509Certificate(first.cert).serialNumber).not.toBe(
      new X509Certificate(second.cert).serialNumber,
    )
  })

  test('a leaf does not outlive its authority', async () => {
    await certificateAuthority({ directory, now })
    const late = await certificateAuthority({ directory, now: now + 3600 * day })
    expect(new X509Certificate((await late.leaf()).cert).validTo).toBe('Jan  2 03:04:05 2036 GMT')
  })

  test('serial numbers come from the given randomness', async () => {
    const random = (size: number) => new Uint8Array(size).fill(0xab)
    const authority = await certificateAuthority({ now, random })
    expect(new X509Certificate((await authority.leaf()).cert).serialNumber).toBe(`6B${'AB'.repeat(15)}`)
  })
})

describe('the directory', () => {
  test('keeps the pair, the key for its owner alone', async () => {
    const first = await certificateAuthority({ directory: join(directory, 'a', 'b'), now })
    const second = await certificateAuthority({ directory: join(directory, 'a', 'b'), now: now + 365 * day })
    expect(second).toMatchObject({ certificatePem: first.certificatePem, keyPem: first.keyPem })
    expect([first.replaced, second.replaced]).toEqual([undefined, undefined])
    expect(await readdir(join(directory, 'a', 'b'))).toEqual(['ca-key.1.pem', 'ca.pem'])
    expect((await stat(join(directory, 'a', 'b', 'ca-key.1.pem'))).mode & 0o777).toBe(0o600)
    expect(first.file).toBe(join(directory, 'a', 'b', 'ca.pem'))
    expect(await readFile(first.file as string, 'utf8')).toBe(first.certificatePem)
  })

  test('is consistent whoever comes first', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => certificateAuthority({ directory, now })))
    expect(new Set(all.map(({ certificatePem }) => certificatePem)).size).toBe(1)
    expect(new Set(all.map(({ keyPem }) => keyPem)).size).toBe(1)
    expect(await readdir(directory)).toEqual(['ca-key.1.pem', 'ca.pem'])
  })

  const otherPair = async (part: 'key' | 'cert') => {
    const [{ certificatePem, keyPem }, other] = await Promise.all([
      certificateAuthority({ now }),
      certificateAuthority({ now }),
    ])
    return part === 'key' ? other.keyPem + certificatePem : keyPem + (await other.leaf()).cert
  }
  test.each([
    ['an empty file', async () => '', 'it does not hold a key and a certificate'],
    [
      'half a file',
      async () => (await otherPair('key')).slice(0, 300),
      'it does not hold a key and a certificate',
    ],
    [
      'a certificate that cannot be read',
      async () => (await otherPair('key')).replace(/CERTIFICATE-----\nMII/, 'CERTIFICATE-----\nAAA'),
      'its key or certificate cannot be read',
    ],
    ['the key of another', () => otherPair('key'), 'its key and certificate do not belong together'],
    ['a certificate of a server', () => otherPair('cert'), 'its certificate is not an authority’s'],
  ])('replaces %s', async (_name, content, reason) => {
    await writeFile(join(directory, 'ca-key.1.pem'), await content())
    const all = await Promise.all([1, 2, 3].map(() => certificateAuthority({ directory, now })))
    expect(new Set(all.map(({ certificatePem }) => certificatePem)).size).toBe(1)
    expect(all[0]?.replaced).toBe(`\`${join(directory, 'ca-key.1.pem')}\` was replaced: ${reason}`)
    expect(await readdir(directory)).toEqual(['ca-key.2.pem', 'ca.pem'])
    expect(await readFile(join(directory, 'ca.pem'), 'utf8')).toBe(all[0]?.certificatePem)
  })

  test.each([
    ['expired', 3652 * day, 'its certificate expired on Jan  2 03:04:05 2036 GMT'],
    ['not yet valid', -2 * day, 'its certificate is not valid before Jan  1 03:04:05 2026 GMT'],
  ])('replaces a pair that is %s', async (_name, later, reason) => {
    const first = await certificateAuthority({ directory, now })
    const second = await certificateAuthority({ directory, now: now + later })
    expect(second.certificatePem).not.toBe(first.certificatePem)
    expect(second.replaced).toBe(`\`${join(directory, 'ca-key.1.pem')}\` was replaced: ${reason}`)
  })

  test('says what is wrong where it cannot be used', async () => {
    const file = join(directory, 'file')
    await writeFile(file, '')
    await expect(certificateAuthority({ directory: file, now })).rejects.toThrow(
      `the certificate authority cannot be kept in \`${file}\`: EEXIST`,
    )
  })

  test.each([
    ['linux', { HOME: '/home/a' }, '/home/a/.cache/kms-emulator'],
    ['linux', { HOME: '/home/a', XDG_CACHE_HOME: '/cache' }, '/cache/kms-emulator'],
    ['linux', { HOME: '/home/a', XDG_CACHE_HOME: 'cache' }, '/home/a/.cache/kms-emulator'],
    ['linux', {}, '.cache/kms-emulator'],
    ['darwin', { HOME: '/Users/a', XDG_CACHE_HOME: '/cache' }, '/Users/a/Library/Caches/kms-emulator'],
    ['win32', { LOCALAPPDATA: 'C:\\Users\\a\\Local' }, 'C:\\Users\\a\\Local\\kms-emulator'],
    ['win32', { USERPROFILE: 'C:\\Users\\a' }, 'C:\\Users\\a\\AppData\\Local\\kms-emulator'],
  ] as const)('on %s with %j is %s', (platform, env, expected) => {
    expect(defaultCaDirectory(env, platform)).toBe(expected)
  })
})

describe('trust', () => {
  test('survives a restart', async () => {
    const certificate = () => certificateAuthority({ directory, now: Date.now() })
    const { certificatePem: ca } = await certificate()
    for (const servername of ['localhost', '127.0.0.1', 'kms.cn-hangzhou.aliyuncs.com']) {
      const server = await startEcho({ certificate })
      const name = servername === '127.0.0.1' ? {} : { servername }
      expect((await request({ port: server.port, ca, ...name })).status).toBe(200)
      await server.close()
    }
  })

  test('comes from NODE_EXTRA_CA_CERTS', async () => {
    const authority = await certificateAuthority({ directory, now: Date.now() })
    const server = await startEcho({ certificate: async () => authority })
    const script = `require('https').get('https://localhost:${server.port}/', { family: 4 }, answer => {
      console.log(answer.statusCode); answer.resume() }).on('error', error => console.log(error.code))`
    const outcome = async (env: NodeJS.ProcessEnv) =>
      (await run(process.execPath, ['-e', script], { env: { PATH: process.env.PATH, ...env } })).stdout.trim()
    expect(await outcome({ NODE_EXTRA_CA_CERTS: authority.file })).toBe('200')
    expect(await outcome({})).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE')
    await server.close()
  })
})
