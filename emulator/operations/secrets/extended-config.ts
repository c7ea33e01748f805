import type { SecretType } from '../../state/secret.ts'
import { ParameterFault } from '../parameter.ts'

/** A member of ExtendedConfig: required text, or one of the given words. `?` before the words: may be left out. */
type Rule = 'text' | 'text?' | readonly string[]

/** Source: CreateSecret, ExtendedConfig; which members of PolarDB may be left out from the metadata. */
const rules: Readonly<Record<Exclude<SecretType, 'Generic'>, Readonly<Record<string, Rule>>>> = {
  Rds: { SecretSubType: ['SingleUser', 'DoubleUsers'], DBInstanceId: 'text' },
  Redis: {
    SecretSubType: ['DoubleUsers'],
    InstanceId: 'text',
    RegionId: 'text',
    AccountName: 'text',
    CloneAccountName: 'text',
    AccountPrivilege: 'text',
  },
  PolarDB: {
    SecretSubType: ['DoubleUsers'],
    RegionId: 'text',
    DBClusterId: 'text',
    DBType: ['MySQL', 'PostgreSQL'],
    AccountName: 'text',
    CloneAccountName: 'text?',
    AccountType: 'text?',
    AccountPrivilege: 'text?',
    DBName: 'text?',
  },
  RAMCredentials: { SecretSubType: ['RamUserAccessKey'], UserName: 'text' },
  ECS: { SecretSubType: ['Password', 'SSHKey'], RegionId: 'text', InstanceId: 'text' },
}

/** Source: CreateSecret. */
const mostCharacters = 1024
const mostCustomData = 10

/** The checked ExtendedConfig of a managed secret: `text` gives a member's text, `all` is what answers echo. */
export interface ExtendedConfig {
  readonly all: Record<string, unknown>
  text(member: string): string
}

/**
 * Reads ExtendedConfig for a type. It is echoed as compact JSON with its members in alphabetical order, ECS with an
 * empty `CommandId`. Source: Terraform provider's tests, read so. Members that no text names are kept (assumed).
 */
export function readExtendedConfig(
  type: Exclude<SecretType, 'Generic'>,
  text: string | undefined,
): ExtendedConfig {
  const given = parseObject(text)
  for (const [member, rule] of Object.entries(rules[type])) checkMember(member, rule, given[member])
  const members: [string, unknown][] = Object.entries({
    ...(type === 'ECS' ? { CommandId: '' } : {}),
    ...given,
    CustomData: readCustomData(given.CustomData ?? {}, 'ExtendedConfig.CustomData'),
  })
  const all = Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)))
  checkConfigLength(all)
  return { all, text: member => String(all[member] ?? '') }
}

/** `CustomData`: up to 10 pairs. Source: CreateSecret; that a value is text, a number or a truth value is assumed. */
export function readCustomData(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ParameterFault(`\`${name}\` must be an object`)
  const pairs = Object.entries(value)
  if (pairs.length > mostCustomData)
    throw new ParameterFault(`\`${name}\` may have ${mostCustomData} pairs at most`)
  if (pairs.some(([, entry]) => typeof entry === 'object'))
    throw new ParameterFault(`a value of \`${name}\` must be text`)
  return Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Refuses an ExtendedConfig that is longer than the service keeps. */
export function checkConfigLength(config: object): void {
  if (JSON.stringify(config).length > mostCharacters)
    throw new ParameterFault(`\`ExtendedConfig\` may have ${mostCharacters} characters at most`)
}

function parseObject(text: string | undefined): Record<string, unknown> {
  if (text === undefined) throw new ParameterFault('`ExtendedConfig` is needed for this `SecretType`')
  if (text.length > mostCharacters)
    throw new ParameterFault(`\`ExtendedConfig\` may have ${mostCharacters} characters at most`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new ParameterFault('`ExtendedConfig` must be JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ParameterFault('`ExtendedConfig` must be an object')
  return value as Record<string, unknown>
}

function checkMember(member: string, rule: Rule, value: unknown): void {
  if (typeof rule !== 'string') {
    if (!rule.includes(value as string))
      throw new ParameterFault(`\`${member}\` of \`ExtendedConfig\` must be ${rule.join(' or ')}`)
    return
  }
  if (rule === 'text?' && value === undefined) return
  if (typeof value !== 'string' || (value === '' && rule === 'text'))
    throw new ParameterFault(`\`ExtendedConfig\` needs \`${member}\``)
}
