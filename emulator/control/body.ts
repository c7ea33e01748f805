import { refuseInput } from './control-error.ts'
import { offer } from './offer.ts'

/** The members of a body by name; an absent body has none, an unknown member is refused with a suggestion. */
export function readBody(body: unknown, known: readonly string[]): Map<string, unknown> {
  if (body === undefined) return new Map()
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    refuseInput('', 'the body must be a JSON object')
  const members = new Map(Object.entries(body).filter(([, value]) => value !== undefined))
  for (const name of members.keys())
    if (!known.includes(name))
      refuseInput(pointerTo(name), `\`${name}\` is no member of this body${offer(name, known)}`)
  return members
}

/** The JSON pointer (RFC 6901) of a member of the body. */
export function pointerTo(name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
}
