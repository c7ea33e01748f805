import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { answer } from '../../emulator/answer.ts'
import { minute, second } from '../../emulator/state/clock.ts'
import {
  codeOf,
  inactive,
  otherSession,
  request,
  root,
  type Style,
  session,
  startWorld,
  styles,
} from './gateway-world.ts'
import { start } from './machine.ts'
import { percentEncode, type SignedRequestOptions, type WrittenRequest } from './signed-request.ts'

/** What the service signs, worked out from the finished request. */
function stringToSign({ query, headers, method, body }: WrittenRequest): string {
  if (!headers.has('authorization')) {
    const all = [...query.split('&'), ...Buffer.from(body).toString().split('&')]
    const signed = all.filter(pair => pair !== '' && !pair.startsWith('Signature='))
    return `${method}&%2F&${percentEncode(signed.sort().join('&'))}`
  }
  const names = (/SignedHeaders=([^,]*)/.exec(headers.get('authorization') ?? '')?.[1] ?? '').split(';')
  const lines = names.map(name => `${name}:${headers.get(name)}\n`).join('')
  const canonical = `${method}\n/\n${query}\n${lines}\n${names.join(';')}\n${headers.get('x-acs-content-sha256')}`
  return `ACS3-HMAC-SHA256\n${createHash('sha256').update(canonical).digest('hex')}`
}

type Changes = Partial<SignedRequestOptions>
type Expected = readonly [status: number, code: string, message: string | ((wire: WrittenRequest) => string)]

interface Row {
  readonly title: string
  /** Of one style alone: the other has no such thing. */
  readonly V1?: Changes | ((wire: WrittenRequest) => WrittenRequest)
  readonly V3?: Changes | ((wire: WrittenRequest) => WrittenRequest)
  readonly both?: Changes | ((wire: WrittenRequest) => WrittenRequest)
  readonly expected: Expected
}

const mandatory = (name: string): Expected => [400, `Missing${name}`, `${name} is mandatory for this action.`]
const expired: Expected = [400, 'InvalidTimeStamp.Expired', 'Specified time stamp or date value is expired.']
const mismatch: Expected = [
  400,
  'SignatureDoesNotMatch',
  wire =>
    `Specified signature is not matched with our calculation. server string to sign is:${stringToSign(wire)}`,
]
const incomplete: Expected = [
  400,
  'IncompleteSignature',
  'The request signature does not conform to Alibaba Cloud standards.',
]
const unreadable: Expected = [
  400,
  'ParseRequestParameterException',
  'Server parse parameters exception. Please check your input params.',
]
const noApi: Expected = [
  404,
  'InvalidAction.NotFound',
  'Specified api is not found, please check your url and method.',
]
const malformed: Expected = [400, 'InvalidSecurityToken.Malformed', 'Specified SecurityToken is malformed.']
const ofAnother: Expected = [
  400,
  'InvalidSecurityToken.MismatchWithAccessKey',
  'Specified SecurityToken mismatch with the AccessKey.',
]
const authorization =
  (value: string) =>
  (wire: WrittenRequest): WrittenRequest => ({
    ...wire,
    headers: new Map([...wire.headers, ['authorization', value]]),
  })
const form = { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } } as const
const withBody =
  (text: string, type: string) =>
  (wire: WrittenRequest): WrittenRequest => ({
    ...wire,
    method: 'POST',
    headers: new Map([...wire.headers, ['content-type', type]]),
    body: Buffer.from(text),
  })
const ofForm = (text: string) => withBody(text, form.headers['content-type'])
const withQuery =
  (more: string) =>
  (wire: WrittenRequest): WrittenRequest => ({ ...wire, query: `${wire.query}&${more}` })

const rows: readonly Row[] = [
  {
    title: 'method',
    both: wire => ({ ...wire, method: 'PUT' }),
    expected: [403, 'UnsupportedHTTPMethod', 'This http method is not supported.'],
  },
  { title: 'path', both: wire => ({ ...wire, path: '/kms' }), expected: noApi },
  { title: 'percent-encoding cut off', both: withQuery('a=%4'), expected: unreadable },
  { title: 'percent-encoding that is not UTF-8', both: withQuery('a=%ff'), expected: unreadable },
  { title: 'percent-encoding of a surrogate', both: withQuery('a=%ed%a0%80'), expected: unreadable },
  { title: 'bytes that are not encoded', both: withQuery('a=\u00e9'), expected: unreadable },
  {
    title: 'bytes that are not encoded beside some that are',
    both: withQuery('a=%20\u00e9'),
    expected: unreadable,
  },
  { title: 'a parameter twice', both: withQuery('a=1&a=1'), expected: unreadable },
  {
    title: 'a parameter in query and form',
    both: wire => ofForm('x=1')(withQuery('x=1')(wire)),
    expected: unreadable,
  },
  {
    title: '2,001 parameters',
    both: ofForm(Array.from({ length: 2001 }, (_, n) => `p${n}=`).join('&')),
    expected: unreadable,
  },
  { title: 'a body that is no form', both: withBody('{}', 'application/json'), expected: unreadable },
  {
    title: 'action left out',
    V1: { common: { Action: undefined } },
    V3: { common: { 'x-acs-action': undefined } },
    expected: mandatory('Action'),
  },
  {
    title: 'action empty',
    V1: { common: { Action: '' } },
    V3: { common: { 'x-acs-action': '' } },
    expected: mandatory('Action'),
  },
  {
    title: 'action in a header that V1 does not sign',
    V1: { common: { Action: undefined }, headers: { 'x-acs-action': 'ListSecrets' } },
    expected: mandatory('Action'),
  },
  {
    title: 'version left out',
    V1: { common: { Version: undefined } },
    V3: { common: { 'x-acs-version': undefined } },
    expected: mandatory('Version'),
  },
  {
    title: 'format',
    V1: { common: { Format: 'YAML' } },
    V3: { parameters: { Format: 'YAML' } },
    expected: [400, 'InvalidParameter.Format', 'Specified parameter format is not valid.'],
  },
  {
    title: 'version unknown',
    both: { version: '2099-01-01' },
    expected: [400, 'InvalidVersion', 'Specified parameter Version is not valid.'],
  },
  { title: 'action unknown', both: { action: 'ListEverything' }, expected: noApi },
  { title: 'action in other letters', both: { action: 'listSecrets' }, expected: noApi },
  { title: 'action of another product', both: { action: 'AssumeRole' }, expected: noApi },
  {
    title: 'action that is not emulated',
    both: { action: 'AsymmetricSign' },
    expected: [
      400,
      'Emulator.NotEmulated',
      '`AsymmetricSign` is not emulated; `kms-emulator limits` lists what is.',
    ],
  },
  {
    title: 'access key left out',
    V1: { common: { AccessKeyId: undefined } },
    expected: mandatory('AccessKeyId'),
  },
  {
    title: 'signature method left out',
    V1: { common: { SignatureMethod: undefined } },
    expected: mandatory('SignatureMethod'),
  },
  {
    title: 'signature version left out',
    V1: { common: { SignatureVersion: undefined } },
    expected: mandatory('SignatureVersion'),
  },
  { title: 'signature left out', V1: { common: { Signature: undefined } }, expected: mandatory('Signature') },
  { title: 'signature empty', V1: { common: { Signature: '' } }, expected: mandatory('Signature') },
  {
    title: 'not signed at all',
    V3: wire => ({
      ...wire,
      headers: new Map([...wire.headers].filter(([name]) => name !== 'authorization')),
    }),
    expected: mandatory('Action'),
  },
  {
    title: 'nonce left out',
    V3: { common: { 'x-acs-signature-nonce': undefined } },
    expected: mandatory('x-acs-signature-nonce'),
  },
  {
    title: 'body hash left out',
    V3: { common: { 'x-acs-content-sha256': undefined } },
    expected: mandatory('x-acs-content-sha256'),
  },
  {
    title: 'signature method unknown',
    V1: { common: { SignatureMethod: 'HMAC-MD5' } },
    V3: authorization('ACS3-HMAC-MD5 Credential=a,SignedHeaders=host,Signature=0'),
    expected: [400, 'InvalidSignatureMethod', 'Specified signature method is not valid.'],
  },
  { title: 'Authorization without its parts', V3: authorization('ACS3-HMAC-SHA256'), expected: incomplete },
  {
    title: 'Authorization without a credential',
    V3: authorization('ACS3-HMAC-SHA256 SignedHeaders=host,Signature=0'),
    expected: incomplete,
  },
  {
    title: 'Authorization without signed headers',
    V3: authorization('ACS3-HMAC-SHA256 Credential=a,Signature=0'),
    expected: incomplete,
  },
  {
    title: 'Authorization without a signature',
    V3: authorization('ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host,Signature='),
    expected: incomplete,
  },
  {
    title: 'access key unknown',
    both: { accessKeyId: 'LTAIunknown' },
    expected: [404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.'],
  },
  {
    title: 'access key `__proto__`',
    both: { accessKeyId: '__proto__' },
    expected: [404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.'],
  },
  {
    title: 'access key disabled',
    both: inactive,
    expected: [400, 'InvalidAccessKeyId.Inactive', 'Specified access key is disabled.'],
  },
  {
    title: 'time left out',
    V1: { common: { Timestamp: undefined } },
    V3: { common: { 'x-acs-date': undefined } },
    expected: [
      400,
      'IllegalTimestamp',
      'The input parameter "Timestamp" that is mandatory for processing this request is not supplied.',
    ],
  },
  {
    title: 'time malformed',
    V1: { common: { Timestamp: '2026-01-01' } },
    V3: { common: { 'x-acs-date': '2026-01-01' } },
    expected: [400, 'InvalidTimeStamp.Format', 'Specified time stamp or date value is not well formatted.'],
  },
  { title: 'a second older than 15 minutes', both: { now: start - 15 * minute - second }, expected: expired },
  { title: 'a second newer than 15 minutes', both: { now: start + 15 * minute + second }, expected: expired },
  {
    title: 'token left out',
    both: { ...session, common: { SecurityToken: undefined, 'x-acs-security-token': undefined } },
    expected: [400, 'MissingSecurityToken', 'SecurityToken is mandatory for this action.'],
  },
  {
    title: 'token that nobody was given',
    both: { ...session, securityToken: 'nonsense' },
    expected: malformed,
  },
  {
    title: 'token of another session',
    both: { ...session, securityToken: otherSession.securityToken },
    expected: ofAnother,
  },
  {
    title: 'token with the access key of a user',
    both: { ...root, securityToken: session.securityToken },
    expected: ofAnother,
  },
  {
    title: 'nonsense as token with the access key of a user',
    both: { ...root, securityToken: 'nonsense' },
    expected: malformed,
  },
  { title: 'wrong secret', both: { accessKeySecret: 'wrong' }, expected: mismatch },
  {
    title: 'the secret of a session without its own',
    both: { ...session, accessKeySecret: root.accessKeySecret },
    expected: mismatch,
  },
  {
    title: 'signature of another length',
    V1: { common: { Signature: 'AAAA' } },
    V3: wire => authorization((wire.headers.get('authorization') ?? '').slice(0, -1))(wire),
    expected: mismatch,
  },
  { title: 'a body that was not signed', both: ofForm('a=1'), expected: mismatch },
]

async function expectRefusal(wire: WrittenRequest, [status, code, message]: Expected) {
  const answered = await answer(startWorld().emulator, wire)
  const { Code, Message } = JSON.parse(answered.body)
  const text = typeof message === 'string' ? message : message(wire)
  expect({ status: answered.status, Code, Message }).toEqual({ status, Code: code, Message: text })
}

const made = (style: Style, changes: NonNullable<Row['both']>): WrittenRequest =>
  typeof changes === 'function' ? changes(request(style)) : request(style, changes)

const cases = rows.flatMap(row =>
  styles.flatMap(style => {
    const changes = row[style] ?? row.both
    return changes
      ? [{ name: `${style}: ${row.title}`, wire: made(style, changes), expected: row.expected }]
      : []
  }),
)

test.each(styles)('%s: what the rows change is accepted unchanged', async style => {
  const { emulator } = startWorld()
  expect(await codeOf(emulator, request(style))).toBe('none')
  expect(await codeOf(emulator, request(style, session))).toBe('none')
})

test.each(cases)('$name', async ({ wire, expected }) => {
  await expectRefusal(wire, expected)
})
