import {
  type AuthorizationSummary,
  grantAuthorization,
  revokeAuthorization,
} from './control/authorizations.ts'
import { type AccountCheck, type RotationSummary, rotateSecret, verifyAccount } from './control/secrets.ts'
import { changeTarget, listTargets, type TargetSummary, tryLogin } from './control/targets.ts'
import type { Emulator } from './emulator.ts'
import type { Account, Authorization } from './state/account.ts'
import type { TargetKind, TargetVerb } from './state/managed-target.ts'

/** Changes a thing, or the account of it that is named, and answers the thing as it is then. */
type ChangeTarget = (kind: TargetKind, id: string, account?: string) => TargetSummary

/** What managed secrets change: RAM users, databases, ECS instances and their accounts (AccessKeys of a RAM user). */
export interface TargetsHandle {
  list(): TargetSummary[]
  /** It is gone until it is restored; a RAM user takes its AccessKeys along. */
  readonly remove: ChangeTarget
  readonly restore: ChangeTarget
  /** It is there and lets nobody in. */
  readonly stop: ChangeTarget
  readonly start: ChangeTarget
  /** Whether an account lets in who brings this password, public key or AccessKey secret. */
  login(kind: TargetKind, id: string, account: string, password: string): boolean
}

/** What the console does to secrets and the API cannot. `name` is a SecretName or an ARN. */
export interface SecretsHandle {
  /** The immediate rotation; `window`, such as `30m`, is for RAM secrets: 10 minutes to 2 days, absent: 48 hours. */
  rotate(name: string, options?: { readonly window?: string }): RotationSummary
  /** Checks that what the secret manages was not deleted. */
  verifyAccount(name: string): AccountCheck
}

/** What a RAM administrator decides behind the authorization link. */
export interface AuthorizationsHandle {
  grant(kind: Authorization): AuthorizationSummary
  revoke(kind: Authorization): AuthorizationSummary
}

/** The members of an account's handle that are about managed secrets. */
export interface ManagedHandle {
  readonly targets: TargetsHandle
  readonly secrets: SecretsHandle
  readonly authorizations: AuthorizationsHandle
}

/** Makes them; `account` answers the account as it is by then. */
export function managedHandle(emulator: Emulator, account: () => Account): ManagedHandle {
  const change =
    (verb: TargetVerb): ChangeTarget =>
    (kind, id, name) =>
      changeTarget(emulator, account(), { kind, id }, verb, { account: name })
  return {
    targets: {
      list: () => listTargets(emulator, account()),
      remove: change('remove'),
      restore: change('restore'),
      stop: change('stop'),
      start: change('start'),
      login: (kind, id, name, password) =>
        tryLogin(emulator, account(), { kind, id }, { account: name, password }).login,
    },
    secrets: {
      rotate: (name, options) => rotateSecret(emulator, account(), name, options),
      verifyAccount: name => verifyAccount(emulator, account(), name),
    },
    authorizations: {
      grant: kind => grantAuthorization(emulator, account(), kind),
      revoke: kind => revokeAuthorization(account(), kind),
    },
  }
}
