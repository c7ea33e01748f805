import type { Source } from '../machine.ts'
import type { Account, Session, World } from './account.ts'
import { day } from './clock.ts'
import { addSession } from './world.ts'

/** How long the credentials of a session are known as expired before they are unknown (assumed). */
const rememberedAfterExpiry = day

/** Sessions that an account keeps; a clock that stands would pile them up. */
const mostSessions = 10_000

/** A session with new credentials. Source: AssumeRole sample for their form. */
export function createSession(
  session: Pick<Session, 'role' | 'name' | 'expiration' | 'policy'>,
  source: Source,
): Session {
  return {
    ...session,
    accessKeyId: `STS.${letters(25, source)}`,
    accessKeySecret: letters(44, source),
    securityToken: `CAIS${source.bytes(192).toString('base64')}`,
  }
}

/** Puts a session into its account; the oldest make room that have long expired, or are too many. */
export function openSession(world: World, account: Account, session: Session, now: number): void {
  for (const [id, { expiration }] of account.sessions) {
    if (expiration + rememberedAfterExpiry > now && account.sessions.size < mostSessions) break
    account.sessions.delete(id)
    world.accessKeys.delete(id)
  }
  addSession(world, account, session)
}

const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz123456789'

function letters(count: number, source: Source): string {
  let text = ''
  for (const byte of source.bytes(count)) text += alphabet[byte % alphabet.length]
  return text
}

/** Whether a security token was given out to any session that is still known. */
export function isIssuedToken(world: World, token: string): boolean {
  for (const { sessions } of world.accounts.values())
    for (const { securityToken } of sessions.values()) if (securityToken === token) return true
  return false
}
