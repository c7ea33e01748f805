import {
  arnsOf,
  type CompiledStatement,
  findAction,
  intersects,
  type PolicyString,
} from '../../policy/index.ts'
import { defineRule } from '../../rule.ts'
import { examplePolicy } from '../example-policy.ts'
import { instanceTemplates } from '../grants.ts'
import { keyAction, readsOf, secretAction } from './reads.ts'

const secret = 'acs:kms:cn-hangzhou:1234567890123456:secret/db'
const key = 'acs:kms:cn-hangzhou:1234567890123456:key/key-hzz65f1a2b3c4d5e6f7a'
const pairsAtMost = 400

/** A secret and its key in one statement, with an action that then goes for both. */
export const splitCrossProduct = defineRule({
  id: 'split-cross-product',
  family: 'secret-read',
  level: 'suggestion',
  summary: 'a secret and its key in one statement, with an action that applies to both',
  why: 'Each action of a statement is granted on each of its resources; an action that works on secrets and on keys is then granted on one that it is not needed on.',
  help: 'write one statement for the secret and one for the key, each with the actions needed on it',
  source: 'RAM documentation, policy structure and syntax (2025); action table of KMS',
  examples: {
    wrong: examplePolicy({
      Action: ['kms:GetSecretValue', 'kms:Decrypt', 'kms:TagResource'],
      Resource: [secret, key],
    }),
    right: examplePolicy({ Action: ['kms:GetSecretValue', 'kms:Decrypt'], Resource: [secret, key] }),
  },
  *check(subject) {
    const reads = readsOf(subject)
    if (reads === null) return
    const { allows } = reads.grants.reachOf(secretAction)
    for (const statement of allows) {
      if (!reads.grants.reachOf(keyAction).allows.includes(statement) || statement.actionsNegated) continue
      const found = surplus(statement, reads.grants.budget)
      if (found === null) continue
      const { action, resources } = found
      yield {
        place: action,
        message: `\`${action.value}\` is granted on ${resources.map(each => `\`${each.value}\``).join(' and ')}: on the secret as well as on the key`,
        related: resources.map(place => ({ place, message: 'granted on this' })),
      }
    }
  },
})

/** An action that works on several types of the statement's resources, which are each named, and one of each type. */
function surplus(
  { statement, resources }: CompiledStatement,
  budget: Parameters<typeof intersects>[2],
): { readonly action: PolicyString; readonly resources: readonly PolicyString[] } | null {
  if (resources === null || statement.actions.length * resources.length > pairsAtMost) return null
  for (const action of statement.actions) {
    const name = findAction(action.value)?.action
    const templates = name === undefined ? [] : instanceTemplates(name)
    if (templates.length < 2) continue
    const fitting = templates.map(template =>
      statement.resources.filter((_, index) => {
        const pattern = resources[index]
        return pattern !== undefined && intersects(arnsOf(template), pattern, budget) === true
      }),
    )
    const [one, other] = fitting.map(each => each[0])
    if (one !== undefined && other !== undefined && one !== other) return { action, resources: [one, other] }
  }
  return null
}
