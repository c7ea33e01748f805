import { parseArn } from '../../policy/index.ts'
import { defineRule } from '../../rule.ts'
import { decryptStatement, examplePolicy } from '../example-policy.ts'
import { grantsOf } from '../grants.ts'

/** Most ARNs name both: then there is nothing to take apart. */
const isOpen = /^acs:kms:[^:]*(?::[^:]*)?[*?]/

/** An ARN of KMS that leaves region or account open. */
export const regionOrAccountWildcard = defineRule({
  id: 'region-or-account-wildcard',
  family: 'access',
  level: 'warning',
  summary: 'an ARN of a key or secret that leaves its region or account open',
  why: 'A secret of the same name in another region is another secret, perhaps of another stage; an open account also stands for secrets that others share.',
  help: 'write the region and the account id; both are known where the policy is used',
  source: 'KMS documentation on RAM: the region of an ARN may be `*` (2025); seen in most public policies',
  examples: {
    wrong: examplePolicy(
      { Action: 'kms:GetSecretValue', Resource: 'acs:kms:*:1234567890123456:secret/db' },
      decryptStatement,
    ),
    right: examplePolicy(
      { Action: 'kms:GetSecretValue', Resource: 'acs:kms:cn-hangzhou:1234567890123456:secret/db' },
      decryptStatement,
    ),
  },
  *check(subject) {
    if (grantsOf(subject) === null) return
    for (const { statement } of subject.policy.allows) {
      for (const resource of statement.resources) {
        if (!isOpen.test(resource.value)) continue
        const arn = parseArn(resource.value)
        if (arn?.service !== 'kms' || !arn.relativeId.includes('/')) continue
        const { region, account } = arn
        const open = [
          ...(/[*?]/.test(region) ? [`every region that \`${region}\` stands for`] : []),
          ...(/[*?]/.test(account) ? [`every account that \`${account}\` stands for`] : []),
        ]
        if (open.length === 0) continue
        yield { place: resource, message: `\`${resource.value}\` is about ${open.join(' and ')}` }
      }
    }
  },
})
