import { suggestion } from '../state/suggestion.ts'

/** More names than these are not listed in a refusal. */
const most = 12

/** What goes after a sentence that says a name is not known: the nearest known one, else all where they are few. */
export function offer(name: string, known: readonly string[]): string {
  const meant = suggestion(name, known)
  if (meant !== '' || known.length === 0 || known.length > most) return meant
  return `; there is ${known.map(each => `\`${each}\``).join(', ')}`
}
