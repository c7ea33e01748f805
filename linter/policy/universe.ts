import {
  anyCharacter,
  anyDigit,
  anyRun,
  finish,
  type Pattern,
  segmentCharacter,
  segmentRun,
} from './pattern.ts'

/** Parts of ARNs that are known. */
export interface FixedParts {
  readonly region?: string
  /** 16 digits. */
  readonly account?: string
}

const anyRegion = [segmentCharacter, segmentRun]
const anyAccount = new Array<number>(16).fill(anyDigit)
const anyName = [anyCharacter, anyRun]

/**
 * All ARNs of a template of the action table (`acs:kms:{region}:{account}:key/{keyId}`) as one pattern: any region,
 * any account of 16 digits (`{writtenAccount}`: whatever stands there), any name (for other services: region and account may be empty); `*` is the literal that actions without resources are asked about. To be searched
 * together with resource patterns.
 */
export function arnsOf(template: string, { region, account }: FixedParts = {}): Pattern {
  const isFixed = region !== undefined || account !== undefined
  const name = isFixed ? `${template} ${region} ${account}` : template
  const known = (isFixed ? fixed : cache).get(name)
  if (known !== undefined) return known
  const tokens = template.split(/\{(\w+)\}/).flatMap((piece, index) => {
    if (index % 2 === 0) return literal(piece)
    if (piece === 'region') return region === undefined ? anyRegion : literal(region)
    if (piece === 'account') return account === undefined ? anyAccount : literal(account)
    if (piece === 'writtenAccount') return account === undefined ? anyRegion : literal(account)
    if (piece === 'service') return anyRegion
    if (piece === 'regionOrNone' || piece === 'accountOrNone') return [segmentRun]
    return anyName
  })
  const pattern = finish(template, tokens)
  if (fixed.size >= mostFixed) fixed.clear()
  const cached = isFixed ? fixed : cache
  cached.set(name, pattern)
  return pattern
}

/** Patterns by template; there are as many as types of resources. */
const cache = new Map<string, Pattern>()
/** Those with known parts, which are asked about again and again for one policy. */
const fixed = new Map<string, Pattern>()
const mostFixed = 50

function literal(text: string): number[] {
  return [...text].map(character => character.codePointAt(0) as number)
}
