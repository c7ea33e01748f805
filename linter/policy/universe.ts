import {
  anyCharacter,
  anyDigit,
  anyRun,
  type Pattern,
  patternOf,
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
 * any account of 16 digits (`{writtenAccount}`: whatever stands there), any name (for other services: region and account
 * may be empty); `*` is the literal that actions without resources are asked about. To be searched
 * together with resource patterns.
 */
export function arnsOf(template: string, parts: FixedParts = {}): Pattern {
  const { region, account } = parts
  const isFixed = region !== undefined || account !== undefined
  const name = isFixed ? `${template} ${region} ${account}` : template
  const known = (isFixed ? fixed : cache).get(name)
  if (known !== undefined) return known
  const pattern = compileTemplate(template, parts)
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

function compileTemplate(template: string, { region, account }: FixedParts): Pattern {
  let head = ''
  const tail: number[] = []
  template.split(/\{(\w+)\}/).forEach((piece, index) => {
    const isName = index % 2 === 1
    const known = !isName ? piece : piece === 'region' ? region : isAccount(piece) ? account : undefined
    if (known === undefined) tail.push(...tokensOfPart(piece))
    else if (tail.length === 0) head += known
    else for (const character of known) tail.push(character.codePointAt(0) as number)
  })
  return patternOf(template, head, tail)
}

function isAccount(part: string): boolean {
  return part === 'account' || part === 'writtenAccount'
}

function tokensOfPart(part: string): readonly number[] {
  if (part === 'region' || part === 'writtenAccount' || part === 'service') return anyRegion
  if (part === 'account') return anyAccount
  if (part === 'regionOrNone' || part === 'accountOrNone') return [segmentRun]
  return anyName
}
