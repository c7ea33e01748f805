import type { Caller } from '../call.ts'
import type { AccessKeyOwner } from '../state/account.ts'

/** Who an access key speaks for. */
export function callerOf(owner: AccessKeyOwner): Caller {
  const { account } = owner
  if (owner.kind === 'root')
    return {
      type: 'root',
      arn: `acs:ram::${account.id}:root`,
      id: account.id,
      displayName: account.id,
      name: '',
      accessKeyId: owner.key.id,
    }
  if (owner.kind === 'user')
    return {
      type: 'user',
      arn: `acs:ram::${account.id}:user/${owner.user.name}`,
      id: owner.user.id,
      displayName: owner.user.id,
      name: owner.user.name,
      accessKeyId: owner.key.id,
    }
  const { session } = owner
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
