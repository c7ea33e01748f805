import { expect, test } from 'vitest'
import { patched, refusal } from './sound-seed.ts'

const account = '/accounts/0'
const versions = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    id: `v${index}`,
    value: 'x',
    stages: index === 0 ? ['ACSCurrent'] : [],
  }))
const rows: readonly [pointer: string, value: unknown, refusal: string][] = [
  [
    `${account}/secrets/0/key`,
    'key-on',
    '/accounts/0/secrets/0/key: the account has no key `key-on`; did you mean `key-one`?',
  ],
  [
    `${account}/secrets/0/key`,
    'key-rsa',
    '/accounts/0/secrets/0/key: key `key-rsa` is asymmetric (`RSA_2048`); write a symmetric one',
  ],
  [
    `${account}/secrets/0/instance`,
    'kst-two',
    '/accounts/0/secrets/0/key: key `key-one` is in instance `kst-one`; write a key of `kst-two`, where the secret is',
  ],
  [
    `${account}/secrets/1/key`,
    'key-default',
    '/accounts/0/secrets/1/key: key `key-default` is in no instance; write a key of `kst-two`, where the secret is',
  ],
  [
    `${account}/secrets/1/region`,
    'cn-hangzhou',
    "/accounts/0/secrets/1/region: the secret's instance is in `cn-beijing`; write that or leave the region out",
  ],
  [
    `${account}/secrets/1/instance`,
    'kst-tow',
    '/accounts/0/secrets/1/instance: the account has no instance `kst-tow`; did you mean `kst-two`?',
  ],
  [
    `${account}/secrets/0/keyDeleted`,
    true,
    '/accounts/0/secrets/0/keyDeleted: key `key-one` is in the account; leave this out',
  ],
  [
    `${account}/secrets/0/name`,
    'rds',
    '/accounts/0/secrets/2/name: there are two secrets `rds` in `cn-hangzhou`; leave one out',
  ],
  [
    `${account}/secrets/0/name`,
    'a b',
    "/accounts/0/secrets/0/name: `a b` is not a secret's name; write 1 to 192 letters, digits, Chinese characters and `_` `/` `+` `=` `.` `-` `@`",
  ],
  [
    `${account}/secrets/0/name`,
    'acs/ram/user/alice',
    '/accounts/0/secrets/0/name: names of Generic secrets must not begin with `acs/`; write another',
  ],
  [
    `${account}/secrets/0/name`,
    '密'.repeat(65),
    '/accounts/0/secrets/0/name: a name has 64 Chinese characters at most; write fewer',
  ],
  [
    `${account}/secrets/0/type`,
    'RDS',
    '/accounts/0/secrets/0/type: `RDS` is none of `Generic`, `Rds`, `Redis`, `RAMCredentials`, `ECS`, `PolarDB`; did you mean `Rds`?',
  ],
  [
    `${account}/secrets/0/rotation`,
    { interval: '7d' },
    '/accounts/0/secrets/0/rotation: only managed secrets have one; leave it out or write a `type`',
  ],
  [
    `${account}/secrets/0/versions`,
    [],
    '/accounts/0/secrets/0/versions: this list is too short; write 1 at least',
  ],
  [
    `${account}/secrets/0/versions`,
    versions(11),
    '/accounts/0/secrets/0/versions: this list has 11 entries; write 10 at most',
  ],
  [
    `${account}/secrets/0/versions/0/stages`,
    ['mine'],
    '/accounts/0/secrets/0/versions: no version has the label `ACSCurrent`; give it to one',
  ],
  [
    `${account}/secrets/0/versions/0/stages`,
    ['ACSCurrent', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'],
    '/accounts/0/secrets/0/versions/0/stages/8: a secret has 8 labels at most; leave this one out',
  ],
  [
    `${account}/secrets/1/versions/0/stages`,
    undefined,
    '/accounts/0/secrets/1/versions/1/stages: the label `ACSCurrent` is on version `v1` already; write `stages` so that it is on one',
  ],
  [
    `${account}/secrets/1/versions/0/id`,
    'v2',
    '/accounts/0/secrets/1/versions/1/id: there are two entries for version `v2`; leave one out',
  ],
  [
    `${account}/secrets/0/versions/0/value`,
    'x'.repeat(30_721),
    '/accounts/0/secrets/0/versions/0/value: the value has 30721 bytes; write 30720 at most',
  ],
  [
    `${account}/secrets/0/versions/0/value`,
    undefined,
    '/accounts/0/secrets/0/versions/0: a version has either `value` or `ciphertext`; write one of them',
  ],
  [
    `${account}/secrets/0/versions/0`,
    { id: 'v1', value: 'a', ciphertext: 'AAAA' },
    '/accounts/0/secrets/0/versions/0: a version has either `value` or `ciphertext`; write one of them',
  ],
  [
    `${account}/secrets/0/versions/0`,
    { id: 'v1', ciphertext: 'AAAA' },
    '/accounts/0/secrets/0/versions/0/ciphertext: no version of the secret’s key has the material that this is sealed with; write a `value`, or the key’s `versions` out of the same snapshot',
  ],
  [
    `${account}/secrets/0/versions/0`,
    { id: 'v1', value: 5 },
    '/accounts/0/secrets/0/versions/0/value: this is a number; write a text',
  ],
  [
    `${account}/secrets/0/stageOrder`,
    ['ACSPrevious'],
    '/accounts/0/secrets/0/stageOrder/0: there is no `ACSPrevious`; leave it out',
  ],
  [
    `${account}/secrets/0/policy`,
    { Version: '2' },
    '/accounts/0/secrets/0/policy: the policy has no Statement; write a list of statements',
  ],
  [
    `${account}/secrets/2/extendedConfig`,
    undefined,
    '/accounts/0/secrets/2/extendedConfig: Rds secrets need one; write `SecretSubType`, `DBInstanceId`',
  ],
  [
    `${account}/secrets/2/extendedConfig/SecretSubType`,
    'Single',
    '/accounts/0/secrets/2/extendedConfig/SecretSubType: for Rds secrets write `SingleUser` or `DoubleUsers`',
  ],
  [
    `${account}/secrets/2/extendedConfig`,
    { SecretSubType: 'SingleUser', DbInstanceId: 'rm-1' },
    '/accounts/0/secrets/2/extendedConfig/DBInstanceId: Rds secrets need this text; is that `DbInstanceId`?',
  ],
  [
    `${account}/secrets/2/type`,
    'ECS',
    '/accounts/0/secrets/2/name: names of ECS secrets begin with `acs/ecs/`; write `acs/ecs/rds`',
  ],
  [
    `${account}/secrets/2/rotation/interval`,
    undefined,
    '/accounts/0/secrets/2/rotation/interval: a rotation that is on needs an interval; write one such as `30d`',
  ],
  [
    `${account}/secrets/2/rotation/interval`,
    '1h',
    '/accounts/0/secrets/2/rotation/interval: `1h` is out of bounds; write 6 hours to 365 days',
  ],
  [
    `${account}/secrets/2/rotation/invalid`,
    true,
    '/accounts/0/secrets/2/rotation/invalid: a rotation that is `invalid` is off; write `"enabled": false` too',
  ],
  [
    `${account}/secrets/2/versions/0/dataType`,
    'binary',
    '/accounts/0/secrets/2/versions/0/dataType: the values of Rds secrets are text; leave this out',
  ],
  [
    `${account}/rds/1`,
    { id: 'rm-1' },
    '/accounts/0/rds/1/id: there are two entries for instance `rm-1`; leave one out',
  ],
  [
    `${account}/rds/0/accounts/1`,
    { name: 'app', password: 'p' },
    '/accounts/0/rds/0/accounts/1/name: there are two entries for account `app`; leave one out',
  ],
  [
    `${account}/secrets/0/serviceManagedKey`,
    true,
    '/accounts/0/secrets/0/serviceManagedKey: this follows from the key; leave it out',
  ],
  [
    `${account}/keys/1/spec`,
    'RSA_2048',
    '/accounts/0/secrets/1/key: instance `kst-two` has no symmetric key; add one to `keys` and name it here',
  ],
  [
    `${account}/keys/2`,
    { id: 'key-more', instance: 'kst-two' },
    '/accounts/0/secrets/1/key: instance `kst-two` has 2 symmetric keys; name one of them',
  ],
  [
    `${account}/secrets/0`,
    { name: 'one', key: 'key-default', policy: {}, versions: [{ id: 'v1', value: 'x' }] },
    '/accounts/0/secrets/0/policy: a secret outside an instance has no policy; leave it out or name an `instance`',
  ],
  [
    `${account}/secrets/0`,
    { name: 'one', key: 'gone', keyDeleted: true, versions: [{ id: 'v1', value: 'x' }] },
    '/accounts/0/secrets/0/versions/0/value: no value can be sealed under a key that is gone; write a `ciphertext`',
  ],
  [
    `${account}/keys/3`,
    { id: 'key-default', instance: 'kst-two', origin: 'EXTERNAL' },
    '/accounts/0/secrets/1/key: instance `kst-two` has 2 symmetric keys; name one of them',
  ],
  [
    `${account}/secrets/0/policy`,
    '{"Version":"1","Statement":[{}]}',
    '/accounts/0/secrets/0/policy: at /Statement/0 of the policy: the statement has no Effect; write `Allow` or `Deny`',
  ],
]

test.each(rows)('%s = %j', (pointer, value, expected) => {
  expect(refusal(patched(pointer, value))).toBe(expected)
})
