import fc from 'fast-check'
import { operations } from '../../emulator/operations/index.ts'
import type { Operation } from '../../emulator/operations/operation.ts'
import { exchanges } from './exchange.ts'
import { type Changes, percentEncode, signedRequest, type WrittenRequest } from './signed-request.ts'

/** Who signs, as an index of the world's access keys; what may be wrong with it. */
export interface Credentials {
  readonly accessKeyId: string
  readonly accessKeySecret: string
  readonly securityToken?: string
}

/** What a request is made with when it is its turn. */
export interface Moment {
  readonly credentials: readonly Credentials[]
  readonly now: number
  readonly nonce: string
  /** A text that an earlier answer carried in a member of this name. */
  echoed(member: string, n: number): string
}

/** A request that waits for its moment: it is signed by the clock, and may take up earlier answers. */
export type HostileRequest = (moment: Moment) => WrittenRequest

const account = '1000000000000001'
const shapes = [
  '{"__proto__":{"SecretSubType":"SingleUser"},"constructor":{"prototype":{"x":1}}}',
  '{"toString":1,"hasOwnProperty":null,"__proto__":"x"}',
  '[{"__proto__":[]}]',
  '["__proto__","constructor"]',
  '[{"TagKey":"__proto__","TagValue":"constructor"}]',
  '[{"Key":"__proto__","Values":["x"]}]',
  '[{"SecretName":"constructor","VersionId":"__proto__"}]',
  '["ACSCurrent","__proto__","toString"]',
  '[["ACSCurrent"],{},null,1e400,-0]',
  '{"CustomData":{"__proto__":{"a":1},"constructor":"x"}}',
  '{"Version":"1","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*","Condition":{"__proto__":{"x":"y"}}}]}',
  '{"Version":"1","Statement":[{"Effect":"Deny","Action":["kms:Get*"],"Resource":["*"],"Principal":{"RAM":["acs:ram::1000000000000001:*"]}}]}',
  '{"a":"\\ud800","\\udfff":"b"}',
  '["\\ud800"]',
  '[{"TagKey":"\\ud800","TagValue":"\\u0000"}]',
  '{"a":"\\u0000\\u001b","b":""}',
  'null',
  'true',
  '1e999',
  '-0',
  '""',
  '[]',
  '{}',
  '{"a":1,"a":2}',
  '{',
  `${'['.repeat(2_000)}${']'.repeat(2_000)}`,
  `${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}`,
]
const words = [
  '',
  ' ',
  '*',
  '?',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'undefined',
  'NaN',
  '../../etc/passwd',
  `\${acs:PrincipalName}`,
  '$Auto',
  '<x>&amp;]]>',
  '\u0000\u0001\u001b[31m\u007f',
  '\r\nx-acs-request-id: 1',
  '\ufffe\uffff\u2028\u2029',
  '🔑'.repeat(65),
  'é'.repeat(15_361),
  'x'.repeat(32_769),
  'AAAA'.repeat(10_000),
]
const numbers = [
  '0',
  '-1',
  '1',
  '01',
  '+1',
  '1.5',
  '1e3',
  '0x10',
  '2147483648',
  '999999999999999',
  '9'.repeat(400),
]
const times = ['7d', '0s', '999999999999999d', '-7d', '7D', '9007199254740993s', '1d1d', '00000000007d']
const arns = ['kms', 'ram', 'KMS', ''].flatMap(product =>
  [
    'secret/example-secret',
    'key/key-hzz0example000000000000',
    'alias/alias/example',
    'secret/',
    'key/*',
    'role/reader',
  ].map(rest => `acs:${product}:cn-hangzhou:${account}:${rest}`),
)
const otherArns = [
  'acs:kms:::secret/x',
  'acs:kms:*:*:secret/*',
  'acs:',
  `acs:kms:cn-beijing:2:key/x`,
  'acs:kms:cn-hangzhou:__proto__:secret/constructor',
]

/** Any code points but surrogates: percent-encoding cannot say those. */
const anyText = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0, max: 0xff }),
      fc.integer({ min: 0, max: 0xd7ff }),
      fc.integer({ min: 0xe000, max: 0x10ffff }),
    ),
    { maxLength: 40 },
  )
  .map(points => String.fromCodePoint(...points))

const hostile = fc.oneof(
  fc.constantFrom(...shapes),
  fc.constantFrom(...words),
  fc.constantFrom(...numbers, ...times),
  fc.constantFrom(...arns, ...otherArns),
  anyText,
  fc.json({ maxDepth: 3 }),
  fc.bigInt().map(String),
)

/** Every value that a fixture gives a parameter of this name, apart those of calls that succeed. */
const plausible = new Map<string, string[]>()
const sound = new Map<string, string[]>()
for (const { request, expect } of exchanges)
  for (const [name, value] of Object.entries(request.parameters ?? {})) {
    const base = name.replace(/\.\d+/, '.1')
    plausible.set(base, [...(plausible.get(base) ?? []), value])
    if (expect.status === 200) sound.set(base, [...(sound.get(base) ?? []), value])
  }

type Value = (moment: Moment) => string

/** Mostly what suits the parameter, so that a call comes far enough for the rest to matter. */
function valueFor(name: string): fc.Arbitrary<Value> {
  const from = (values: readonly string[] = [], weight: number) =>
    values.length > 0 ? [{ weight, arbitrary: fc.constantFrom(...values).map(value => () => value) }] : []
  return fc.oneof(
    ...from(sound.get(name), 9),
    ...from(plausible.get(name), 3),
    { weight: 1, arbitrary: hostile.map(value => () => value) },
    {
      weight: 2,
      arbitrary: fc.nat(9).map(n => (moment: Moment) => moment.echoed(name.split('.')[0] as string, n)),
    },
  )
}

/** A parameter with its value, or several where it is a list. */
function parametersOf(name: string, kind: string): fc.Arbitrary<[string, Value][]> {
  if (kind !== 'list') return valueFor(name).map(value => [[name, value]])
  const number = fc.oneof(fc.integer({ min: 1, max: 3 }), fc.constantFrom(0, 51, 9999, 99999, -1))
  const one = ['', '.Key', '.Value', '.__proto__', '.Key.1'].map(rest => ({
    weight: plausible.has(`${name}.1${rest}`) ? 9 : 1,
    arbitrary: fc
      .tuple(number, valueFor(`${name}.1${rest}`))
      .map(([n, value]): [string, Value] => [`${name}.${n}${rest}`, value]),
  }))
  return fc.array(fc.oneof(...one), { minLength: 1, maxLength: 4 })
}

function inputOf({ parameters }: Operation): fc.Arbitrary<[string, Value][]> {
  const each = Object.entries(parameters).map(([name, { kind, rules }]) =>
    fc.option(parametersOf(name, kind), { nil: [], freq: rules.required ? 12 : 2 }),
  )
  const strange = fc.tuple(
    fc.constantFrom('__proto__', 'constructor', 'RegionId', 'DryRun', 'Format', 'x'),
    hostile.map(
      (value): Value =>
        () =>
          value,
    ),
  )
  return fc
    .tuple(
      fc.tuple(...each),
      fc.oneof({ weight: 7, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: strange }),
    )
    .map(([lists, extra]) => [...lists.flat(), ...(extra ? [extra] : [])])
}

interface Envelope {
  readonly who: number
  readonly wrong: 'nothing' | 'secret' | 'key' | 'token' | 'unsigned'
  readonly style: 'V1' | 'V3'
  readonly asForm: boolean
  readonly xml: boolean
  readonly host: string | undefined
  readonly common: Changes
}

const envelope: fc.Arbitrary<Envelope> = fc.record({
  who: fc.nat(9),
  wrong: fc.oneof(
    { weight: 6, arbitrary: fc.constant('nothing' as const) },
    { weight: 1, arbitrary: fc.constantFrom('secret', 'key', 'token', 'unsigned' as const) },
  ),
  style: fc.constantFrom('V1', 'V3'),
  asForm: fc.boolean(),
  xml: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  host: fc.oneof(
    { weight: 8, arbitrary: fc.constant(undefined) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'kms.cn-hangzhou.aliyuncs.com',
        'kms-vpc.cn-beijing.aliyuncs.com:443',
        'kst-hzz0example0000000000.cryptoservice.kms.aliyuncs.com',
        'kst-other.cryptoservice.kms.aliyuncs.com',
        'sts.aliyuncs.com',
        '',
        '[::1]:5670',
        '__proto__',
      ),
    },
  ),
  common: fc.oneof(
    { weight: 9, arbitrary: fc.constant({}) },
    {
      weight: 1,
      arbitrary: fc.constant({ SignatureNonce: undefined, 'x-acs-credentials-provider': 'static_ak' }),
    },
  ),
})

function operationRequest(operation: Operation): fc.Arbitrary<HostileRequest> {
  return fc.tuple(inputOf(operation), envelope).map(([input, around]) => moment => {
    const parameters = Object.fromEntries(input.map(([name, value]) => [name, value(moment)]))
    const { style, xml, wrong } = around
    if (style === 'V3' && xml) parameters.Format = 'XML'
    const owner = moment.credentials[around.who % moment.credentials.length] as Credentials
    const wire = signedRequest({
      style,
      action: operation.name,
      version: operation.product === 'Sts' ? '2015-04-01' : '2016-01-20',
      ...(around.asForm ? { form: parameters } : { parameters }),
      ...owner,
      ...(wrong === 'secret' ? { accessKeySecret: 'wrong' } : {}),
      ...(wrong === 'key' ? { accessKeyId: 'LTAInobody' } : {}),
      ...(wrong === 'token' ? { securityToken: 'wrong' } : {}),
      now: moment.now,
      nonce: moment.nonce,
      ...(around.host === undefined ? {} : { host: around.host }),
      common: commonOf(around),
    })
    return wrong === 'unsigned' ? { ...wire, query: wire.query.replace(/Signature=/, 'Signed=') } : wire
  })
}

/** V3 has its common members in headers, V1 in parameters: only the ones that the style has are changed. */
function commonOf({ style, xml, common, asForm }: Envelope): Changes {
  const own = Object.entries(common).filter(([name]) => name.startsWith('x-') === (style === 'V3'))
  const format = style === 'V1' && !asForm && xml ? { Format: 'XML' } : {}
  return { ...Object.fromEntries(own), ...format }
}

const header = fc.tuple(
  fc.constantFrom(
    'host',
    'accept',
    'authorization',
    'content-type',
    'x-acs-action',
    'x-acs-version',
    'x-acs-date',
    '__proto__',
  ),
  fc.oneof(
    fc.constantFrom(
      'ACS3-HMAC-SHA256 Credential=LTAIemulatorroot00000001,SignedHeaders=host,Signature=',
      `ACS3-HMAC-SHA256 Credential=LTAIemulatorroot00000001,SignedHeaders=;;__proto__,Signature=${'0'.repeat(64)}`,
      'ACS3-HMAC-SM3 x=y',
      'ACS3-',
      'Bearer x',
      'application/x-www-form-urlencoded',
      'application/json',
      'text/xml',
      'GetSecretValue',
      '2016-01-20',
      '2026-01-01T00:00:00Z',
    ),
    anyText,
  ),
)
const pair = fc
  .tuple(
    fc.constantFrom(
      'Action',
      'Version',
      'Format',
      'AccessKeyId',
      'Signature',
      'Timestamp',
      'SecurityToken',
      '__proto__',
      '',
      '%zz',
      'é',
    ),
    fc.oneof(
      hostile.map(percentEncode),
      fc.constantFrom('GetSecretValue', '2016-01-20', 'XML', '%', '%ff', '%ed%a0%80', '\u00ff'),
    ),
  )
  .map(([name, value]) => `${name}=${value}`)
const list = fc.oneof(
  fc.array(pair, { maxLength: 6 }).map(pairs => pairs.join('&')),
  anyText,
  fc
    .integer({ min: 1990, max: 2010 })
    .map(count => Array.from({ length: count }, (_, n) => `p${n}=`).join('&')),
)

/** A request that no client would send. */
const rawRequest: fc.Arbitrary<HostileRequest> = fc
  .record<WrittenRequest>({
    method: fc.constantFrom('GET', 'POST', 'HEAD', 'PUT', 'OPTIONS', 'get', ''),
    path: fc.constantFrom('/', '/', '/', '//', '', '/x', '/%2f', '/_emulator'),
    query: list,
    headers: fc.array(header, { maxLength: 5 }).map(headers => new Map(headers)),
    body: fc.oneof(
      fc.constant(new Uint8Array()),
      list.map(text => Buffer.from(text)),
      fc.uint8Array({ maxLength: 50 }),
    ),
    secure: fc.boolean(),
    sourceIp: fc.constantFrom('127.0.0.1', '::1', '', 'x'),
  })
  .map(wire => () => wire)

/** Mostly an operation by name with some of its parameters, at times anything. */
export const hostileRequest: fc.Arbitrary<HostileRequest> = fc.oneof(
  { weight: 15, arbitrary: fc.oneof(...operations.map(operationRequest)) },
  { weight: 1, arbitrary: rawRequest },
)
