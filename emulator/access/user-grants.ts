import type { Account, RamUser } from '../state/account.ts'
import type { Key } from '../state/key.ts'
import type { Secret } from '../state/secret.ts'
import { policyFault, policyTextOf } from './authorize.ts'
import { policyWithout, resourcePolicyWithout } from './narrow-policy.ts'

/** What gives a RAM user its permissions; plain data. */
export interface UserGrants {
  readonly policies: readonly string[]
  readonly groups: readonly string[]
  /** Policies of keys and secrets that name the user itself. */
  readonly documents: readonly ResourcePolicy[]
}

interface ResourcePolicy {
  readonly kind: 'key' | 'secret'
  readonly region: string
  /** The key's id, the secret's name. */
  readonly id: string
  readonly text: string
}

/** Grants without some actions: the private copies that they need, and null for a document that is no longer set. */
interface NarrowedGrants {
  readonly policies: readonly string[]
  readonly groups: readonly string[]
  readonly copies: ReadonlyMap<string, string>
  readonly documents: readonly (string | null)[]
}

/** What gives a user its permissions now. */
export function grantsOf(account: Account, user: RamUser): UserGrants {
  const arn = arnOf(account, user)
  const documents: ResourcePolicy[] = []
  for (const { id, region, policy } of account.keys.values())
    if (policy?.includes(arn)) documents.push({ kind: 'key', region, id, text: policy })
  for (const [region, secrets] of account.secrets)
    for (const { name, policy } of secrets)
      if (policy?.includes(arn)) documents.push({ kind: 'secret', region, id: name, text: policy })
  return { policies: [...user.policies], groups: [...user.groups], documents }
}

/**
 * Moves a user from `grants` without the actions `from` to `grants` without the actions `to`. Policies that others have
 * too stay as they are: the user gets private copies, and leaves a group whose policies it may no longer have. What was
 * changed in between by other hands stays. Answers one sentence for each thing that changed.
 */
export function moveGrants(
  account: Account,
  user: RamUser,
  grants: UserGrants,
  from: readonly string[],
  to: readonly string[],
): string[] {
  const before = narrowedGrants(account, user, grants, from)
  const after = narrowedGrants(account, user, grants, to)
  const changed: string[] = []
  const policies = exchange(user.policies, before.policies, after.policies)
  if (!sameNames(policies, user.policies))
    changed.push(
      `user \`${user.name}\` has the policies ${named(policies)} instead of ${named(user.policies)}`,
    )
  const groups = exchange(user.groups, before.groups, after.groups)
  if (!sameNames(groups, user.groups))
    changed.push(`user \`${user.name}\` is in the groups ${named(groups)} instead of ${named(user.groups)}`)
  for (const name of before.copies.keys()) account.policies.delete(name)
  for (const [name, text] of after.copies) account.policies.set(name, text)
  user.policies = policies
  user.groups = groups
  for (const [index, { kind, region, id }] of grants.documents.entries()) {
    const holder = kind === 'key' ? account.keys.get(id) : account.secrets.get(region)?.get(id)
    const wanted = after.documents[index] ?? null
    if (!holder || (holder.policy ?? null) !== before.documents[index] || wanted === before.documents[index])
      continue
    setPolicy(holder, wanted)
    changed.push(`the policy of ${kind} \`${id}\` gives user \`${user.name}\` other permissions`)
  }
  return changed
}

/** Why RAM would refuse a private copy that narrowing needs (a wildcard written out can be too long), or null. */
export function narrowingFault(
  account: Account,
  user: RamUser,
  grants: UserGrants,
  actions: readonly string[],
): string | null {
  for (const [name, text] of narrowedGrants(account, user, grants, actions).copies) {
    const fault = policyFault('identity', text)
    if (fault !== null) return `policy \`${name}\` would be needed: ${fault}`
  }
  return null
}

function narrowedGrants(
  account: Account,
  user: RamUser,
  grants: UserGrants,
  actions: readonly string[],
): NarrowedGrants {
  const copies = new Map<string, string>()
  const without = (name: string): string[] => {
    const text = policyTextOf(account, name)
    if (text === undefined) return [name]
    const left = policyWithout(text, actions)
    if (left === text) return [name]
    if (left === null) return []
    const copy = copyName(name, actions, user, copies.size)
    copies.set(copy, left)
    return [copy]
  }
  const policies = grants.policies.flatMap(without)
  const groups: string[] = []
  for (const group of grants.groups) {
    const held = account.groups.get(group)?.policies ?? []
    const left = held.flatMap(without)
    if (sameNames(left, held)) groups.push(group)
    else policies.push(...left)
  }
  const arn = arnOf(account, user)
  const documents = grants.documents.map(({ text }) => resourcePolicyWithout(text, actions, arn))
  return { policies: [...new Set(policies)], groups, copies, documents }
}

/** At most 128 letters, digits and hyphens. Source: RAM, names of policies. */
function copyName(policy: string, actions: readonly string[], user: RamUser, count: number): string {
  const words = [...new Set(actions)].map(action => action.slice(action.indexOf(':') + 1)).sort()
  const suffix = `-without-${words.join('-')}-for-${user.id}`
  const name = policy + suffix
  return name.length <= 128 ? name : `${policy.slice(0, 124 - suffix.length)}-${count}${suffix}`
}

/** `now` with what `to` has instead of what `from` had. */
function exchange(now: readonly string[], from: readonly string[], to: readonly string[]): string[] {
  const own = now.filter(name => !from.includes(name))
  return [...new Set([...to, ...own])]
}

function setPolicy(holder: Key | Secret, text: string | null): void {
  if (text === null) delete holder.policy
  else holder.policy = text
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, index) => name === b[index])
}

function named(names: readonly string[]): string {
  return names.length === 0 ? '(none)' : names.map(name => `\`${name}\``).join(', ')
}

function arnOf(account: Account, user: RamUser): string {
  return `acs:ram::${account.id}:user/${user.name}`
}
