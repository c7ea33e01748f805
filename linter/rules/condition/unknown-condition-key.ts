import { defineRule } from '../../rule.ts'
import { clausesOf, hasGap, renameKey } from './clauses.ts'
import { readOn } from './condition-example.ts'
import { nearestKey } from './key-form.ts'
import { hidesReadConditions } from './read-conditions.ts'

/** A condition key that RAM or KMS does not have. */
export const unknownConditionKey = defineRule({
  id: 'unknown-condition-key',
  family: 'condition',
  level: 'error',
  summary: 'a condition key that starts with `acs:` or `kms:` and is none of the known ones',
  why: 'RAM accepts it, but no request carries it: the condition never holds, or always does where the operator is negated.',
  help: 'use a key of the documentation: `acs:CurrentTime`, `acs:SecureTransport`, `acs:SourceIp`, `acs:MFAPresent`, `acs:PrincipalARN`, `acs:ResourceTag/<tag-key>`, `acs:SourceVpc`, `acs:VpcSourceIp`, `kms:tag/<tag-key>`',
  source:
    'RAM documentation, policy elements (2025); KMS documentation, policy condition keys (2026); keys seen in official policies and code are known, too',
  examples: {
    wrong: readOn({ StringEquals: { 'acs:SourceVpcId': 'vpc-bp1aevy8sofi8mh1q' } }),
    right: readOn({ StringEquals: { 'acs:SourceVpc': 'vpc-bp1aevy8sofi8mh1q' } }),
  },
  hides: [hidesReadConditions],
  *check(subject) {
    let searches = searchesAtMost
    for (const each of clausesOf(subject)) {
      const { key } = each.clause
      if (each.key.form !== 'unknown' || hasGap(key.value)) continue
      const message = `\`${key.value}\` is no condition key that RAM or KMS documents`
      const advice = instead.get(key.value.toLowerCase())
      const meant = advice === undefined && searches-- > 0 ? nearestKey(key.value) : undefined
      if (meant === undefined)
        yield advice === undefined ? { place: key, message } : { place: key, message, help: advice }
      else {
        const fix = renameKey(each, meant)
        const problem = {
          place: key,
          message: `${message}; did you mean \`${meant}\`?`,
          help: `write \`${meant}\``,
        }
        yield fix === undefined ? problem : { ...problem, fix: { ...fix, safety: 'unsafe' } }
      }
    }
  },
})

/** To look for what was meant takes time. */
const searchesAtMost = 100

/** Keys that are written although there is nothing like them. */
const instead: ReadonlyMap<string, string> = new Map([
  ['acs:multifactorauthpresent', 'write `acs:MFAPresent`'],
  ['acs:rammfapresent', 'write `acs:MFAPresent`'],
  ['acs:multifactorauthage', 'there is no such key; `acs:MFAPresent` tells whether a second factor was used'],
  ['acs:requestedregion', 'name the regions in the ARNs of `Resource`'],
  ['acs:referer', 'there is no such key for policies; OSS has hotlink protection of a bucket for it'],
  ['acs:resourcetag', 'name the tag: `acs:ResourceTag/<tag-key>`'],
  ['acs:requesttag', 'name the tag: `acs:RequestTag/<tag-key>`'],
  ['acs:principalaccount', 'compare `acs:PrincipalARN` under `StringLike` with `acs:ram:*:<account-id>:*`'],
])
