import { readFileSync } from 'node:fs'
import { documentsBelow, policyFixtures } from './policy-fixtures.ts'
import { randomFrom } from './random-policies.ts'

/** The texts of all fixtures of rules: each mistake is in one of them. */
const fixtures = documentsBelow(policyFixtures).map(name => readFileSync(policyFixtures + name, 'utf8'))

/** Names that an object has without being given them, and others that trip readers up. */
const names =
  '__proto__ constructor toString hasOwnProperty a/b a~b ~1 Statement Effect Sid aws:SourceIp'.split(' ')

const elements =
  'Version Statement Effect Action NotAction Resource NotResource Principal NotPrincipal Condition Sid action'.split(
    ' ',
  )

const strings = [
  ...names,
  '',
  '*',
  '**',
  'kms:*',
  'kms:Get*',
  'KMS:getsecretvalue',
  'kms:GetSecretValu',
  '*:*',
  'kms:GetSecretValue',
  'kms:Decrypt',
  'ram:AttachPolicyToUser',
  'acs:kms:*:*:*',
  'acs:kms:cn-hangzhou:1234567890123456:secret/db',
  'acs:kms:cn-hangzhou:1234567890123456:key/*',
  'acs:kms:cn-hangzhou:1234567890123456:secret/a,acs:kms:cn-hangzhou:1234567890123456:secret/b',
  'arn:aws:kms:us-east-1:123456789012:key/a',
  `acs:kms::<account>:secret/\${name}`,
  'acs:::::::',
  '*a*a*a*a*b',
  '10.0.0.0/8',
  '::/0',
  'true',
  '2026-01-01T00:00:00Z',
  '1e999',
  '\uD800',
  '\u{1F511}',
  'a\u0000b',
  '\u202E',
  '\u00A0',
  'x'.repeat(300),
]

const pieces = [
  ...'{}[]":,\\/*?\n\r\t',
  '\uFEFF',
  '\u00A0',
  '\uFF0C',
  '\u201C',
  '\uD800',
  '\u2028',
  '//',
  '/*',
  '\\ud800',
  '\\u0000',
  `\${x}`,
  '<x>',
  'null',
  '-0',
  '1e5',
  "'",
]

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

/** Policies by chance: of fixtures changed as values or as texts, and made up; the same in every run for a seed. */
export class MutatedPolicies {
  readonly #random: () => number

  constructor(seed: number) {
    this.#random = randomFrom(seed)
  }

  next(): string {
    const way = this.#below(10)
    if (way === 0) return this.#written(this.#value(5))
    if (way === 1) return this.#written({ Version: '1', Statement: this.#list(3, () => this.#statement()) })
    const text = this.#pick(fixtures)
    return way < 6 ? this.#changedValue(text) : this.#changedText(text)
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit)
  }

  #pick<Item>(items: readonly Item[]): Item {
    return items[this.#below(items.length)] as Item
  }

  #list<Item>(most: number, make: () => Item): Item[] {
    return Array.from({ length: this.#below(most + 1) }, make)
  }

  #written(value: Json): string {
    return JSON.stringify(value, null, this.#pick([0, 2, '\t']))
  }

  #value(depth: number): Json {
    switch (this.#below(depth > 0 ? 8 : 5)) {
      case 0:
        return this.#pick([null, true, false, 0, -1.5, 1e300])
      case 5:
        return this.#list(4, () => this.#value(depth - 1))
      case 6:
      case 7:
        return this.#object(this.#list(4, () => [this.#name(), this.#value(depth - 1)]))
      default:
        return this.#pick(strings)
    }
  }

  #name(): string {
    return this.#below(4) === 0 ? this.#pick(strings) : this.#pick(elements)
  }

  /** `__proto__` is a member like any other. */
  #object(members: readonly (readonly [string, Json])[]): Json {
    const object: { [name: string]: Json } = {}
    for (const [name, value] of members)
      Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
    return object
  }

  #statement(): Json {
    const some = () => (this.#below(2) === 0 ? this.#pick(strings) : this.#list(4, () => this.#pick(strings)))
    return this.#object([
      ['Effect', this.#pick(['Allow', 'Deny', 'Allow', 'allow'])],
      [this.#pick(['Action', 'Action', 'NotAction']), some()],
      ['Resource', some()],
      ...(this.#below(2) === 0 ? [['Condition', this.#condition()] as const] : []),
      ...(this.#below(3) === 0 ? [['Principal', this.#object([['RAM', some()]])] as const] : []),
    ])
  }

  #condition(): Json {
    const operators = [
      'StringLike',
      'StringNotEquals',
      'IpAddress',
      'Bool',
      'DateLessThan',
      'NumericEquals',
      'Null',
    ]
    const keys = ['acs:SourceIp', 'acs:SecureTransport', 'kms:tag/a', 'acs:CurrentTime', ...names]
    return this.#object(
      this.#list(3, () => [
        this.#pick(operators),
        this.#object(this.#list(3, () => [this.#pick(keys), this.#list(3, () => this.#pick(strings))])),
      ]),
    )
  }

  /** One or a few values of a document replaced, removed, renamed or repeated. */
  #changedValue(text: string): string {
    let value: Json
    try {
      value = JSON.parse(text) as Json
    } catch {
      return this.#changedText(text)
    }
    for (let times = this.#below(3); times >= 0; times--) value = this.#changed(value)
    return this.#written(value)
  }

  #changed(value: Json): Json {
    if (typeof value !== 'object' || value === null || this.#below(8) === 0) return this.#value(3)
    const members = Object.entries(value)
    const at = this.#below(members.length)
    const [name, inner] = members[at] ?? ['', null]
    const way = this.#below(6)
    if (way === 0) members.splice(at, 1)
    else if (way === 1) members.push([this.#name(), inner])
    else members[at] = [way === 2 ? this.#name() : name, way === 3 ? this.#value(3) : this.#changed(inner)]
    return Array.isArray(value) ? members.map(([, each]) => each) : this.#object(members)
  }

  /** Characters of a text taken out, put in, repeated or cut off. */
  #changedText(text: string): string {
    let changed = text
    for (let times = this.#below(4); times >= 0; times--) {
      const at = this.#below(changed.length + 1)
      const way = this.#below(5)
      if (way === 0) changed = changed.slice(0, at)
      else if (way === 1) changed = changed.slice(0, at) + changed.slice(at + 1 + this.#below(20))
      else if (way < 4) changed = changed.slice(0, at) + this.#pick(pieces) + changed.slice(at)
      else changed = changed.slice(0, at) + changed.slice(this.#below(at + 1))
    }
    return changed
  }
}
