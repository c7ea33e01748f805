import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { patched, refusal, soundDocument } from './sound-seed.ts'

const material = (bytes: number): string => Buffer.alloc(bytes, 7).toString('base64')

test('the document that the rows break is sound', () => {
  expect(refusal(soundDocument())).toBe('none')
})

const account = '/accounts/0'
const wrongRsa = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  .privateKey.export({ format: 'der', type: 'pkcs8' })
  .toString('base64')

const rows: readonly [pointer: string, value: unknown, refusal: string][] = [
  ['/format', 2, '/format: this emulator reads only 1; write that'],
  ['/format', undefined, '/format: this member is missing; write `format`'],
  [
    '/acounts',
    [],
    '/acounts: a seed or a snapshot of kms-emulator has no such member; did you mean `accounts`?',
  ],
  [
    '/now',
    '2026-02-30',
    "/now: `2026-02-30` is not a time; write `2026-01-31T12:00:00Z`, `2026-01-31`, or relative to the account's own start: `+30d`, `-2h` (units d, h, m, s)",
  ],
  [
    '/region',
    'Hangzhou',
    '/region: `Hangzhou` is not a region; write lower-case letters, digits and hyphens, such as `cn-hangzhou`',
  ],
  [`${account}/id`, '12', '/accounts/0/id: `12` is not an account id; write 16 digits'],
  [`${account}/user`, [], '/accounts/0/user: an account has no such member; did you mean `users`?'],
  [
    `${account}/debt`,
    'in-dept',
    '/accounts/0/debt: `in-dept` is none of `none`, `in-debt`, `overdue`; did you mean `in-debt`?',
  ],
  [`${account}/accessKeys/0/secret`, 5, '/accounts/0/accessKeys/0/secret: this is a number; write a text'],
  [
    `${account}/accessKeys/0/id`,
    'with space',
    '/accounts/0/accessKeys/0/id: `with space` is not an AccessKey id; write 1 to 128 letters, digits and `.` `-` `_`',
  ],
  [
    `${account}/users/0/nmae`,
    'x',
    '/accounts/0/users/0/nmae: a RAM user has no such member; did you mean `name`?',
  ],
  [
    `${account}/users/1/name`,
    'alice',
    '/accounts/0/users/1/name: there are two entries for RAM user `alice`; leave one out',
  ],
  [
    `${account}/users/1/accessKeys`,
    [{ id: 'LTAIroot', secret: 'x' }],
    '/accounts/0/users/1/accessKeys/0/id: the AccessKey id `LTAIroot` is in use already; write one that is unique in the world',
  ],
  [
    `${account}/users/0/policies/0`,
    'raed',
    '/accounts/0/users/0/policies/0: the account has no policy `raed`; did you mean `read`?',
  ],
  [
    `${account}/users/1/policies/0`,
    'AliyunKMSFulAccess',
    '/accounts/0/users/1/policies/0: the account has no policy `AliyunKMSFulAccess`; did you mean `AliyunKMSFullAccess`?',
  ],
  [
    `${account}/users/0/policies`,
    ['read', 'read'],
    '/accounts/0/users/0/policies: `read` is here twice; write it once',
  ],
  [
    `${account}/users/0/groups/0`,
    'reader',
    '/accounts/0/users/0/groups/0: the account has no group `reader`; did you mean `readers`?',
  ],
  [
    `${account}/groups/0/policies/0`,
    'write',
    '/accounts/0/groups/0/policies/0: the account has no policy `write`; there is `read`, `AliyunKMSFullAccess`, `AliyunKMSReadOnlyAccess`, `AliyunKMSCryptoUserAccess`, `AliyunKMSCryptoAdminAccess`, …',
  ],
  [
    `${account}/policies/0/name`,
    'AliyunKMSFullAccess',
    '/accounts/0/policies/0/name: `AliyunKMSFullAccess` is a system policy; attach it by its name, or name this one otherwise',
  ],
  [
    `${account}/policies/0/document/Statement/0/Effect`,
    'allow',
    '/accounts/0/policies/0/document/Statement/0/Effect: the Effect is `allow`; write exactly `Allow` or `Deny`',
  ],
  [
    `${account}/policies/0/document`,
    '{"Version":"1"}',
    '/accounts/0/policies/0/document: the policy has no Statement; write a list of statements',
  ],
  [
    `${account}/policies/0/document`,
    7,
    '/accounts/0/policies/0/document: this is a number; write an object or a text',
  ],
  [
    `${account}/roles/0/trust/Statement/0/Principal`,
    undefined,
    '/accounts/0/roles/0/trust/Statement/0: the statement has no Principal; a trust policy names who it is about',
  ],
  [
    `${account}/controlPolicies`,
    [{}],
    '/accounts/0/controlPolicies/0: the policy has no Version; write `"Version": "1"`',
  ],
  [
    `${account}/sessions`,
    [
      {
        accessKeyId: 'STS.a',
        accessKeySecret: 's',
        securityToken: 't',
        role: 'raeder',
        name: 'n',
        expiration: '+1h',
      },
    ],
    '/accounts/0/sessions/0/role: the account has no role `raeder`; did you mean `reader`?',
  ],
  [
    `${account}/authorizations`,
    ['rds', 'rds'],
    '/accounts/0/authorizations: `rds` is here twice; write it once',
  ],
  [
    `${account}/instances/1/id`,
    'kst-one',
    '/accounts/0/instances/1/id: there are two entries for instance `kst-one`; leave one out',
  ],
  [
    `${account}/instances/0/id`,
    'KST',
    '/accounts/0/instances/0/id: `KST` is not an instance id; write `kst-` and up to 40 lower-case letters and digits',
  ],
  [
    `${account}/instances/0/status`,
    'Expired',
    '/accounts/0/instances/0/status: `Expired` is none of `Uninitialized`, `Connecting`, `Connected`, `Disconnected`, `Error`',
  ],
  [
    `${account}/instances/0/expires`,
    'in a year',
    "/accounts/0/instances/0/expires: `in a year` is not a time; write `2026-01-31T12:00:00Z`, `2026-01-31`, or relative to the account's own start: `+30d`, `-2h` (units d, h, m, s)",
  ],
  [
    `${account}/instances/0/expires`,
    '30d',
    "/accounts/0/instances/0/expires: `30d` is not a time; write `2026-01-31T12:00:00Z`, `2026-01-31`, or relative to the account's own start: `+30d`, `-2h` (units d, h, m, s)",
  ],
  [
    `${account}/instances/0/keyQuota`,
    -1,
    '/accounts/0/instances/0/keyQuota: -1 is too small; write 0 or more',
  ],
  [
    `${account}/keys/1/id`,
    'key-one',
    '/accounts/0/keys/1/id: there are two entries for key `key-one`; leave one out',
  ],
  [
    `${account}/keys/0/instance`,
    'kst-on',
    '/accounts/0/keys/0/instance: the account has no instance `kst-on`; did you mean `kst-one`?',
  ],
  [
    `${account}/keys/0/region`,
    'cn-beijing',
    "/accounts/0/keys/0/region: the key's instance is in `cn-hangzhou`; write that or leave the region out",
  ],
  [
    `${account}/keys/0/spec`,
    'AES_256',
    '/accounts/0/keys/0/spec: `AES_256` is none of `Aliyun_AES_256`, `Aliyun_AES_192`, `Aliyun_AES_128`, `RSA_2048`, `RSA_3072`, `RSA_4096`, `EC_P256`, `EC_P256K`',
  ],
  [
    `${account}/keys/0/usage`,
    'SIGN/VERIFY',
    '/accounts/0/keys/0/usage: a key of spec `Aliyun_AES_256` cannot be used so; write `ENCRYPT/DECRYPT`',
  ],
  [
    `${account}/keys/0/material`,
    material(16),
    '/accounts/0/keys/0/material: the material has 16 bytes; write the Base64 of 32 for `Aliyun_AES_256`',
  ],
  [
    `${account}/keys/0/material`,
    'not base64',
    '/accounts/0/keys/0/material: this is not Base64; write the standard alphabet with padding',
  ],
  [
    `${account}/keys/2/material`,
    wrongRsa,
    '/accounts/0/keys/2/material: this is no private key of spec `RSA_2048`; write the Base64 of its PKCS#8 DER form',
  ],
  [
    `${account}/keys/0/versions`,
    [],
    '/accounts/0/keys/0/versions: a key has a version from the start; write one or leave the list out',
  ],
  [
    `${account}/keys/0/versions`,
    [{ id: 'a' }, { id: 'a' }],
    '/accounts/0/keys/0/versions/1/id: there are two key versions `a`; write an id that is unique in the account',
  ],
  [
    `${account}/keys/0/state`,
    'PendingImport',
    '/accounts/0/keys/0/state: only a key of `origin` `EXTERNAL` without material waits for its import; write `Enabled`',
  ],
  [
    `${account}/keys/0/deleteDate`,
    '+30d',
    '/accounts/0/keys/0/deleteDate: only a key that is PendingDeletion has one; write that `state` or leave this out',
  ],
  [
    `${account}/keys/0/policy`,
    { Version: '1', Statement: [] },
    '/accounts/0/keys/0/policy/Statement: the Statement is an empty list; write at least one',
  ],
  [
    `${account}/keys/3/policy`,
    { Version: '1' },
    '/accounts/0/keys/3/policy: a key outside an instance has no key policy; leave it out or name an `instance`',
  ],
  [
    `${account}/keys/0/rotation`,
    {},
    '/accounts/0/keys/0/rotation/interval: a rotation that is on needs an interval; write one such as `30d`',
  ],
  [
    `${account}/keys/0/rotation`,
    { interval: '1d' },
    '/accounts/0/keys/0/rotation/interval: `1d` is out of bounds; write 7 to 365 days',
  ],
  [
    `${account}/keys/2/rotation`,
    { interval: '30d' },
    '/accounts/0/keys/2/rotation: only symmetric keys with material of KMS rotate by themselves; leave it out',
  ],
  [
    `${account}/keys/0/aliases/0`,
    'one',
    '/accounts/0/keys/0/aliases/0: `one` is not an alias; write `alias/` and 1 to 255 letters, digits, `_`, `-` and `/`',
  ],
  [
    `${account}/keys/0/aliases/0`,
    'alias/acs/oss',
    '/accounts/0/keys/0/aliases/0: `alias/acs/oss` begins with `alias/acs`, which services use; write another',
  ],
  [
    `${account}/keys/2/aliases`,
    ['alias/one'],
    '/accounts/0/keys/2/aliases/0: `alias/one` points at another key of the region already; write it once',
  ],
  [
    `${account}/keys/0/service`,
    true,
    '/accounts/0/keys/0/service: a cloud service makes its keys outside instances; leave `instance` or `service` out',
  ],
  [
    `${account}/keys/0/storageMechanism`,
    'HsmEncryptedDatabase',
    '/accounts/0/keys/0/storageMechanism: only keys in hardware instances have one; leave it out',
  ],
  [
    `${account}/keys/3`,
    { id: 'key-default', origin: 'EXTERNAL', state: 'Enabled' },
    '/accounts/0/keys/3/state: an `EXTERNAL` key without material cannot be Enabled; write `material` or `PendingImport`',
  ],
  [
    `${account}/keys/0/tags`,
    { 'aliyun-x': 'y' },
    '/accounts/0/keys/0/tags/aliyun-x: `aliyun-x` is not a TagKey; write 1 to 128 letters, digits and `/` `\\` `_` `-` `.` `+` `=` `:` `@`, not beginning with `aliyun` or `acs:`',
  ],
  [
    `${account}/keys/0/tags`,
    { 'a/b': '!' },
    '/accounts/0/keys/0/tags/a~1b: `!` is not a TagValue; write up to 128 letters, digits and `/` `\\` `_` `-` `.` `+` `=` `:` `@`',
  ],
  [
    `${account}/keys/0/tags`,
    Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`t${index}`, ''])),
    '/accounts/0/keys/0/tags: this has 21 members; write 20 at most',
  ],
  [
    `${account}/aliasOrder`,
    { 'cn-hangzhou': ['alias/two'] },
    '/accounts/0/aliasOrder/cn-hangzhou/0: there is no `alias/two`; leave it out',
  ],
  [
    '/accounts/1',
    { id: '1000000000000001' },
    '/accounts/1/id: there are two entries for account `1000000000000001`; leave one out',
  ],
  [
    '/accounts/1',
    { id: '1000000000000002', accessKeys: [{ id: 'LTAIalice', secret: 'x' }] },
    '/accounts/1/accessKeys/0/id: the AccessKey id `LTAIalice` is in use already; write one that is unique in the world',
  ],
  ['/accounts/1', null, '/accounts/1: this is null; write an object'],
]

test.each(rows)('%s = %j', (pointer, value, expected) => {
  expect(refusal(patched(pointer, value))).toBe(expected)
})

test('what is no JSON is refused', () => {
  const cyclic: Record<string, unknown> = {}
  cyclic.self = cyclic
  const expected = 'the document: this is no JSON; write an object with `format` and `accounts`'
  expect([cyclic, undefined, () => 1, 1n].map(refusal)).toEqual([expected, expected, expected, expected])
  expect(refusal(null)).toBe('the document: this is null; write an object')
})

test('no refusal repeats a secret', () => {
  const members: readonly [string, unknown][] = [
    [`${account}/accessKeys/0/secret`, ['hush-hush']],
    [`${account}/accessKeys/0/secret`, 'hush-hush'.repeat(40)],
    [`${account}/keys/0/material`, 'hush-hush'],
    [`${account}/secrets/0/versions/0/value`, { text: 'hush-hush' }],
    [`${account}/secrets/0/versions/0/value`, 'hush-hush'.repeat(4000)],
    [`${account}/secrets/0/versions/0`, { id: 'v1', ciphertext: 'hush-hush' }],
    [`${account}/rds/0/accounts/0/password`, ['hush-hush']],
  ]
  const refusals = members.map(([pointer, value]) => refusal(patched(pointer, value)))
  expect(refusals).not.toContain('none')
  expect(refusals.join('\n')).not.toContain('hush')
})
