import { splitArn } from './arn.ts'
import { addFault, type PolicyKind, type Reading } from './fault.ts'
import {
  describeType,
  type Member,
  type PolicyString,
  placeOf,
  readMembers,
  readStrings,
} from './json-node.ts'

/** What a Principal element names: RAM identities, services, or identity providers. */
export type PrincipalType = 'RAM' | 'Service' | 'Federated'

/** One value of a Principal element. */
export interface PolicyPrincipal extends PolicyString {
  readonly type: PrincipalType
}

const types: readonly PrincipalType[] = ['RAM', 'Service', 'Federated']

/** `acs:ram::<account>:root`, `:*`, `:user/<name>`, `:role/<name>`, or `*`. The region is empty or `*`. */
export function isRamPrincipal(text: string): boolean {
  return text === '*' || hasRelativeId(text, /^(root|\*|(user|role)\/.+)$/)
}

/** A service's domain name, or one in an account: `<account-id>@<service>.aliyuncs.com`. */
export function isServicePrincipal(text: string): boolean {
  return /^([^\s@:/]+@)?[^\s@:/]+\.[^\s@:/]+$/.test(text)
}

/** `acs:ram::<account>:saml-provider/<name>` or `:oidc-provider/<name>`. */
export function isFederatedPrincipal(text: string): boolean {
  return hasRelativeId(text, /^(saml|oidc)-provider\/.+$/)
}

function hasRelativeId(text: string, relativeId: RegExp): boolean {
  const parts = splitArn(text)
  if (parts === null || parts[0] !== 'acs' || parts[1] !== 'ram') return false
  return (parts[2] === '' || parts[2] === '*') && parts[3] !== '' && relativeId.test(parts[4])
}

const forms: Readonly<Record<PrincipalType, { fits: (text: string) => boolean; wanted: string }>> = {
  RAM: {
    fits: isRamPrincipal,
    wanted: '`acs:ram::<account-id>:` and `root`, `*`, `user/<name>` or `role/<name>`',
  },
  Service: { fits: isServicePrincipal, wanted: 'the domain name of a service, e.g. `ecs.aliyuncs.com`' },
  Federated: {
    fits: isFederatedPrincipal,
    wanted: '`acs:ram::<account-id>:saml-provider/<name>` or `…:oidc-provider/<name>`',
  },
}

/** Reads the Principal element of a trust, key or secret policy; null, with faults, if RAM would refuse it. */
export function readPrincipals(member: Member, reading: Reading): readonly PolicyPrincipal[] | null {
  const { value: node, name } = member
  const place = placeOf(node, name.pointer)
  if (reading.kind === 'bucket') return readBucketPrincipals(member, reading)
  if (node.type !== 'object') {
    const wanted = 'write an object, e.g. `{"RAM": ["acs:ram::<account-id>:root"]}`'
    addFault(reading, 'invalid-principal', place, `the Principal is ${describeType(node)}; ${wanted}`)
    return null
  }
  const before = reading.faults.length
  const members = readMembers(node, name.pointer, reading)
  const principals: PolicyPrincipal[] = []
  for (const each of members.values()) principals.push(...readType(each, reading))
  if (members.size === 0)
    addFault(reading, 'empty-list', place, 'the Principal names nobody; name at least one')
  return reading.faults.length === before ? principals : null
}

/** OSS names principals by numbers and `*`, in a list of its own form (documented); what else it takes is not judged. */
function readBucketPrincipals(
  { value: node, name }: Member,
  reading: Reading,
): readonly PolicyPrincipal[] | null {
  if (node.type === 'object') {
    const message =
      'the Principal is an object; a bucket policy has a list of account and user ids, or `["*"]`'
    addFault(reading, 'invalid-principal', placeOf(node, name.pointer), message)
    return null
  }
  const strings = readStrings(node, name, 'the Principal', reading)
  return strings?.map(each => ({ ...each, type: 'RAM' as const })) ?? null
}

function readType(member: Member, reading: Reading): PolicyPrincipal[] {
  const allowed = typesOf(reading.kind)
  const type = allowed.find(each => each === member.name.value)
  if (type === undefined) {
    const list = allowed.map(each => `\`${each}\``).join(', ')
    const message = `\`${member.name.value}\` is no type of principal here; write ${list}`
    addFault(reading, 'invalid-principal', member.name, message)
    return []
  }
  const strings = readStrings(member.value, member.name, `the principal \`${type}\``, reading) ?? []
  for (const each of strings) {
    if (!forms[type].fits(each.value)) {
      addFault(
        reading,
        'invalid-principal',
        each,
        `\`${each.value}\` is no \`${type}\` principal; write ${forms[type].wanted}`,
      )
    }
  }
  return strings.map(each => ({ ...each, type }))
}

/** Documented for key and secret policies: `{"RAM": […]}`; for trust policies all three. */
function typesOf(kind: PolicyKind): readonly PrincipalType[] {
  return kind === 'trust' ? types : ['RAM']
}
