import type { Emulator } from '../emulator.ts'
import type { Account, Authorization } from '../state/account.ts'
import { resumeRotations } from '../state/rotation.ts'
import { ControlError } from './control-error.ts'
import { momentOf } from './moment.ts'
import { offer } from './offer.ts'

/** Whether KMS has the role that it manages things of a kind with. */
export interface AuthorizationSummary {
  readonly kind: Authorization
  readonly granted: boolean
}

/** What KMS can be given a role for. */
export const authorizationKinds: readonly Authorization[] = ['ram-credentials', 'rds', 'ecs']

/** The kind of a name; refuses with 404. */
export function requireAuthorizationKind(name: string): Authorization {
  const kind = authorizationKinds.find(each => each === name)
  if (kind) return kind
  throw new ControlError(404, `there is no authorization \`${name}\`${offer(name, authorizationKinds)}`)
}

/** Whether it is granted. */
export function showAuthorization(account: Account, name: string): AuthorizationSummary {
  const kind = requireAuthorizationKind(name)
  return { kind, granted: account.authorizations.has(kind) }
}

/** What a RAM administrator does behind the authorization link; rotations that waited for it go on. */
export function grantAuthorization(emulator: Emulator, account: Account, name: string): AuthorizationSummary {
  account.authorizations.add(requireAuthorizationKind(name))
  resumeRotations(account, momentOf(emulator, account))
  return showAuthorization(account, name)
}

/** The role is deleted. Those for RDS and ECS come back with the next secret of their kind. Source: RDS page. */
export function revokeAuthorization(account: Account, name: string): AuthorizationSummary {
  account.authorizations.delete(requireAuthorizationKind(name))
  return showAuthorization(account, name)
}
