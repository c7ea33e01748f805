import { createHash, timingSafeEqual } from 'node:crypto'
import { ControlError } from './control-error.ts'

/** What of a request decides whether it may drive the emulator; absent headers are undefined. */
export interface Credentials {
  readonly host: string | undefined
  readonly origin: string | undefined
  readonly authorization: string | undefined
}

/**
 * Lets a request through or throws. With a token every request must carry it. Without one the emulator listens on
 * loopback only, and what names another host is refused: a web page must not drive it, be it through DNS.
 */
export function guard({ host, origin, authorization }: Credentials, adminToken: string | undefined): void {
  if (adminToken !== undefined) {
    const [, token = ''] = /^Bearer +(\S+) *$/i.exec(authorization ?? '') ?? []
    if (!sameText(token, adminToken))
      throw new ControlError(
        401,
        'the control interface wants the admin token: `Authorization: Bearer TOKEN`',
      )
    return
  }
  if (host === undefined || !isLoopback(host))
    throw new ControlError(403, 'the control interface answers on loopback names only; this `Host` is none')
  if (origin !== undefined && !isLoopback(/^https?:\/\/([^/]*)$/.exec(origin)?.[1] ?? ''))
    throw new ControlError(403, 'the control interface answers no page of another origin than loopback')
}

/** Whether `localhost`, `127.0.0.1:5670`, `[::1]` and the like are all that a host (with or without port) names. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|::1)(?::\d{1,5})?$/i.test(host)
}

/** In a time that tells nothing about where they differ. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
