import type { SecretType } from './secret.ts'
import type { SeedSecret } from './seed-document.ts'
import { refuseSeed } from './seed-error.ts'
import { suggestion } from './suggestion.ts'

/** What an ExtendedConfig must have. Source: CreateSecret, ExtendedConfig; API metadata 2024-06 for PolarDB. */
const managedTypes: Readonly<
  Record<Exclude<SecretType, 'Generic'>, { readonly subTypes: string[]; readonly members: string[] }>
> = {
  Rds: { subTypes: ['SingleUser', 'DoubleUsers'], members: ['DBInstanceId'] },
  Redis: {
    subTypes: ['DoubleUsers'],
    members: ['InstanceId', 'RegionId', 'AccountName', 'CloneAccountName', 'AccountPrivilege'],
  },
  PolarDB: { subTypes: ['DoubleUsers'], members: ['RegionId', 'DBClusterId', 'DBType', 'AccountName'] },
  RAMCredentials: { subTypes: ['RamUserAccessKey'], members: ['UserName'] },
  ECS: { subTypes: ['Password', 'SSHKey'], members: ['RegionId', 'InstanceId'] },
}

/** Source: CreateSecret. */
const mostConfigCharacters = 1024
const mostCustomData = 10

/** Refuses what Generic secrets cannot have, and a managed type whose ExtendedConfig does not say what it manages. */
export function checkManaged({ type = 'Generic', extendedConfig, rotation }: SeedSecret, at: string): void {
  if (type === 'Generic') {
    const member = extendedConfig ? 'extendedConfig' : 'rotation'
    if (extendedConfig ?? rotation)
      refuseSeed(`${at}/${member}`, `only managed secrets have one; leave it out or write a \`type\``)
    return
  }
  const place = `${at}/extendedConfig`
  const { subTypes, members } = managedTypes[type]
  if (!extendedConfig)
    refuseSeed(
      place,
      `${type} secrets need one; write ${['SecretSubType', ...members].map(each => `\`${each}\``).join(', ')}`,
    )
  const subType = extendedConfig.SecretSubType
  if (!subTypes.includes(subType as string))
    refuseSeed(
      `${place}/SecretSubType`,
      `for ${type} secrets write ${subTypes.map(each => `\`${each}\``).join(' or ')}`,
    )
  for (const member of members) {
    const value = extendedConfig[member]
    if (typeof value === 'string' && value !== '') continue
    const hint = value === undefined ? suggestion(member, unknownMembers(extendedConfig, members)) : ''
    refuseSeed(
      `${place}/${member}`,
      `${type} secrets need this text${hint.replace('did you mean', 'is that')}`,
    )
  }
  checkCustomData(extendedConfig, place)
  if (JSON.stringify(extendedConfig).length > mostConfigCharacters)
    refuseSeed(place, `this is too long; write ${mostConfigCharacters} characters of JSON at most`)
}

function unknownMembers(config: object, members: readonly string[]): string[] {
  return Object.keys(config).filter(name => !members.includes(name))
}

function checkCustomData({ CustomData: data }: Readonly<Record<string, unknown>>, at: string): void {
  if (data === undefined) return
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    refuseSeed(`${at}/CustomData`, 'this is not an object; write pairs of name and value')
  if (Object.keys(data).length > mostCustomData)
    refuseSeed(`${at}/CustomData`, `write ${mostCustomData} pairs at most`)
}

/** Chinese characters in a name. Source: CreateSecret, Chinese text. */
const mostHan = 64

/** Refuses a name that a secret of its type cannot have. Source: CreateSecret; for PolarDB as for Rds (assumed). */
export function checkSecretName({ type = 'Generic', name, extendedConfig }: SeedSecret, at: string): void {
  const place = `${at}/name`
  if ((name.match(/\p{Script=Han}/gu) ?? []).length > mostHan)
    refuseSeed(place, `a name has ${mostHan} Chinese characters at most; write fewer`)
  if (type === 'RAMCredentials') {
    const wanted = `acs/ram/user/${String(extendedConfig?.UserName ?? '<UserName>')}`
    if (name !== wanted)
      refuseSeed(place, `the secret of this RAM user has the name \`${wanted}\`; write that`)
  } else if (type === 'ECS') {
    if (!/^acs\/ecs\/./.test(name))
      refuseSeed(place, `names of ECS secrets begin with \`acs/ecs/\`; write \`acs/ecs/${name}\``)
  } else if (name.startsWith('acs/'))
    refuseSeed(place, `names of ${type} secrets must not begin with \`acs/\`; write another`)
}
