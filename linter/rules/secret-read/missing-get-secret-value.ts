import { arnsOf, findAction, matches } from '../../policy/index.ts'
import { defineRule } from '../../rule.ts'
import { decryptStatement, examplePolicy } from '../example-policy.ts'
import { named } from './half-read.ts'
import { readsOf } from './reads.ts'

const secret = 'acs:kms:cn-hangzhou:1234567890123456:secret/db'
const about = ['kms:DescribeSecret', 'kms:ListSecretVersionIds']
const secrets = arnsOf('acs:kms:{region}:{writtenAccount}:secret/{secretName}')
const keys = arnsOf('acs:kms:{region}:{writtenAccount}:key/{keyId}')

/** A policy that is all but a secret read. */
export const missingGetSecretValue = defineRule({
  id: 'missing-get-secret-value',
  family: 'secret-read',
  level: 'warning',
  summary: 'what goes with reading a secret, and Decrypt on a key, without GetSecretValue',
  why: 'The policy looks made for an application that reads a secret, and does not let it: DescribeSecret answers no value.',
  help: 'add `kms:GetSecretValue` on the secret, or remove `kms:Decrypt` if values are not to be read',
  source: 'KMS documentation, GetSecretValue page (2025)',
  examples: {
    wrong: examplePolicy({ Action: 'kms:DescribeSecret', Resource: secret }, decryptStatement),
    right: examplePolicy(
      { Action: ['kms:GetSecretValue', 'kms:DescribeSecret'], Resource: secret },
      decryptStatement,
    ),
  },
  *check(subject) {
    const reads = readsOf(subject)
    if (reads === null || reads.secrets.length > 0) return
    const { grants, decrypts } = reads
    const usable = decrypts.some(
      ({ statement, pattern }) =>
        grants.exampleOf('kms:Decrypt', { ...statement, resources: [pattern] }, keys) !== null,
    )
    if (!usable) return
    for (const compiled of subject.policy.allows) {
      const { statement, actions } = compiled
      for (const action of statement.actions) {
        const name = findAction(action.value)?.action
        if (name === undefined || !about.includes(name)) continue
        if (!actions.some(each => matches(each, name.toLowerCase()))) continue
        if (grants.exampleOf(name, compiled, secrets) === null) continue
        const [resource] = statement.resources
        const [pattern] = compiled.resources ?? []
        if (resource === undefined || pattern === undefined) continue
        yield {
          place: action,
          message: `\`${action.value}\` on ${named({ statement: compiled, action, resource, pattern })} comes with \`kms:Decrypt\` on a key, but no statement grants \`kms:GetSecretValue\``,
          related: decrypts
            .slice(0, 1)
            .map(each => ({ place: each.action, message: 'Decrypt is granted here' })),
        }
        return
      }
    }
  },
})
