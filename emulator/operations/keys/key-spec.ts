import { documented, type ErrorTable } from '../../errors.ts'
import type { Instance } from '../../state/instance.ts'
import { ParameterFault } from '../parameter.ts'

type Place = 'default' | Instance['type']

interface SpecRule {
  /** The first is the default: to sign where the spec can. Source: CreateKey, KeyUsage. */
  readonly usages: readonly ('ENCRYPT/DECRYPT' | 'SIGN/VERIFY')[]
  readonly places: readonly Place[]
}

const symmetric = ['ENCRYPT/DECRYPT'] as const
const rsa = { usages: ['SIGN/VERIFY', 'ENCRYPT/DECRYPT'], places: ['software', 'hardware'] } as const
const ec = { usages: ['SIGN/VERIFY'], places: ['software', 'hardware'] } as const

/** Source: KMS documentation, key management types and key specifications. */
const rules: ReadonlyMap<string, SpecRule> = new Map<string, SpecRule>([
  ['Aliyun_AES_256', { usages: symmetric, places: ['default', 'software', 'hardware', 'external'] }],
  ['Aliyun_AES_192', { usages: symmetric, places: ['hardware'] }],
  ['Aliyun_AES_128', { usages: symmetric, places: ['hardware'] }],
  ['RSA_2048', rsa],
  ['RSA_3072', rsa],
  ['RSA_4096', rsa],
  ['EC_P256', ec],
  ['EC_P256K', ec],
])

/** Specs of the service that the emulator does not hold; the names of the last four are assumed from the algorithms. */
export const specsNotEmulated: ReadonlySet<string> = new Set([
  'Aliyun_SM4',
  'EC_SM2',
  'HMAC_SM3',
  'HMAC_SHA_224',
  'HMAC_SHA_256',
  'HMAC_SHA_384',
  'HMAC_SHA_512',
])

/** The refusal of what a key's kind or place does not allow. */
export const unsupportedOperation = {
  UnsupportedOperation: documented(400, 'This action is not supported.', 'API metadata 2024-06; KMS FAQ'),
} satisfies ErrorTable

/** What CreateKey was asked for. */
export interface KeyWish {
  readonly spec: string
  readonly usage: string | undefined
  readonly origin: 'Aliyun_KMS' | 'EXTERNAL'
}

/** Where a new key would live. */
export function placeOf(instance: Instance | undefined): Place {
  return instance ? instance.type : 'default'
}

/**
 * The usage that a new key gets; `unsupported` is called where its place holds no such key. A usage that does not fit
 * the spec is an invalid parameter (assumed).
 */
export function usageFor(wish: KeyWish, place: Place, unsupported: (because: string) => never): string {
  const rule = rules.get(wish.spec)
  if (!rule) throw new ParameterFault(`\`KeySpec\` must be one of ${[...rules.keys()].join(', ')}`)
  if (!rule.places.includes(place))
    unsupported(`a ${placeNames[place]} holds no key with \`KeySpec\` ${wish.spec}`)
  if (wish.origin === 'EXTERNAL' && place !== 'default' && place !== 'hardware')
    unsupported(`material is not imported into a ${placeNames[place]}`)
  const usage = wish.usage ?? rule.usages[0] ?? ''
  if (!rule.usages.some(allowed => allowed === usage))
    throw new ParameterFault(`\`KeyUsage\` of ${wish.spec} must be ${rule.usages.join(' or ')}`)
  return usage
}

const placeNames: Readonly<Record<Place, string>> = {
  default: 'region without an instance',
  software: 'software instance',
  hardware: 'hardware instance',
  external: 'external key store',
}
