import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { schemas, why } from '../../linter/index.ts'
import { unifiedDiff } from '../../linter/unified-diff.ts'
import { policyOf, readsSecret } from './command-line.ts'

const valid = new Ajv2020().compile(schemas.why)
const account = '1234567890123456'
const secret = `acs:kms:cn-hangzhou:${account}:secret/db`

const detail = (action: string, more: object = {}) => ({
  AuthAction: action,
  AuthPrincipalOwnerId: account,
  AuthPrincipalType: 'SubUser',
  NoPermissionType: 'ImplicitDeny',
  PolicyType: 'AccountLevelIdentityBasedPolicy',
  ...more,
})
const asked = (error: object, more: Partial<Parameters<typeof why>[0]> = {}) => {
  const answer = why({ error: JSON.stringify(error), ...more })
  valid({ ...answer, patch: null })
  expect(valid.errors).toBeNull()
  return answer
}

describe('an AccessDeniedDetail that names the action alone', () => {
  const fillKey = 'the error does not name the resource: fill in `<region>`, `<key-id>`'
  const ofRead =
    'reading a secret asks for `kms:Decrypt` on its key: DescribeSecret of the secret that was read tells it as `EncryptionKeyId`'
  test.each<[string, object, string | undefined, string, readonly string[]]>([
    [
      'in an error',
      { AccessDeniedDetail: detail('kms:Decrypt') },
      undefined,
      `acs:kms:<region>:${account}:key/<key-id>`,
      [fillKey, ofRead],
    ],
    ['bare', detail('kms:Decrypt'), undefined, `acs:kms:<region>:${account}:key/<key-id>`, [fillKey, ofRead]],
    [
      'with the secret',
      detail('kms:Decrypt'),
      secret,
      `acs:kms:cn-hangzhou:${account}:key/<key-id>`,
      [
        'the error does not name the resource: fill in `<key-id>`',
        ofRead.replace('the secret that was read', `\`${secret}\``),
      ],
    ],
    ['of the secret itself', detail('kms:GetSecretValue'), secret, secret, []],
    [
      'of a secret',
      detail('kms:PutSecretValue', { AuthPrincipalOwnerId: '' }),
      undefined,
      'acs:kms:<region>:<account-id>:secret/<secret-name>',
      ['the error does not name the resource: fill in `<region>`, `<account-id>`, `<secret-name>`'],
    ],
    ['without resources', detail('kms:GetRandomPassword'), undefined, '*', []],
    ['of all secrets', detail('kms:ListSecrets'), secret, `acs:kms:cn-hangzhou:${account}:secret`, []],
    [
      'of another service',
      detail('ecs:StopInstance'),
      secret,
      `acs:ecs:cn-hangzhou:${account}:<resource>`,
      ['the error does not name the resource: fill in `<resource>`'],
    ],
  ])('%s', (_name, error, known, resource, notes) => {
    const answer = asked(error, known === undefined ? {} : { secret: known })
    const { AuthAction: action } =
      'AccessDeniedDetail' in error ? (error.AccessDeniedDetail as never) : (error as never)
    expect(answer).toMatchObject({ action, resource, explicit: false, notes })
    expect(answer.statement).toEqual({ Effect: 'Allow', Action: action, Resource: resource })
    expect(answer.text).toMatch(
      /^nobody allows .*: add the statement below to an identity policy of the caller$/,
    )
  })

  test('a Deny: which type of policy, and no statement', () => {
    const answer = asked(
      detail('kms:Decrypt', { NoPermissionType: 'ExplicitDeny', PolicyType: 'ControlPolicy' }),
    )
    expect(answer).toMatchObject({ explicit: true, statement: null, notes: [] })
    expect(answer.text).toBe(
      '`kms:Decrypt` is denied by a Deny of a policy of type `ControlPolicy`: no Allow can outweigh it; change that Deny',
    )
  })

  test('which policy allows too little', () => {
    expect(asked(detail('kms:Decrypt', { PolicyType: 'ControlPolicy' })).text).toBe(
      'nobody allows `kms:Decrypt`: add the statement below to a control policy of the account: what its control policies do not allow nobody may do',
    )
  })

  test('with the policy: a patch to fill in', () => {
    const text = policyOf(readsSecret)
    const { patch } = asked(detail('kms:Decrypt'), { secret, policies: [{ path: 'app.json', text }] })
    expect(JSON.parse(patch?.after ?? '').Statement[1]).toEqual({
      Effect: 'Allow',
      Action: 'kms:Decrypt',
      Resource: `acs:kms:cn-hangzhou:${account}:key/<key-id>`,
    })
  })
})

test('the patch names a file from the root as from the current folder', async () => {
  const text = policyOf(readsSecret)
  expect((await unifiedDiff('/etc/app.json', text, `${text}\n`)).split('\n').slice(0, 2)).toEqual([
    '--- a/etc/app.json',
    '+++ b/etc/app.json',
  ])
})

describe('a key by its id alone, with the policies of the caller', () => {
  const error = 'This operation for key-a is forbidden by permission system.'
  const asking = (...statements: readonly object[]) => {
    const answer = why({ error, policies: [{ path: 'app.json', text: policyOf(...statements) }] })
    valid({ ...answer, patch: null })
    expect(valid.errors).toBeNull()
    return answer
  }
  const anyKey = { Effect: 'Allow', Action: 'kms:*', Resource: 'acs:kms:*:*:key/*' }

  test('is where the secrets of the policies are', () => {
    const { statement, patch, notes } = asking(readsSecret)
    const Resource = `acs:kms:cn-hangzhou:${account}:key/key-a`
    expect(statement).toEqual({ Effect: 'Allow', Action: 'kms:Decrypt', Resource })
    expect(JSON.parse(patch?.after ?? '').Statement[1]).toEqual(statement)
    expect(notes[0]).toBe(
      `the error names a key by its id alone: its region \`cn-hangzhou\` and its account \`${account}\` are the only ones that the policies name`,
    )
  })

  test('is not guessed among several places', () => {
    const { statement, text } = asking(readsSecret, {
      ...readsSecret,
      Resource: secret.replace('hang', 'lan'),
    })
    expect(statement?.Resource).toBe('acs:kms:<region>:<account-id>:key/key-a')
    expect(text).toMatch(/^nobody allows /)
  })

  test('is allowed wherever it is: no statement is missing in these', () => {
    const { statement, text } = asking(anyKey)
    expect(statement).toBeNull()
    expect(text).toMatch(
      /^the policies given here allow `kms:Decrypt` on `acs:kms:<region>:<account-id>:key\/key-a`: /,
    )
  })

  test('is denied wherever it is: no Allow helps', () => {
    const { statement, explicit, text } = asking(anyKey, { ...anyKey, Effect: 'Deny', Resource: '*' })
    expect([statement, explicit]).toEqual([null, true])
    expect(text).toContain('is denied by `app.json` /Statement/1')
  })
})
