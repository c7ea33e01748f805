import type { Place, Reach } from '../../policy/index.ts'
import { defineRule, type Problem, type RuleSubject } from '../../rule.ts'
import { named, todayOf } from './half-read.ts'
import { keyAction, pairsAtMost, readsOf, type SecretGrant, secretAction, together } from './reads.ts'

const statement = (action: string, resource: string, condition: boolean) =>
  `    {\n      "Effect": "Allow",\n      "Action": "${action}",\n      "Resource": "acs:kms:cn-hangzhou:1234567890123456:${resource}"${condition ? ',\n      "Condition": { "StringEquals": { "acs:SourceVpc": "vpc-bp1example" } }' : ''}\n    }`

const example = (ofKey: boolean) =>
  `{\n  "Version": "1",\n  "Statement": [\n${statement('kms:GetSecretValue', 'secret/db', true)},\n${statement('kms:Decrypt', 'key/key-hzz65f1a2b3c4d5e6f7a', ofKey)}\n  ]\n}\n`

/** A read whose halves are allowed in different contexts. */
export const secretReadConditional = defineRule({
  id: 'secret-read-conditional',
  family: 'secret-read',
  level: 'warning',
  summary: 'GetSecretValue and Decrypt under different conditions',
  why: 'Where only one of the two holds, the read is refused half-way, with a message that names only the other half.',
  help: 'put the same condition on both statements, or on neither',
  source: 'KMS documentation, GetSecretValue page (2025)',
  examples: { wrong: { text: example(false) }, right: { text: example(true) } },
  *check(subject) {
    const reads = readsOf(subject)
    if (reads === null || reads.withoutKey) return
    // Without conditions both halves are allowed in every context that there is.
    if (![secretAction, keyAction].some(action => hasConditions(reads.grants.reachOf(action)))) return
    const done = new Set<SecretGrant['statement']>()
    for (const grant of reads.secrets) {
      if (grant.pair === null || done.has(grant.statement)) continue
      const pairs = grant.pairs()
      if (pairs.length >= pairsAtMost) continue
      // A key of which both halves are allowed in the same contexts will do.
      if (pairs.some(pair => differs(subject, reads.grants, pair) !== true)) continue
      done.add(grant.statement)
      yield differenceOf(subject, grant)
    }
  },
})

/** Where the halves differ: in their own conditions, or in a Deny that is about one of them. */
function differenceOf(subject: RuleSubject, grant: SecretGrant): Problem {
  const { level, today } = todayOf(subject)
  const own = grant.statement.statement.conditionPlace
  const other = grant.pair?.ofKey.statement.statement.conditionPlace ?? null
  const deny = subject.policy.denies.find(({ conditions }) => conditions.length > 0)?.statement.conditionPlace
  const [place, says] =
    own !== null && other !== null
      ? [own, 'this condition differs from that of `kms:Decrypt`']
      : own !== null
        ? [own, '`kms:Decrypt` has not this condition']
        : other !== null
          ? [other, '`kms:GetSecretValue` has not this condition']
          : [deny ?? grant.action, 'the Deny with this condition is about one half of the read']
  const read =
    deny !== undefined && deny === place
      ? 'in part only where it does not hold'
      : 'only where both halves are allowed'
  const advice = adviceOnTags([own, other].map(each => each !== null && namesTag(subject.text, each)))
  return {
    place,
    message: `${says}: ${named(grant)} is read ${read}${today}`,
    ...(advice === null ? {} : { help: advice }),
    ...(own !== null && other !== null
      ? { related: [{ place: other, message: 'the condition of `kms:Decrypt`' }] }
      : {}),
    ...(level === undefined ? {} : { level }),
  }
}

function namesTag(text: string, { start, end }: Place): boolean {
  return /"kms:tag/i.test(text.slice(start, end))
}

/** `kms:tag` is documented for operations on keys, Decrypt among them (KMS documentation, condition keys, 2024). */
function adviceOnTags([ofSecret, ofKey]: readonly boolean[]): string | null {
  if (ofSecret)
    return '`kms:tag` is documented for operations on keys alone: name the secret instead of a tag of it'
  return ofKey ? 'name the key instead of its tag: then nothing depends on who tags keys' : null
}

function hasConditions({ allows, denies }: Reach): boolean {
  return [...allows, ...denies].some(({ conditions }) => conditions.length > 0)
}

function differs(
  subject: Parameters<typeof together>[0],
  grants: Parameters<typeof together>[1],
  pair: Parameters<typeof together>[2],
): boolean | 'undecided' {
  const first = together(subject, grants, pair, [true, false], true)
  return first === false ? together(subject, grants, pair, [false, true], true) : first
}
