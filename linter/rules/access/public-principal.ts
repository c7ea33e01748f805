import { parseArn } from '../../policy/index.ts'
import { defineRule } from '../../rule.ts'

const trust = (principal: string) =>
  `{\n  "Version": "1",\n  "Statement": [\n    {\n      "Effect": "Allow",\n      "Action": "sts:AssumeRole",\n      "Principal": { "RAM": "${principal}" }\n    }\n  ]\n}\n`

/** A policy of a key, a secret or a role that lets in any account. */
export const publicPrincipal = defineRule({
  id: 'public-principal',
  family: 'access',
  level: 'security',
  summary: 'a policy of a key, a secret or a role that lets in any account',
  why: 'Everybody with an account of Alibaba Cloud can use what the policy allows.',
  help: 'name the accounts, users or roles that are meant, e.g. `acs:ram::<account-id>:role/<name>`',
  source: 'RAM documentation, Principal element (2025); KMS documentation, key policies (2025)',
  examples: {
    wrong: { text: trust('acs:ram::*:root') },
    right: { text: trust('acs:ram::1234567890123456:role/deployer') },
  },
  *check(subject) {
    for (const { statement } of subject.policy.allows) {
      for (const principal of statement.principals ?? []) {
        const account = principal.value === '*' ? '*' : parseArn(principal.value)?.account
        if (principal.type === 'Service' || account !== '*') continue
        const condition = statement.conditions.length > 0 ? ', where the conditions hold' : ''
        yield { place: principal, message: `\`${principal.value}\` is anybody in any account${condition}` }
      }
    }
  },
})
