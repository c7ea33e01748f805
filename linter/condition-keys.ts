import type { ConditionType } from './policy/index.ts'

/** A condition key of RAM or KMS. */
export interface ConditionKey {
  readonly name: string
  /** What stands before a name that follows: `acs:ResourceTag/<tag-key>`, `kms:EncryptionContext:<key>`; empty if none does. */
  readonly tag: '/' | ':' | ''
  readonly type: ConditionType
  /** For which requests the key is absent; null if each has it, or if it is not known. */
  readonly absent: string | null
  readonly source: string
}

const elements = 'RAM documentation, policy elements (2025)'
const kmsKeys = 'KMS documentation, policy condition keys (2025 and 2026)'
const contextKeys = 'KMS documentation, condition keys (2024)'
const oss = 'OSS documentation, RAM policies (2021): keys of OSS'
const outside = 'that do not come from a VPC'

function key(
  name: string,
  type: ConditionType,
  source: string,
  absent: string | null = null,
): readonly [string, ConditionKey] {
  const tag = name.endsWith('/') ? '/' : name.endsWith(':') ? ':' : ''
  return [name.toLowerCase(), { name: tag === '' ? name : name.slice(0, -1), tag, type, absent, source }]
}

/**
 * The keys by their name in lower case; those that a name follows with what stands before it. Other services may know more that start
 * with `acs:`; those that were seen in official texts are here.
 */
export const conditionKeys: ReadonlyMap<string, ConditionKey> = new Map([
  key('acs:CurrentTime', 'Date', elements),
  key('acs:SecureTransport', 'Bool', elements),
  key('acs:SourceIp', 'IpAddress', `${elements}; ${kmsKeys}`),
  key('acs:MFAPresent', 'Bool', elements, 'made with an AccessKey'),
  key('acs:PrincipalARN', 'String', elements),
  key('acs:PrincipalRDId', 'String', 'seen in an official Go module', 'from outside of a resource directory'),
  key(
    'acs:PrincipalRDPath',
    'String',
    'seen in an official Go module',
    'from outside of a resource directory',
  ),
  key('acs:RequestTag/', 'String', elements, 'that set no such tag'),
  key('acs:ResourceTag/', 'String', elements, 'on resources without that tag'),
  key(
    'acs:ResourceGroupId',
    'String',
    'WAF documentation, API pages (2026)',
    'to services that have no resource groups, e.g. KMS',
  ),
  key('acs:SourceVpc', 'String', kmsKeys, outside),
  key('acs:VpcSourceIp', 'IpAddress', kmsKeys, outside),
  key(
    'acs:SourceIdentity',
    'String',
    'RAM documentation, SourceIdentity (2025); the spelling is assumed: seen in a text on several clouds',
    'of sessions without a source identity',
  ),
  key('acs:Service', 'String', 'seen in official policies, with ram:PassRole'),
  key('acs:SourceArn', 'String', 'seen in a trust policy for a service'),
  key('acs:SourceAccount', 'String', 'seen in a policy, in no documentation'),
  key('acs:UserAgent', 'String', oss),
  key('acs:AccessId', 'String', oss),
  key('kms:tag/', 'String', kmsKeys, 'on secrets and on keys without that tag'),
  key('kms:EncryptionAlgorithm', 'String', contextKeys),
  key('kms:EncryptionContext:', 'String', contextKeys, 'without that key in their encryption context'),
  key('kms:tag', 'String', 'KMS documentation, RAM authorization (2025), which prints it without the tag'),
])

/** Spellings that official code has as well; the pages have none. */
export const alsoWritten = new Set(['acs:PrincipalRdId', 'acs:PrincipalRdPath'])

/** Keys of another cloud, in lower case, and RAM's own of the same meaning. */
export const foreignTwins: ReadonlyMap<string, string> = new Map([
  ['aws:currenttime', 'acs:CurrentTime'],
  ['aws:securetransport', 'acs:SecureTransport'],
  ['aws:sourceip', 'acs:SourceIp'],
  ['aws:sourcevpc', 'acs:SourceVpc'],
  ['aws:vpcsourceip', 'acs:VpcSourceIp'],
  ['aws:multifactorauthpresent', 'acs:MFAPresent'],
  ['aws:principalarn', 'acs:PrincipalARN'],
  ['aws:requesttag/', 'acs:RequestTag'],
  ['aws:resourcetag/', 'acs:ResourceTag'],
])

/**
 * `acs:ResourceTag/` and `/team` of `acs:ResourceTag/team`, `kms:EncryptionContext:` and `:team` likewise; a key that no
 * name follows is its own base.
 */
export function splitKey(text: string): readonly [base: string, name: string] {
  const at = /^kms:EncryptionContext:/i.test(text) ? text.indexOf(':', 4) : text.indexOf('/')
  return at < 0 ? [text, ''] : [text.slice(0, at + 1), text.slice(at)]
}

/** A key as the documentation spells it, whatever its case; one that is not known as it is. */
export function documentedKey(key: string): string {
  const [base, name] = splitKey(key)
  const known = conditionKeys.get(base.toLowerCase())
  return known === undefined ? key : known.name + name
}
