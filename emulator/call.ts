import type { Source } from './machine.ts'
import type { Account, World } from './state/account.ts'

/** Who makes a call. `arn` is the principal's, `id` what answers show (a user's id; `roleId:session` for a session). */
export interface Caller {
  readonly type: 'root' | 'user' | 'assumed-role'
  readonly arn: string
  readonly id: string
  /** What a denial calls the caller: a user's id, `role:session`. */
  readonly displayName: string
  readonly accessKeyId: string
  /** The user's, the role's; empty for the root. */
  readonly name: string
  /** An assumed role's session policy, JSON text. */
  readonly sessionPolicy?: string
}

/** Which gateway answers: the shared one, or one KMS instance's own. Source: KMS SDK page, permissions by gateway. */
export type Gateway = { readonly kind: 'shared' } | { readonly kind: 'dedicated'; readonly instance: string }

/** The refusal of calls while a secret is being rotated: no source names its code, so it can be set. */
export interface RotationError {
  readonly code: string
  readonly status: number
  readonly message: string
}

/** One authenticated request as an operation sees it. Times are milliseconds since 1970 on the account's clock. */
export interface Call {
  readonly world: World
  readonly account: Account
  readonly caller: Caller
  readonly region: string
  readonly gateway: Gateway
  readonly now: number
  /** What another account's clock shows: what it owns ages by its own time. */
  clockOf(account: Account): number
  readonly requestId: string
  readonly sourceIp: string
  readonly secure: boolean
  readonly source: Source
  readonly rotationError: RotationError
  /** The certificate of the CA that signs the gateways' (PEM): for operations that tell it, where there is one. */
  readonly caCertificate?: string | undefined
}
