import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { schemas } from '../../linter/index.ts'
import { folderOf, policyOf, ramLint, readsSecret } from './command-line.ts'

const account = '1234567890123456'
const secret = readsSecret.Resource
const id = 'key-hzz6630b4adexample'
const key = `acs:kms:cn-hangzhou:${account}:key/${id}`
const pretty = (...statements: object[]) =>
  `${JSON.stringify(JSON.parse(policyOf(...statements)), null, 2)}\n`

let folder: Awaited<ReturnType<typeof folderOf>>
beforeAll(async () => {
  folder = await folderOf({
    'app.json': pretty(readsSecret),
    'all.json': pretty({ Effect: 'Allow', Action: 'kms:*', Resource: '*' }),
    'deny.json': pretty(readsSecret, { Effect: 'Deny', Action: 'kms:Decrypt', Resource: '*' }),
    'error.txt': `This operation for ${id} is forbidden by permission system`,
  })
})
afterAll(() => folder.remove())
const why = (input: string, ...args: string[]) => ramLint(folder.path, ['why', ...args], { input })

const ofKey = `This operation for ${id} is forbidden by permission system.`
const ofSecret = `This operation for ${secret} is forbidden by permission system.`
const detail = {
  AuthAction: 'kms:Decrypt',
  AuthPrincipalType: 'SubUser',
  AuthPrincipalOwnerId: account,
  AuthPrincipalDisplayName: '200000000000000001',
  NoPermissionType: 'ImplicitDeny',
  PolicyType: 'AccountLevelIdentityBasedPolicy',
  EncodedDiagnosticMessage: 'AQEAAAAAZ',
}
const answered = {
  RequestId: '3b4f1e0c-1111-4222-8333-944444444444',
  HostId: 'kms.cn-hangzhou.aliyuncs.com',
  Code: 'Forbidden.NoPermission',
  Message: ofKey,
  AccessDeniedDetail: detail,
}
const python = (value: object) =>
  JSON.stringify(value).replaceAll('":', '": ').replaceAll(',"', ', "').replaceAll('"', "'")
const elements = (value: object): string =>
  Object.entries(value)
    .map(([name, each]) => `<${name}>${typeof each === 'object' ? elements(each) : each}</${name}>`)
    .join('')

const byId = 'the error does not name the action; of a key by its id it is `kms:Decrypt`'
const bySecret =
  'the error does not name the action; on such a resource it is most often `kms:GetSecretValue`'
const toFill =
  'the error names a key by its id alone: fill in the region and the account that own it (`--secret ARN` tells both)'
const unfilled = `acs:kms:<region>:<account-id>:key/${id}`

describe('the forms in which a refusal is met', () => {
  test.each<[string, string, string, string, string[]]>([
    ['the message of a key', ofKey, 'kms:Decrypt', unfilled, [toFill, byId]],
    ['the message of a secret', ofSecret, 'kms:GetSecretValue', secret, [bySecret]],
    ['what KMS answers', JSON.stringify(answered), 'kms:Decrypt', key, []],
    ['likewise, over lines', JSON.stringify(answered, null, 2), 'kms:Decrypt', key, []],
    [
      'likewise as XML',
      `<?xml version='1.0' encoding='UTF-8'?>\n<Error>${elements(answered)}</Error>`,
      'kms:Decrypt',
      key,
      [],
    ],
    [
      'inside of a log line of JSON',
      JSON.stringify({ error: JSON.stringify(answered) }),
      'kms:Decrypt',
      key,
      [],
    ],
    [
      'Python, Tea',
      `Tea.exceptions.UnretryableException: Error: Forbidden.NoPermission code: 403, ${ofKey} request id: 3B4F Response: ${python(answered)}`,
      'kms:Decrypt',
      key,
      [],
    ],
    [
      'Python, core',
      `aliyunsdkcore.acs_exception.exceptions.ServerException: HTTP Status: 403 Error:Forbidden.NoPermission ${ofKey} RequestID: 3B4F`,
      'kms:Decrypt',
      unfilled,
      [toFill, byId],
    ],
    [
      'Java, Tea',
      `Exception in thread "main" com.aliyun.tea.TeaException: code: 403, ${ofSecret} request id: 3B4F\n\tat com.aliyun.teaopenapi.Client.doRequest(Client.java:412)`,
      'kms:GetSecretValue',
      secret,
      [bySecret],
    ],
    [
      'Java, core',
      `com.aliyuncs.exceptions.ClientException: Forbidden.NoPermission : ${ofSecret}\r\nRequestId : 3B4F`,
      'kms:GetSecretValue',
      secret,
      [bySecret],
    ],
    [
      'Go, Tea',
      `SDKError:\n   StatusCode: 403\n   Code: Forbidden.NoPermission\n   Message: code: 403, ${ofKey} request id: 3B4F\n   Data: ${JSON.stringify(answered)}\n`,
      'kms:Decrypt',
      key,
      [],
    ],
    [
      'Node.js, core',
      `ForbiddenNoPermissionError: ${ofKey} URL: https://kms-vpc.cn-hangzhou.aliyuncs.com/?Action=GetSecretValue\n    at RPCClient.request (node_modules/@alicloud/pop-core/lib/rpc.js:80:19)`,
      'kms:Decrypt',
      `acs:kms:cn-hangzhou:<account-id>:key/${id}`,
      [toFill, byId],
    ],
  ])('%s', async (_name, error, action, resource, notes) => {
    const statement = { Effect: 'Allow', Action: action, Resource: resource }
    expect(await why(error)).toEqual({
      code: 0,
      err: '',
      out: `${[
        `nobody allows \`${action}\` on \`${resource}\`: add the statement below to an identity policy of the caller`,
        '',
        JSON.stringify(statement, null, 2),
        ...(notes.length === 0 ? [] : ['', ...notes.map(note => `note: ${note}`)]),
      ].join('\n')}\n`,
    })
  })
})

test('a file, and the secret that was read', async () => {
  const { out, code } = await why('', 'error.txt', '--secret', secret)
  expect(out).toContain(`"Resource": "${key}"`)
  expect(code).toBe(0)
})

test('with the policy: a patch for it', async () => {
  expect(await why(JSON.stringify(answered), '--policy', 'app.json')).toEqual({
    code: 0,
    err: '',
    out: [
      `no statement of the identity policies allows \`kms:Decrypt\` on \`${key}\`; add the statement below`,
      '',
      '--- a/app.json',
      '+++ b/app.json',
      '@@ -5,6 +5,11 @@',
      '       "Effect": "Allow",',
      '       "Action": "kms:GetSecretValue",',
      `       "Resource": "${secret}"`,
      '+    },',
      '+    {',
      '+      "Effect": "Allow",',
      '+      "Action": "kms:Decrypt",',
      `+      "Resource": "${key}"`,
      '     }',
      '   ]',
      ' }',
      '',
    ].join('\n'),
  })
})

test('a Deny cannot be outweighed, whether the error says so or the policy', async () => {
  const denied = {
    ...answered,
    AccessDeniedDetail: { ...detail, NoPermissionType: 'ExplicitDeny', PolicyType: 'ControlPolicy' },
  }
  expect((await why(JSON.stringify(denied))).out).toBe(
    `\`kms:Decrypt\` on \`${key}\` is denied by a Deny of a policy of type \`ControlPolicy\`: no Allow can outweigh it; change that Deny\n`,
  )
  const { out } = await why(ofKey, '--secret', secret, '--policy', 'deny.json')
  expect(out.split('\n')[0]).toMatch(
    /^`kms:Decrypt` on `\S+` is denied by a Deny: no Allow can outweigh it; /,
  )
  expect(out).toContain('deny.json:9:5 /Statement/1')
  expect(out).not.toContain('"Effect": "Allow",\n  "Action": "kms:Decrypt"')
})

test('policies that allow it are not what refused', async () => {
  const { out } = await why(ofKey, '--secret', secret, '--policy', 'all.json')
  expect(out).toMatch(
    /^the policies given here allow `kms:Decrypt` on `\S+`: they are not those of the caller/,
  )
})

test('as JSON, which fits the schema', async () => {
  const valid = new Ajv2020({ allowUnionTypes: true }).compile(schemas.why)
  const lines = [
    [],
    ['--policy', 'app.json'],
    ['--policy', 'all.json'],
    ['--policy', 'deny.json', '--policy', 'app.json'],
  ]
  const answers = []
  for (const line of lines) {
    const answer = JSON.parse((await why(JSON.stringify(answered), ...line, '--format', 'json')).out)
    valid(answer)
    expect(valid.errors).toBeNull()
    answers.push([
      answer.statement !== null,
      answer.patch !== null,
      answer.explanation?.verdict ?? null,
      answer.explicit,
    ])
  }
  expect(answers).toEqual([
    [true, false, null, false],
    [true, true, 'implicit-deny', false],
    [false, false, 'allowed', false],
    [true, true, 'explicit-deny', false],
  ])
})

test.each<[string, string, string[], string]>([
  [
    'no error',
    'hello',
    [],
    'no refusal of KMS is in this text; a refusal says `… is forbidden by permission system` or holds an AccessDeniedDetail',
  ],
  [
    'another error',
    JSON.stringify({ Code: 'Forbidden.ResourceNotFound', Message: 'Resource not found.' }),
    [],
    '`Forbidden.ResourceNotFound` is no refusal of a permission: no statement of a policy is missing',
  ],
  [
    'another error, as Python prints it',
    'Tea.exceptions.UnretryableException: Error: Forbidden.ResourceNotFound code: 404, Resource not found. request id: 3B',
    [],
    '`Forbidden.ResourceNotFound` is no refusal of a permission: no statement of a policy is missing',
  ],
  [
    'a refusal that names nothing',
    'Forbidden.NoPermission: This operation is forbidden by permission system.',
    [],
    'the error says that a permission is missing, but neither the resource nor the action: give the whole error with its AccessDeniedDetail',
  ],
  [
    'no file',
    '',
    ['x.txt'],
    'there is no file `x.txt`; an error itself goes to standard input: `… | ram-lint why -`',
  ],
  ['no policy', ofKey, ['--policy', 'x.json'], 'cannot read `x.json`: it does not exist'],
])('wrong use: %s', async (_name, error, args, message) => {
  expect(await why(error, ...args)).toEqual({ code: 2, out: '', err: `ram-lint: ${message}\n` })
})

test('a policy in Terraform is judged; where the statement goes there is for its author', async () => {
  const document = policyOf(readsSecret)
  const { path, remove } = await folderOf({
    'main.tf': `resource "alicloud_ram_policy" "p" {\n  policy_document = <<EOF\n${document}\nEOF\n}\n`,
    'other.tf': 'variable "x" {}\n',
  })
  const of = (...files: string[]) =>
    ramLint(path, ['why', ...files.flatMap(file => ['--policy', file])], { input: ofKey })
  const { out, code } = await of('main.tf')
  expect(code).toBe(0)
  expect(out).toContain(`no statement of the identity policies allows \`kms:Decrypt\` on \`${key}\``)
  expect(out).toContain(`"Resource": "${key}"`)
  expect(out).not.toContain('+++')
  expect((await of('other.tf')).out).toContain('nobody allows `kms:Decrypt`')
  remove()
})
