import type { Source } from '../machine.ts'

/** The characters of each type. Source: GetRandomPassword, ExcludeCharacters. */
export const characterTypes = {
  lowercase: 'abcdefghijklmnopqrstuvwxyz',
  uppercase: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  numbers: '0123456789',
  punctuation: '!"#$%&\'()*+,-./:;<=>?@[\\]^_{|}~',
} as const

/** Characters of an alphabet (256 at most), each equally likely: bytes that would favour some are thrown away. */
export function pickCharacters(alphabet: string, count: number, source: Source): string {
  const fair = 256 - (256 % alphabet.length)
  let text = ''
  while (text.length < count)
    for (const byte of source.bytes(count - text.length))
      if (byte < fair) text += alphabet[byte % alphabet.length]
  return text
}

/**
 * A password of the given types of characters. `each`: at least one of every type; drawn anew until that holds, so
 * that every such password is equally likely. `length` must be at least the number of types.
 */
export function randomPassword(
  types: readonly string[],
  length: number,
  each: boolean,
  source: Source,
): string {
  const alphabet = types.join('')
  for (;;) {
    const password = pickCharacters(alphabet, length, source)
    if (!each || types.every(type => [...password].some(character => type.includes(character))))
      return password
  }
}

/** Special characters that databases and operating systems take alike. Source: ApsaraDB RDS, rules for passwords. */
const accountSpecials = '!@#$%^&*()_+-='

/** A new password for a managed account: 32 characters of every type. Source: rotation of ECS secrets; databases assumed. */
export function accountPassword(source: Source): string {
  const { lowercase, uppercase, numbers } = characterTypes
  return randomPassword([lowercase, uppercase, numbers, accountSpecials], 32, true, source)
}
