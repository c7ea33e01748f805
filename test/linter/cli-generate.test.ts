import { describe, expect, test } from 'vitest'
import { prove } from '../../linter/index.ts'
import { ramLint } from './command-line.ts'

const account = '1234567890123456'
const secret = `acs:kms:cn-hangzhou:${account}:secret/db`
const key = `acs:kms:cn-hangzhou:${account}:key/key-a`
const generate = (...args: string[]) => ramLint('.', ['generate', ...args])
const both = ['--secret', secret, '--key', key]

const policy = (...statements: readonly (readonly [readonly string[], string])[]) => ({
  Version: '1',
  Statement: statements.map(([Action, resource]) => ({ Effect: 'Allow', Action, Resource: [resource] })),
})
const laterNeeded =
  'note: `kms:Decrypt` is in it although the shared gateway does not ask for it with an STS token: it is needed on the move to an AccessKey or to the gateway of an instance\n'

describe('the policy', () => {
  test.each<[string, string[], object, string]>([
    ['to read', both, policy([['kms:GetSecretValue'], secret], [['kms:Decrypt'], key]), ''],
    [
      'under a service-managed key',
      ['--secret', secret, '--key', 'service-managed'],
      policy([['kms:GetSecretValue'], secret]),
      '',
    ],
    [
      'to write, too',
      [...both, '--with', 'write'],
      policy(
        [['kms:GetSecretValue', 'kms:PutSecretValue'], secret],
        [['kms:Decrypt', 'kms:GenerateDataKey'], key],
      ),
      '',
    ],
    [
      'to write and rotate, too',
      [...both, '--with', 'write', '--with', 'rotate'],
      policy(
        [['kms:GetSecretValue', 'kms:PutSecretValue', 'kms:RotateSecret'], secret],
        [['kms:Decrypt', 'kms:GenerateDataKey'], key],
      ),
      '',
    ],
    [
      'to write under a service-managed key',
      ['--secret', secret, '--key', 'service-managed', '--with', 'write'],
      policy([['kms:GetSecretValue', 'kms:PutSecretValue'], secret]),
      '',
    ],
    [
      'with an STS token, which will need Decrypt elsewhere',
      [...both, '--credentials', 'sts'],
      policy([['kms:GetSecretValue'], secret], [['kms:Decrypt'], key]),
      laterNeeded,
    ],
    [
      'on the gateway of an instance',
      [...both, '--gateway', 'dedicated', '--credentials', 'sts'],
      policy([['kms:GetSecretValue'], secret], [['kms:Decrypt'], key]),
      '',
    ],
  ])('%s', async (_name, args, expected, err) => {
    const out = `${JSON.stringify(expected, null, 2)}\n`
    expect(await generate(...args)).toEqual({ code: 0, err, out })
    expect(await generate(...args, '--format', 'json')).toEqual({ code: 0, err: '', out })
  })

  test.each([
    ['shared', 'accesskey', key],
    ['shared', 'sts', key],
    ['dedicated', 'accesskey', key],
    ['dedicated', 'sts', key],
    ['shared', 'accesskey', 'service-managed'],
    ['shared', 'sts', 'service-managed'],
  ])('is proved and minimal: %s gateway, %s, %s', async (gateway, credentials, underKey) => {
    const target = { secret, key: underKey, gateway, credentials }
    const flags = Object.entries(target).flatMap(([name, value]) => [`--${name}`, value])
    const { out } = await generate(...flags)
    const proof = prove({ policies: [{ path: 'generated.json', text: out }], ...target })
    expect([proof.verdict, proof.minimal, proof.files[0]?.findings]).toEqual(['proved', true, []])
  })
})

test.each<[string, string[], string]>([
  [
    'no secret',
    ['--key', key],
    'a proof is about one secret: name it (`--secret ARN`), e.g. `acs:kms:cn-hangzhou:1234567890123456:secret/name`',
  ],
  [
    'no key',
    ['--secret', secret],
    'a proof needs the key of the secret (`--key`), its ARN or `service-managed`: `kms:Decrypt` is asked on it',
  ],
  [
    'an alias',
    ['--secret', secret, '--key', `acs:kms:cn-hangzhou:${account}:alias/db`],
    `\`acs:kms:cn-hangzhou:${account}:alias/db\` is an alias: policies decide on the key itself; write e.g. \`acs:kms:cn-hangzhou:${account}:key/key-id\``,
  ],
  [
    'something else that is done with a secret',
    [...both, '--with', 'delete'],
    '`delete` is nothing that is done with a secret; write `write` or `rotate`',
  ],
  [
    'a member of every object',
    [...both, '--with', 'constructor'],
    '`constructor` is nothing that is done with a secret; write `write` or `rotate`',
  ],
])('wrong use: %s', async (_name, args, message) => {
  expect(await generate(...args)).toEqual({ code: 2, out: '', err: `ram-lint: ${message}\n` })
})
