import type { SeedAccount, SeedPolicyDocument, SeedUser } from './seed-document.ts'
import { refuseSeed } from './seed-error.ts'
import { policyText } from './seed-policy.ts'
import { suggestion } from './suggestion.ts'

/** What the policy engine knows; passed in, because state does not know policies. */
export interface SeedChecks {
  /** The first reason for which RAM or KMS would refuse a policy document, and where in it. */
  checkPolicy(
    kind: 'identity' | 'trust' | 'control' | 'key' | 'secret' | 'session',
    text: string,
  ): { readonly pointer: string; readonly reason: string } | null
  isSystemPolicy(name: string): boolean
  /** For suggestions. */
  systemPolicyNames(): Iterable<string>
}

/** Access key ids and account ids that the document has used so far. */
export interface UsedIds {
  has(id: string): boolean
  add(id: string): unknown
}

/** Refuses users, groups, roles, policies and sessions that contradict each other or what the rest of the world has. */
export function checkRam(account: SeedAccount, at: string, checks: SeedChecks, accessKeys: UsedIds): void {
  checkPolicies(account, at, checks)
  const attachable = attachmentCheck(account, checks)
  const groups = checkUnique(account.groups, `${at}/groups`, 'name', 'group')
  account.groups?.forEach(({ policies }, index) => {
    attachable(policies, `${at}/groups/${index}/policies`)
  })
  useAccessKeys(account.accessKeys, `${at}/accessKeys`, accessKeys)
  for (const member of ['users', 'removedUsers'] as const) {
    checkUnique(account[member], `${at}/${member}`, 'name', 'RAM user')
    account[member]?.forEach((user, index) => {
      const place = `${at}/${member}/${index}`
      useAccessKeys(user.accessKeys, `${place}/accessKeys`, accessKeys)
      attachable(user.policies, `${place}/policies`)
      checkGroups(user, place, groups)
    })
  }
  const roles = checkUnique(account.roles, `${at}/roles`, 'name', 'role')
  account.roles?.forEach((role, index) => {
    checkPolicyDocument('trust', role.trust, `${at}/roles/${index}/trust`, checks)
    attachable(role.policies, `${at}/roles/${index}/policies`)
  })
  account.sessions?.forEach((session, index) => {
    const place = `${at}/sessions/${index}`
    useAccessKey(session.accessKeyId, `${place}/accessKeyId`, accessKeys)
    if (!roles.has(session.role)) refuseUnknown('role', session.role, roles, `${place}/role`)
    if (session.policy !== undefined)
      checkPolicyDocument('session', session.policy, `${place}/policy`, checks)
  })
}

function checkPolicies({ policies, controlPolicies }: SeedAccount, at: string, checks: SeedChecks): void {
  checkUnique(policies, `${at}/policies`, 'name', 'custom policy')
  policies?.forEach(({ name, document }, index) => {
    const place = `${at}/policies/${index}`
    if (checks.isSystemPolicy(name))
      refuseSeed(
        `${place}/name`,
        `\`${name}\` is a system policy; attach it by its name, or name this one otherwise`,
      )
    checkPolicyDocument('identity', document, `${place}/document`, checks)
  })
  controlPolicies?.forEach((document, index) => {
    checkPolicyDocument('control', document, `${at}/controlPolicies/${index}`, checks)
  })
}

/** Refuses names of policies that are neither the account's own nor a system policy. */
function attachmentCheck({ policies = [] }: SeedAccount, { isSystemPolicy, systemPolicyNames }: SeedChecks) {
  const custom = new Set(policies.map(({ name }) => name))
  return (names: readonly string[] | undefined, at: string): void => {
    names?.forEach((name, index) => {
      if (!custom.has(name) && !isSystemPolicy(name))
        refuseUnknown('policy', name, [...custom, ...systemPolicyNames()], `${at}/${index}`)
    })
  }
}

function checkGroups({ groups }: SeedUser, at: string, known: ReadonlySet<string>): void {
  groups?.forEach((name, index) => {
    if (!known.has(name)) refuseUnknown('group', name, known, `${at}/groups/${index}`)
  })
}

function useAccessKeys(
  keys: readonly { readonly id: string }[] | undefined,
  at: string,
  used: UsedIds,
): void {
  keys?.forEach(({ id }, index) => {
    useAccessKey(id, `${at}/${index}/id`, used)
  })
}

function useAccessKey(id: string, at: string, used: UsedIds): void {
  if (used.has(id))
    refuseSeed(at, `the AccessKey id \`${id}\` is in use already; write one that is unique in the world`)
  used.add(id)
}

/** Refuses a policy document that RAM or KMS would refuse; the pointer goes into it where it is an object. */
export function checkPolicyDocument(
  kind: Parameters<SeedChecks['checkPolicy']>[0],
  document: SeedPolicyDocument,
  at: string,
  { checkPolicy }: SeedChecks,
): void {
  const fault = checkPolicy(kind, policyText(document))
  if (!fault) return
  if (typeof document !== 'string') refuseSeed(at + fault.pointer, fault.reason)
  refuseSeed(at, fault.pointer === '' ? fault.reason : `at ${fault.pointer} of the policy: ${fault.reason}`)
}

/** Refuses a list in which two entries share a member's value; answers the values. */
export function checkUnique<K extends string>(
  entries: readonly { readonly [N in K]?: string }[] | undefined,
  at: string,
  member: K,
  noun: string,
): Set<string> {
  const seen = new Set<string>()
  entries?.forEach((entry, index) => {
    const value = entry[member]
    if (value === undefined) return
    if (seen.has(value))
      refuseSeed(`${at}/${index}/${member}`, `there are two entries for ${noun} \`${value}\`; leave one out`)
    seen.add(value)
  })
  return seen
}

/** Refuses a name that refers to nothing. */
export function refuseUnknown(noun: string, name: string, known: Iterable<string>, at: string): never {
  const names = [...known]
  const hint =
    suggestion(name, names) ||
    (names.length === 0
      ? ''
      : `; there is ${names
          .slice(0, 5)
          .map(each => `\`${each}\``)
          .join(', ')}${names.length > 5 ? ', …' : ''}`)
  refuseSeed(at, `the account has no ${noun} \`${name}\`${hint}`)
}
