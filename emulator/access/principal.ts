import type { Caller } from '../call.ts'
import type { AccessKeyOwner } from '../state/account.ts'

/** Who an access key speaks for. */
export function callerOf(owner: AccessKeyOwner): Caller {
  if (owner.kind === 'session') return callerOfSession(owner)
  const known = callers.get(owner)
  if (known) return known
  const caller = owner.kind === 'root' ? callerOfRoot(owner) : callerOfUser(owner)
  callers.set(owner, caller)
  return caller
}

/** Nothing that makes a root or a user such a caller ever changes. */
const callers = new WeakMap<AccessKeyOwner, Caller>()

type OwnerOf<Kind> = Extract<AccessKeyOwner, { readonly kind: Kind }>

function callerOfRoot({ account, key }: OwnerOf<'root'>): Caller {
  return {
    type: 'root',
    arn: `acs:ram::${account.id}:root`,
    id: account.id,
    displayName: account.id,
    name: '',
    accessKeyId: key.id,
  }
}

function callerOfUser({ account, user, key }: OwnerOf<'user'>): Caller {
  return {
    type: 'user',
    arn: `acs:ram::${account.id}:user/${user.name}`,
    id: user.id,
    displayName: user.id,
    name: user.name,
    accessKeyId: key.id,
  }
}

function callerOfSession({ account, session }: OwnerOf<'session'>): Caller {
  const role = account.roles.get(session.role)
  return {
    type: 'assumed-role',
    arn: `acs:ram::${account.id}:role/${session.role}`,
    id: `${role?.id ?? session.role}:${session.name}`,
    displayName: `${session.role}:${session.name}`,
    name: session.role,
    accessKeyId: session.accessKeyId,
    ...(session.policy === undefined ? {} : { sessionPolicy: session.policy }),
  }
}
