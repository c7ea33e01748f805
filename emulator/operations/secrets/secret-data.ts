import { ParameterFault } from '../parameter.ts'

/** A record of texts in SecretData. */
export type TextRecord = Readonly<Record<string, string>>

/** SecretData of a managed type: an object with these texts. Messages never show the data. */
export function readRecord(data: string, members: readonly string[]): TextRecord {
  return checkRecord(parse(data), members)
}

/** SecretData of a managed type: `{ [list]: [ … ] }` with 1 to `most` objects of these texts. */
export function readRecords(
  data: string,
  list: string,
  members: readonly string[],
  most: number,
): TextRecord[] {
  const value = parse(data)
  const entries =
    typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[list] : undefined
  if (!Array.isArray(entries) || entries.length === 0 || entries.length > most)
    throw new ParameterFault(`\`SecretData\` must be an object with 1 to ${most} \`${list}\``)
  return entries.map(entry => checkRecord(entry, members))
}

/** SecretData where KMS makes the value itself. */
export function requireAutomatic(data: string): void {
  if (data !== '$Auto') throw new ParameterFault('`SecretData` of this `SecretType` must be `$Auto`')
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    throw new ParameterFault('`SecretData` of this `SecretType` must be JSON')
  }
}

function checkRecord(value: unknown, members: readonly string[]): TextRecord {
  const record: Record<string, string> = {}
  for (const member of members) {
    const text =
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[member] : undefined
    if (typeof text !== 'string' || text === '')
      throw new ParameterFault(`\`SecretData\` needs ${members.map(name => `\`${name}\``).join(', ')}`)
    record[member] = text
  }
  return record
}
