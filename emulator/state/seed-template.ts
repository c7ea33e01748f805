import { pickCharacters } from '../cryptography/password.ts'
import type { Source } from '../machine.ts'
import { defaultWorld } from './default-world.ts'
import { newAccessKey } from './ram-rotation.ts'
import type { SeedAccessKey, SeedAccount, SeedPolicyDocument, SeedSecret, SeedUser } from './seed-document.ts'
import { refuseSeed } from './seed-error.ts'
import { policyText } from './seed-policy.ts'

const defaultAccount = defaultWorld.accounts[0] as SeedAccount

/**
 * An account like `template` under a new id (16 digits, the first a 2) with new access keys for the root and every
 * user; ARNs in its policies name the new id. Each member that `body` names stands in its place; users of the body
 * that say nothing of access keys get one each. Not checked yet: `readAccount` does that.
 */
export function accountFromTemplate(
  body: unknown,
  source: Source,
  template: SeedAccount = defaultAccount,
): SeedAccount {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    refuseSeed('', 'this is no account; write an object with members of a seed’s account')
  const given = body as Partial<SeedAccount>
  const id = given.id ?? `2${pickCharacters('0123456789', 15, source)}`
  const copy = copyAccount(template, id, source)
  return { ...copy, ...withAccessKeys(given, source), id }
}

/** The template's members; sessions are left out, their credentials are somebody else's. */
function copyAccount({ sessions, ...template }: SeedAccount, id: string, source: Source): SeedAccount {
  const rekey = (keys: readonly SeedAccessKey[] = []): SeedAccessKey[] =>
    keys.map(({ status = 'Active' }) => ({ ...newAccessKey(source), status }))
  const people = (users: readonly SeedUser[] = []): SeedUser[] =>
    users.map(({ id: _, ...user }) => ({ ...user, accessKeys: rekey(user.accessKeys) }))
  const move = accountMover(template.id, id)
  const copy: SeedAccount = {
    ...template,
    id,
    accessKeys: rekey(template.accessKeys),
    users: people(template.users),
    removedUsers: people(template.removedUsers),
    roles: template.roles?.map(({ id: _, ...role }) => ({ ...role, trust: move(role.trust) })) ?? [],
    policies: template.policies?.map(policy => ({ ...policy, document: move(policy.document) })) ?? [],
    controlPolicies: template.controlPolicies?.map(move) ?? [],
    keys: template.keys?.map(key => moved(key, template.id, move)) ?? [],
  }
  const secrets = template.secrets?.map(secret => moved(secret, template.id, move)) ?? []
  return { ...copy, secrets: secrets.map(secret => rekeyValues(secret, template, copy)) }
}

/** Replaces one account's id in policies by another's, wherever it is not a part of a longer number. */
function accountMover(from: string, to: string): (document: SeedPolicyDocument) => SeedPolicyDocument {
  const id = new RegExp(`(?<![0-9])${from}(?![0-9])`, 'g')
  return document => policyText(document).replace(id, to)
}

/** A key or secret in another account: its policy names that, and its creator is not the old account. */
function moved<T extends { readonly policy?: SeedPolicyDocument; readonly creator?: string }>(
  thing: T,
  from: string,
  move: (document: SeedPolicyDocument) => SeedPolicyDocument,
): T {
  const { creator, policy, ...rest } = thing
  return {
    ...rest,
    ...(creator === undefined || creator === from ? {} : { creator }),
    ...(policy === undefined ? {} : { policy: move(policy) }),
  } as T
}

/** A RAM secret holds an AccessKey of its user: it follows to the new one, unless it is sealed. */
function rekeyValues(secret: SeedSecret, template: SeedAccount, copy: SeedAccount): SeedSecret {
  if (secret.type !== 'RAMCredentials') return secret
  const pairs = [...(template.users ?? []).entries()].flatMap(([index, { accessKeys = [] }]) =>
    accessKeys.map((old, position) => [old, copy.users?.[index]?.accessKeys?.[position]] as const),
  )
  const rekeyed = (value: string): string =>
    pairs.reduce(
      (text, [old, key]) => (key ? text.replaceAll(old.id, key.id).replaceAll(old.secret, key.secret) : text),
      value,
    )
  return {
    ...secret,
    versions: secret.versions.map(version =>
      version.value === undefined ? version : { ...version, value: rekeyed(version.value) },
    ),
  }
}

/** Whoever is made needs credentials: those that the body leaves out are made. */
function withAccessKeys({ users, ...body }: Partial<SeedAccount>, source: Source): Partial<SeedAccount> {
  if (!Array.isArray(users)) return users === undefined ? body : { ...body, users }
  return {
    ...body,
    users: users.map((user: unknown) =>
      typeof user === 'object' && user !== null && !Array.isArray(user) && !('accessKeys' in user)
        ? { ...(user as SeedUser), accessKeys: [newAccessKey(source)] }
        : (user as SeedUser),
    ),
  }
}
