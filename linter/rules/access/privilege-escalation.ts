import {
  arnsOf,
  type CompiledStatement,
  compileResourcePattern,
  findAccess,
  parseArn,
} from '../../policy/index.ts'
import { defineRule } from '../../rule.ts'
import { decryptStatement, examplePolicy } from '../example-policy.ts'
import { type Grants, grantsOf, writtenAction } from '../grants.ts'

/** What each action of RAM lets its holder do to get more than was given, if it is allowed on more than one thing. */
const ways: readonly (readonly [action: string, how: string])[] = [
  ['ram:AttachPolicyToUser', 'attach any policy to themselves'],
  ['ram:AttachPolicyToRole', 'attach any policy to a role that they may assume'],
  ['ram:AttachPolicyToGroup', 'attach any policy to a group that they are in'],
  ['ram:CreatePolicyVersion', 'rewrite a policy that is attached to them'],
  ['ram:SetDefaultPolicyVersion', 'bring back a version of a policy that allowed more'],
  ['ram:AddUserToGroup', 'join a group that may do more'],
  ['ram:CreateAccessKey', 'make an AccessKey of another user'],
  ['ram:CreateLoginProfile', 'give another user a password'],
  ['ram:UpdateLoginProfile', 'change the password of another user'],
  ['ram:UpdateRole', 'let themselves assume a role that may do more'],
]

/** RAM has no regions: both spellings, none and `*`, are read as none. */
const template = 'acs:ram::{writtenAccount}:{name}'

/** Permissions of RAM by which one gets all others. */
export const privilegeEscalation = defineRule({
  id: 'privilege-escalation',
  family: 'access',
  level: 'security',
  summary: 'permissions of RAM by which whoever holds them gets all others',
  why: 'With one of them a limited identity makes itself an administrator; every other limit of the policy is then none.',
  help: 'leave these actions to administrators of the account, or name the one user, role or policy that is meant',
  source: 'assumed: derived from what the RAM API does with each action (API reference, 2025)',
  examples: {
    wrong: examplePolicy({ Action: ['ram:ListUsers', 'ram:AttachPolicyToUser'], Resource: '*' }),
    right: examplePolicy(
      { Action: 'kms:GetSecretValue', Resource: 'acs:kms:cn-hangzhou:1234567890123456:secret/db' },
      decryptStatement,
    ),
  },
  *check(subject) {
    const grants = grantsOf(subject)
    if (grants === null || grants.policyOf('ram').allows.length === 0) return
    const found = new Map<CompiledStatement, (readonly [string, string])[]>()
    for (const way of ways) {
      for (const statement of grants.reachOf(way[0]).allows) {
        if (!reachesSeveral(grants, way[0], statement)) continue
        const list = found.get(statement)
        if (list === undefined) found.set(statement, [way])
        else list.push(way)
      }
    }
    for (const [statement, list] of found) {
      const [action, how] = list[0] as (typeof ways)[number]
      const more =
        list.length > 1
          ? `; so can they with ${list
              .slice(1, 3)
              .map(([name]) => `\`${name}\``)
              .join(', ')}${list.length > 3 ? ` and ${list.length - 3} more` : ''}`
          : ''
      yield {
        place: writtenAction(statement, action),
        message: `with \`${action}\` whoever holds this can ${how}${more}`,
      }
    }
  },
})

/** One user or policy that is named is somebody's decision; more than one is a way out. */
function reachesSeveral(grants: Grants, action: string, statement: CompiledStatement): boolean {
  const knowledge = grants.knowledgeOf(action)
  const reach = grants.reachOf(action)
  const first = grants.exampleOf(action, statement, arnsOf(template))
  const account = first === null ? undefined : parseArn(first)?.account
  if (first === null || account === undefined) return false
  const [inside, outside] = [[arnsOf(template, { account })], [compileResourcePattern(first)]]
  const second = findAccess(reach, statement, { inside, outside }, knowledge, grants.budget)
  return typeof second === 'object'
}
