import type { JsonPolicy, JsonSet, JsonStatement } from './json-evaluator.ts'

/** Numbers in [0, 1), the same on every run for a seed (mulberry32). */
export function randomFrom(start: number): () => number {
  let seed = start
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export const account = '1234567890123456'
const other = '9876543210987654'
export const secret = `acs:kms:cn-hangzhou:${account}:secret/db`
export const key = `acs:kms:cn-hangzhou:${account}:key/key-a`
export const user = `acs:ram::${account}:user/app`

const actions =
  'kms:GetSecretValue kms:GetSecretValue kms:Decrypt kms:Decrypt kms:ListSecrets kms:GetRandomPassword kms:CreateAlias kms:TagResource kms:* kms:Get* KMS:get* *:Get* kms:*Secret* kms:D* kms:?ecrypt * *:* kms:GetSecretValu kms:NoSuch ecs:RunInstances oss:* *e* kms:*t'.split(
    ' ',
  )
const resources = [
  secret,
  secret,
  key,
  key,
  '*',
  ...`acs:kms:*:*:secret/* acs:kms:*:*:key/* acs:kms:*:*:secret* acs:kms:cn-hangzhou:${account}:* acs:kms:*:${account}:secret/d? acs:kms:cn-*:*:*/db acs:kms:cn-hangzhou:${account}:secret/d* acs:kms:*:*:secret acs:kms:cn-hangzhou:${other}:key/key-a acs:kms:cn-beijing:${account}:secret/db acs:kms:*:*:alias/* acs:*:*:*:* acs:kms:*:secret/db acs:oss:*:*:bucket/* acs:oss:::b acs:kms:*:1*6:*b*`.split(
    ' ',
  ),
]
const orders = ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals']
const texts = ['Equals', 'NotEquals', 'EqualsIgnoreCase', 'NotEqualsIgnoreCase', 'Like', 'NotLike']
const conditions: readonly (readonly [readonly string[], readonly string[], readonly string[]])[] = [
  [['Bool'], ['acs:SecureTransport'], ['true', 'false']],
  [
    ['IpAddress', 'NotIpAddress'],
    ['acs:SourceIp', 'acs:sourceip'],
    ['10.0.0.0/8', '10.1.0.0/16', '192.0.2.7'],
  ],
  [orders.map(each => `Date${each}`), ['acs:CurrentTime'], ['2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z']],
  [texts.map(each => `String${each}`), ['kms:tag/env', 'kms:Tag/Env'], ['prod', 'PROD', 'p*', '*d']],
  [['StringEquals', 'StringNotEquals'], ['acs:ResourceTag/team'], ['a', 'b']],
  [['StringEquals', 'StringNotEquals'], ['acs:SourceVpc'], ['vpc-1', 'vpc-2']],
  [orders.map(each => `Numeric${each}`), ['acs:n'], ['1', '2']],
  [['Bool'], ['acs:MFAPresent'], ['true', 'false']],
  [['ForAllValues:StringEquals', 'ForAnyValue:StringNotEquals'], ['ram:Types'], ['RAM', 'Service']],
]

/** Policies by chance, small enough that interesting ones are frequent. */
export class RandomPolicies {
  readonly random: () => number

  constructor(seed: number) {
    this.random = randomFrom(seed)
  }

  chance(probability: number): boolean {
    return this.random() < probability
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.random() * items.length)] as Item
  }

  some<Item>(items: readonly Item[], most: number): Item[] {
    return Array.from({ length: 1 + Math.floor(this.random() * most) }, () => this.pick(items))
  }

  statement(): JsonStatement {
    const names = this.some(actions, 3)
    const acts = this.chance(0.08) ? { NotAction: names } : { Action: names }
    const condition = this.chance(0.45) ? { Condition: this.condition() } : {}
    return {
      Effect: this.chance(0.25) ? 'Deny' : 'Allow',
      ...acts,
      Resource: this.some(resources, 2),
      ...condition,
    }
  }

  condition(): NonNullable<JsonStatement['Condition']> {
    const found: Record<string, Record<string, string[]>> = {}
    for (const [operators, keys, values] of this.some(conditions, 2)) {
      const operator = this.pick(operators)
      const wanted = operator === 'Bool' ? [this.pick(values)] : [...new Set(this.some(values, 2))]
      found[operator] = { [this.pick(keys)]: wanted }
    }
    return found
  }

  policy(most: number): JsonPolicy {
    return {
      Version: '1',
      Statement: Array.from({ length: 1 + Math.floor(this.random() * most) }, () => this.statement()),
    }
  }

  /** A policy that often lets the secret be read. */
  set(): JsonSet {
    const policies = [this.policy(4), ...(this.chance(0.2) ? [this.policy(2)] : [])]
    const reads = { Effect: 'Allow', Action: ['kms:GetSecretValue', 'kms:Decrypt'], Resource: [secret, key] }
    if (this.chance(0.3)) policies.push({ Version: '1', Statement: [reads] })
    return {
      policies,
      ...(this.chance(0.1) ? { sessionPolicy: this.policy(3) } : {}),
      ...(this.chance(0.1) ? { controlPolicies: [this.policy(3)] } : {}),
      ...(this.chance(0.25) ? { principal: user } : {}),
    }
  }

  /** A set with the policies of the key and the secret. */
  withResourcePolicies(): JsonSet {
    const policy = (names: readonly string[]): JsonPolicy => ({
      Version: '1',
      Statement: Array.from({ length: 1 + Math.floor(this.random() * 2) }, () => ({
        Effect: this.chance(0.25) ? 'Deny' : 'Allow',
        Principal: { RAM: this.some([user, `acs:ram::${account}:*`, `acs:ram::${other}:user/app`], 2) },
        Action: this.some(names, 2),
        Resource: '*',
        ...(this.chance(0.4) ? { Condition: this.condition() } : {}),
      })),
    })
    return {
      ...this.set(),
      principal: this.pick([user, user, `acs:ram::${other}:user/app`]),
      secretPolicy: policy(['kms:GetSecretValue', 'kms:*', 'kms:Get*', 'kms:List*']),
      ...(this.chance(0.5) ? { keyPolicy: policy(['kms:Decrypt', 'kms:*', 'kms:D*', 'kms:Get*']) } : {}),
    }
  }
}
