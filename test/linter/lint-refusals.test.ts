import { expect, test } from 'vitest'
import { diff, explain, prove } from '../../linter/index.ts'
import { policyOf, readsSecret } from './command-line.ts'

/** Documents by what is wrong with them, and of that what RAM refuses them for. */
const secret = readsSecret.Resource
const documents: [string, string, readonly string[]][] = [
  [
    'an operator',
    { Condition: { StringEqualsIfExists: { 'acs:SourceVpc': 'vpc-1' } } },
    ['unsupported-operator'],
  ],
  ['a value', { Condition: { Bool: { 'acs:SecureTransport': true } } }, ['condition-value-type']],
  ['an effect', { Effect: 'allow' }, ['invalid-effect']],
  [
    'several',
    { NotResource: '*', Condition: { Null: { 'a:b': 'c' } } },
    ['unsupported-not-resource', 'unsupported-operator'],
  ],
  ['nothing: a value that no request has', { Condition: { Bool: { 'acs:SecureTransport': 'yes' } } }, []],
  ['nothing: an action that there is not', { Action: 'kms:Decript' }, []],
  ['nothing: a gap', { Resource: 'acs:kms:<region>:1234567890123456:secret/db' }, []],
].map(([name, change, expected]) => [
  name as string,
  policyOf({ ...readsSecret, ...(change as object) }),
  expected as readonly string[],
])
documents.push(
  ['a comma', policyOf(readsSecret).replace(/}$/, ',}'), ['invalid-json']],
  ['a byte order mark', `\uFEFF${policyOf(readsSecret)}`, ['invalid-json']],
)

test.each(documents)('what RAM refuses is told, and only that: %s', (_name, text, expected) => {
  const policies = [{ path: 'app.json', text }]
  const answers = [
    prove({ policies, secret, key: 'service-managed' }),
    explain({ policies, action: 'kms:GetSecretValue', resource: secret }),
    diff({ before: [], after: policies }),
  ]
  for (const { files } of answers) {
    expect(files.map(({ findings }) => findings.map(({ rule }) => rule))).toEqual([expected])
  }
  const refused = expected.length === 0 ? [] : ['app.json']
  expect([answers[0], answers[2]].map(each => (each as { refused: unknown }).refused)).toEqual([
    refused,
    refused,
  ])
})

test('an action of a key policy that is not one of KMS', () => {
  const text = policyOf({
    Effect: 'Allow',
    Principal: { RAM: ['acs:ram::1234567890123456:user/app'] },
    Action: 'oss:GetObject',
    Resource: '*',
  })
  const proof = prove({
    policies: [{ path: 'app.json', text: policyOf(readsSecret) }],
    keyPolicy: { path: 'key.json', text },
    secret,
    key: 'acs:kms:cn-hangzhou:1234567890123456:key/key-id',
    principal: 'acs:ram::1234567890123456:user/app',
  })
  expect(proof.files.flatMap(({ findings }) => findings.map(({ rule }) => rule))).toEqual([
    'invalid-action-format',
  ])
  expect(proof.refused).toEqual(['key.json'])
})
