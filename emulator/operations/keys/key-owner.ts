import type { Call } from '../../call.ts'
import { refuse } from '../../errors.ts'
import type { Account } from '../../state/account.ts'
import type { Key } from '../../state/key.ts'
import { requireInstance, requireKey } from '../key-access.ts'
import { unsupportedOperation } from './key-spec.ts'
import { requireState, type StateDependent } from './key-state.ts'

/** Refuses a key that a cloud service made for itself. Source: key FAQ; that every change is refused is assumed. */
export function requireOwnKey(key: Key): void {
  if (key.service)
    refuse(unsupportedOperation, 'UnsupportedOperation', undefined, {
      because: `key \`${key.id}\` belongs to a cloud service`,
    })
}

/** The key that a `KeyId` names: a user's, its instance in order, its state one that the operation allows. */
export function requireUserKey(
  call: Call,
  keyId: string,
  operation: StateDependent,
): { readonly account: Account; readonly key: Key } {
  const found = requireKey(call, keyId)
  requireOwnKey(found.key)
  requireInstance(call, found.account, found.key.instance)
  requireState(found.key, operation)
  return found
}
