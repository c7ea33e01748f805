import { grantsOf, moveGrants, narrowingFault, type UserGrants } from '../access/user-grants.ts'
import type { Account, AppliedScenario, RamUser } from '../state/account.ts'
import { choiceOf, nameOf } from './parameter.ts'
import { defineScenario } from './scenario.ts'
import { ScenarioFault } from './scenario-fault.ts'

interface Before {
  readonly user: string
  readonly missing: readonly string[]
  /** The user's grants before the first scenario of this name touched them. */
  readonly grants: UserGrants
}

const actionsOf = {
  GetSecretValue: ['kms:GetSecretValue'],
  Decrypt: ['kms:Decrypt'],
  both: ['kms:GetSecretValue', 'kms:Decrypt'],
} as const

/**
 * A RAM user has lost the permission to read secrets: what its policies, its groups and the policies of keys and secrets
 * grant to it is taken away, on every resource; others keep theirs, and no Deny is added.
 */
export const notAuthorized = defineScenario({
  name: 'not-authorized',
  summary: 'the grants of a RAM user that reading a secret needs are taken away (implicit deny)',
  causes: 'Forbidden.NoPermission; where only Decrypt is missing, it names the key instead of the secret',
  ends: 'only with its undo',
  source: 'documented: KMS FAQ on application access; RAM policy evaluation',
  parameters: {
    user: nameOf('user', account => [...account.users.keys()]),
    missing: choiceOf('which permission', ['GetSecretValue', 'Decrypt', 'both'], 'both'),
  },
  apply({ account }, { user: name, missing }) {
    const user = account.users.get(name) as RamUser
    const earlier = appliedTo(name, account.scenarios.values())
    const grants = earlier[0]?.grants ?? grantsOf(account, user)
    const gone = earlier.flatMap(({ missing }) => missing)
    const actions = actionsOf[missing]
    const fault = narrowingFault(account, user, grants, [...gone, ...actions])
    if (fault !== null) throw new ScenarioFault(fault, 'user')
    const before: Before = { user: name, missing: actions, grants }
    return { changed: moveGrants(account, user, grants, gone, [...gone, ...actions]), before }
  },
  holds: ({ account }, { user }) => userOf(account, user) !== undefined,
  undo({ account }, { user: name, missing, grants }, others) {
    const user = userOf(account, name)
    if (!user) return []
    const gone = appliedTo(name, others).flatMap(each => each.missing)
    return moveGrants(account, user, grants, [...gone, ...missing], gone)
  },
  explains: ({ code, caller }, { user }) =>
    code === 'Forbidden.NoPermission' && caller.type === 'user' && caller.name === user,
})

/** A user that was removed meanwhile may come back. */
function userOf({ users, targets }: Account, name: string): RamUser | undefined {
  return users.get(name) ?? targets.removedUsers.get(name)
}

/** What those of this scenario keep that concern a user, oldest first. */
function appliedTo(user: string, applied: Iterable<AppliedScenario>): Before[] {
  return [...applied]
    .filter(({ name }) => name === 'not-authorized')
    .map(({ before }) => before as Before)
    .filter(before => before.user === user)
}
