import { beforeEach, describe, expect, test } from 'vitest'
import type { Call } from '../../emulator/call.ts'
import { Decrypt } from '../../emulator/operations/cryptography/Decrypt.ts'
import { Encrypt } from '../../emulator/operations/cryptography/Encrypt.ts'
import { GenerateDataKey } from '../../emulator/operations/cryptography/GenerateDataKey.ts'
import { GenerateDataKeyWithoutPlaintext } from '../../emulator/operations/cryptography/GenerateDataKeyWithoutPlaintext.ts'
import { ReEncrypt } from '../../emulator/operations/cryptography/ReEncrypt.ts'
import { CreateKey } from '../../emulator/operations/keys/CreateKey.ts'
import { CreateKeyVersion } from '../../emulator/operations/keys/CreateKeyVersion.ts'
import { DisableKey } from '../../emulator/operations/keys/DisableKey.ts'
import { ScheduleKeyDeletion } from '../../emulator/operations/keys/ScheduleKeyDeletion.ts'
import { day } from '../../emulator/state/clock.ts'
import { addInstance, codeOf, type StandingAccount, standingAccount, textAt } from './call.ts'

let kms: StandingAccount

beforeEach(() => {
  kms = standingAccount()
  addInstance(kms.account)
})

const instance = 'kst-hzz0example0000000000'

function createKey(parameters: Record<string, string> = { DKMSInstanceId: instance }): string {
  return textAt(kms.run(CreateKey, parameters), 'KeyMetadata', 'KeyId')
}

function encrypt(KeyId: string, Plaintext: string, rest: Record<string, string> = {}): string {
  return textAt(kms.run(Encrypt, { KeyId, Plaintext, ...rest }), 'CiphertextBlob')
}

function decrypt(
  CiphertextBlob: string,
  rest: Record<string, string> = {},
  changes: Partial<Call> = {},
): string {
  return textAt(kms.run(Decrypt, { CiphertextBlob, ...rest }, changes), 'Plaintext')
}

describe('a round trip', () => {
  test.each(['c2VjcmV0', 'plaintext', 'no Base64 at all: 测试消息', 'A'.repeat(8192)])(
    'of %.30s',
    plaintext => {
      for (const key of [createKey(), createKey({})]) expect(decrypt(encrypt(key, plaintext))).toBe(plaintext)
    },
  )

  test('does not give the same blob twice', () => {
    const key = createKey()
    expect(encrypt(key, 'YQ==')).not.toBe(encrypt(key, 'YQ=='))
  })

  test('of a blob under a UUID version: 80 bytes for 16 characters, the version in front, as in the official demo', () => {
    const blob = encrypt(createKey({}), '5rWL6K+V5raI5oGv')
    const bytes = Buffer.from(blob, 'base64')
    expect(bytes.length).toBe(80)
    expect(bytes.toString('latin1', 0, 36)).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/)
  })

  test('with a version that is no longer the primary one', () => {
    const key = createKey()
    const [old, oldVersion] = [encrypt(key, 'YQ=='), kms.account.keys.get(key)?.versions[0]?.id]
    kms.run(CreateKeyVersion, { KeyId: key })
    const answer = kms.run(Decrypt, { CiphertextBlob: old })
    expect(answer).toEqual({ KeyId: key, KeyVersionId: oldVersion, Plaintext: 'YQ==' })
    expect(textAt(kms.run(Encrypt, { KeyId: key, Plaintext: 'YQ==' }), 'KeyVersionId')).not.toBe(oldVersion)
  })
})

describe('EncryptionContext', () => {
  test.each([
    ['{"a":"1","b":"2"}', ' { "b" : "2", "a":"1" } '],
    ['{"10":"x","9":"y"}', '{"9":"y","10":"x"}'],
    ['{"__proto__":"x"}', '{"__proto__":"x"}'],
    ['{}', ''],
  ])('%s opens what %s sealed', (sealed, opened) => {
    const blob = encrypt(createKey(), 'YQ==', { EncryptionContext: sealed })
    expect(decrypt(blob, opened === '' ? {} : { EncryptionContext: opened })).toBe('YQ==')
  })

  test.each([
    ['{"a":"1"}', '{"a":"2"}'],
    ['{"a":"1"}', '{}'],
    ['{}', '{"a":"1"}'],
    ['{"a":"1","b":"2"}', '{"a":"1"}'],
    ['{"__proto__":"x"}', '{}'],
  ])('what %s sealed is not opened by %s', (sealed, opened) => {
    const blob = encrypt(createKey(), 'YQ==', { EncryptionContext: sealed })
    expect(codeOf(() => decrypt(blob, { EncryptionContext: opened }))).toBe('InvalidParameter')
  })

  test.each([
    ['an array', '["a"]'],
    ['an empty array', '[]'],
    ['a string', '"a"'],
    ['a number', '1'],
    ['null', 'null'],
    ['a member that is a number', '{"a":1}'],
    ['a member that is an array', '{"a":["b"]}'],
    ['a member that is null', '{"a":null}'],
    ['no JSON', 'a=b'],
    ['8,193 characters', `{"a":"${'x'.repeat(8185)}"}`],
  ])('%s is refused', (_, context) => {
    const key = createKey()
    expect(codeOf(() => encrypt(key, 'YQ==', { EncryptionContext: context }))).toBe('InvalidParameter')
  })

  test('of 8,192 characters is taken', () => {
    const context = `{"a":"${'x'.repeat(8184)}"}`
    expect(context.length).toBe(8192)
    expect(
      decrypt(encrypt(createKey(), 'YQ==', { EncryptionContext: context }), { EncryptionContext: context }),
    ).toBe('YQ==')
  })
})

describe('a blob that does not open', () => {
  test('of a deleted key', () => {
    const key = createKey()
    const blob = encrypt(key, 'YQ==')
    kms.run(ScheduleKeyDeletion, { KeyId: key, PendingWindowInDays: '7' })
    expect(codeOf(() => decrypt(blob))).toBe('Rejected.PendingDeletion')
    kms.advance(7 * day)
    expect(codeOf(() => decrypt(blob))).toBe('Forbidden.KeyNotFound')
  })

  test('of another region', () => {
    const blob = encrypt(createKey({}), 'YQ==')
    expect(codeOf(() => decrypt(blob, {}, { region: 'cn-beijing' }))).toBe('Forbidden.KeyNotFound')
  })

  test.each([
    ['padding', '='],
    ['too short', 'YQ=='],
    ['no Base64', '*'],
    ['nothing but zeros', 'A'.repeat(4000)],
    ['of a version that is no text', `AAX//////${'A'.repeat(200)}`],
    ['of a version that is no UUID', `//8${'A'.repeat(200)}`],
  ])('that is %s', (_, blob) => {
    expect(codeOf(() => kms.run(Decrypt, { CiphertextBlob: blob }))).toBe('InvalidParameter')
  })

  test('in which any one byte behind the version was changed', () => {
    const bytes = Buffer.from(encrypt(createKey({}), 'YQ=='), 'base64')
    for (let at = 36; at < bytes.length; at++) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(codeOf(() => decrypt(changed.toString('base64')))).toBe('InvalidParameter')
    }
  })
})

describe('gateways', () => {
  const dedicated = { gateway: { kind: 'dedicated', instance } } as const

  test('an instance without public access answers on its own gateway only', () => {
    const key = createKey()
    const blob = encrypt(key, 'YQ==')
    const found = kms.account.instances.get(instance)
    if (found) found.publicAccess = false
    expect(codeOf(() => encrypt(key, 'YQ=='))).toBe('UnsupportedOperation')
    expect(codeOf(() => decrypt(blob))).toBe('UnsupportedOperation')
    expect(codeOf(() => kms.run(GenerateDataKey, { KeyId: key }))).toBe('UnsupportedOperation')
    expect(decrypt(blob, {}, dedicated)).toBe('YQ==')
  })

  test('a dedicated gateway knows the keys of its own instance only', () => {
    const key = createKey({})
    expect(codeOf(() => kms.run(Encrypt, { KeyId: key, Plaintext: 'YQ==' }, dedicated))).toBe(
      'Forbidden.KeyNotFound',
    )
  })

  test('an expired instance comes before a disabled key and before public access', () => {
    const key = createKey()
    kms.run(DisableKey, { KeyId: key })
    const found = kms.account.instances.get(instance)
    if (found) Object.assign(found, { publicAccess: false, endDate: 0 })
    expect(codeOf(() => encrypt(key, 'YQ=='))).toBe('Rejected.Unavailable')
  })
})

test('a key of a cloud service is for that service only', () => {
  const key = createKey({})
  kms.account.keys.set(key, { ...(kms.account.keys.get(key) as object), service: true } as never)
  expect(codeOf(() => encrypt(key, 'YQ=='))).toBe('UnsupportedOperation')
  expect(codeOf(() => kms.run(GenerateDataKey, { KeyId: key }))).toBe('UnsupportedOperation')
})

test.each([Encrypt, GenerateDataKey, GenerateDataKeyWithoutPlaintext])(
  '$name refuses an asymmetric key',
  operation => {
    const key = createKey({ DKMSInstanceId: instance, KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT/DECRYPT' })
    expect(codeOf(() => kms.run(operation, { KeyId: key, Plaintext: 'YQ==' }))).toBe('UnsupportedOperation')
  },
)

describe('data keys', () => {
  test.each([
    [{}, 32],
    [{ KeySpec: 'AES_128' }, 16],
    [{ KeySpec: 'AES_256' }, 32],
    [{ KeySpec: 'AES_128', NumberOfBytes: '1' }, 1],
    [{ NumberOfBytes: '1024' }, 1024],
  ])('%j gives %i bytes, which Decrypt gives back', (size, length) => {
    const answer = kms.run(GenerateDataKey, { KeyId: createKey(), ...size, EncryptionContext: '{"a":"b"}' })
    expect(Buffer.from(textAt(answer, 'Plaintext'), 'base64').length).toBe(length)
    const opened = decrypt(textAt(answer, 'CiphertextBlob'), { EncryptionContext: '{"a":"b"}' })
    expect(opened).toBe(textAt(answer, 'Plaintext'))
  })

  test.each(['0', '1025', '-1', '1.5', 'x'])('NumberOfBytes %s is refused', NumberOfBytes => {
    const key = createKey()
    expect(codeOf(() => kms.run(GenerateDataKey, { KeyId: key, NumberOfBytes }))).toBe('InvalidParameter')
  })

  test('without plaintext have the same members but that one', () => {
    const answer = kms.run(GenerateDataKeyWithoutPlaintext, { KeyId: createKey() })
    expect(Object.keys(answer).sort()).toEqual(['CiphertextBlob', 'KeyId', 'KeyVersionId'])
    expect(decrypt(textAt(answer, 'CiphertextBlob'))).toMatch(/^[A-Za-z0-9+/]{43}=$/)
  })
})

test('ReEncrypt seals under the other key and the other context', () => {
  const [from, to] = [createKey(), createKey({})]
  const answer = kms.run(ReEncrypt, {
    CiphertextBlob: encrypt(from, 'YQ==', { EncryptionContext: '{"a":"1"}' }),
    SourceEncryptionContext: '{"a":"1"}',
    DestinationKeyId: to,
    DestinationEncryptionContext: '{"b":"2"}',
  })
  expect(textAt(answer, 'KeyId')).toBe(to)
  expect(decrypt(textAt(answer, 'CiphertextBlob'), { EncryptionContext: '{"b":"2"}' })).toBe('YQ==')
})

test('a blob of another account is opened by its owner’s key, which has aged by its own clock', () => {
  const other = standingAccount('1000000000000002', kms.world)
  const key = textAt(other.run(CreateKey), 'KeyMetadata', 'KeyId')
  const blob = textAt(other.run(Encrypt, { KeyId: key, Plaintext: 'YQ==' }), 'CiphertextBlob')
  expect(decrypt(blob)).toBe('YQ==')
  const arn = `acs:kms:cn-hangzhou:1000000000000002:key/${key}`
  expect(Decrypt.access(kms.call(), Decrypt.read(new Map([['CiphertextBlob', blob]])))).toMatchObject([
    { action: 'kms:Decrypt', resource: arn, owner: '1000000000000002' },
  ])
  other.run(ScheduleKeyDeletion, { KeyId: key, PendingWindowInDays: '7' })
  other.advance(7 * day)
  expect(codeOf(() => decrypt(blob))).toBe('Forbidden.KeyNotFound')
  expect(codeOf(() => encrypt(arn, 'YQ=='))).toBe('Forbidden.KeyNotFound')
})
