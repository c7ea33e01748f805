import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { authenticate } from '../../emulator/access/authenticate.ts'
import { KmsError } from '../../emulator/errors.ts'
import type { AccessKeyOwner, Account } from '../../emulator/state/account.ts'
import { createAccount } from '../../emulator/state/world.ts'
import { NonceMemory } from '../../emulator/wire/nonces.ts'
import { readMessage } from '../../emulator/wire/request.ts'
import { signV1, stringToSignV1 } from '../../emulator/wire/signature-v1.ts'
import { canonicalRequestV3, readAuthorization, stringToSignV3 } from '../../emulator/wire/signature-v3.ts'
import type { WrittenRequest } from './signed-request.ts'

interface Vector {
  readonly name: string
  readonly signatureVersion: 'V1' | 'V3'
  readonly request: {
    readonly method: string
    readonly path: string
    readonly query: string
    readonly headers: Record<string, string>
    readonly body: string
    readonly tls: boolean
  }
  readonly accessKeyId: string
  readonly accessKeySecret: string
  readonly securityToken?: string
  readonly stringToSign: string
  readonly canonicalRequest?: string
  readonly signature: string
  readonly strictValid: boolean
  readonly strictSignature?: string
  readonly expect: { httpStatus: number; code: string; message?: string; messagePrefix?: string }
}

const file = new URL('../../fixtures/vectors/wire.json', import.meta.url)
const { vectors, negatives } = JSON.parse(readFileSync(file, 'utf8')) as {
  vectors: Vector[]
  negatives: Vector[]
}

function wireOf({ request }: Vector): WrittenRequest {
  return {
    method: request.method,
    path: request.path,
    query: request.query,
    headers: new Map(Object.entries(request.headers)),
    body: Buffer.from(request.body),
    secure: request.tls,
    sourceIp: '127.0.0.1',
  }
}

/** The account that the vectors were captured with: one access key, a session where there is a token. */
function ownerFor({ accessKeySecret, securityToken }: Vector, id: string): AccessKeyOwner {
  const account = createAccount('1000000000000001')
  if (securityToken === undefined)
    return { kind: 'root', account, key: { id, secret: accessKeySecret, status: 'Active' } }
  const session = {
    accessKeyId: id,
    accessKeySecret,
    securityToken,
    role: 'app',
    name: 'test',
    expiration: Number.POSITIVE_INFINITY,
  }
  return { kind: 'session', account, session }
}

function check(vector: Vector): AccessKeyOwner {
  const message = readMessage(wireOf(vector))
  const nonces = new NonceMemory()
  const stamp = message.parameters.get('Timestamp') ?? message.headers.get('x-acs-date') ?? ''
  // The published examples carry their own dates; every captured one was made at the frozen time.
  const machineNow = vector.name.startsWith('doc-') ? Date.parse(stamp) : Date.parse('2026-01-02T03:04:05Z')
  return authenticate(message, {
    find: id => (id === 'unknown' || id !== vector.accessKeyId ? undefined : ownerFor(vector, id)),
    isToken: () => false,
    machineNow,
    accountNow: (_: Account) => machineNow,
    nonces: () => nonces,
    enforce: true,
  })
}

function refusal(run: () => unknown): KmsError {
  try {
    run()
  } catch (error) {
    if (error instanceof KmsError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('captured requests', () => {
  test.each(vectors.filter(({ strictValid }) => strictValid))('$name is accepted', vector => {
    expect(check(vector).account.id).toBe('1000000000000001')
  })

  test.each(vectors.filter(({ strictValid }) => !strictValid))('$name is refused', vector => {
    expect(refusal(() => check(vector))).toMatchObject({ code: 'SignatureDoesNotMatch', status: 400 })
  })

  test.each(vectors)('$name has this string to sign', vector => {
    const message = readMessage(wireOf(vector))
    if (vector.signatureVersion === 'V1') {
      const toSign = stringToSignV1(message.method, message.parameters)
      const signature = vector.strictSignature ?? vector.signature
      expect(signV1(toSign, vector.accessKeySecret)).toBe(signature)
      if (vector.strictValid) expect(toSign).toBe(vector.stringToSign)
    } else {
      const authorization = readAuthorization(message.headers.get('authorization') ?? '')
      expect(canonicalRequestV3(message, authorization.signedHeaders)).toBe(vector.canonicalRequest)
      expect(stringToSignV3(message, authorization)).toBe(vector.stringToSign)
    }
  })
})

describe('requests that must be refused', () => {
  test.each(negatives)('$name', vector => {
    const known =
      vector.expect.code === 'InvalidAccessKeyId.NotFound' ? { ...vector, accessKeyId: 'unknown' } : vector
    const error = refusal(() => check(known))
    expect({ status: error.status, code: error.code }).toEqual({
      status: vector.expect.httpStatus,
      code: vector.expect.code,
    })
    if (vector.expect.message) expect(error.message).toBe(vector.expect.message)
    if (vector.expect.messagePrefix) expect(error.message.startsWith(vector.expect.messagePrefix)).toBe(true)
  })
})
