import type { Authorization } from './state/account.ts'

/** The page on which a RAM administrator gives KMS its role: what the console offers as a link. A path of the emulator. */
export function authorizationLink(kind: Authorization, accountId: string): string {
  return `${authorizationPath(kind)}?account=${accountId}`
}

/** The link without the account. */
export function authorizationPath(kind: Authorization): string {
  return `/_emulator/authorizations/${kind}`
}
