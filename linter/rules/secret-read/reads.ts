import {
  type Arn,
  arnsOf,
  type CompiledStatement,
  compileResourcePattern,
  findContexts,
  Memory,
  type Pattern,
  type PolicyString,
  parseArn,
  type Reach,
  type Wanted,
} from '../../policy/index.ts'
import type { RuleSubject } from '../../rule.ts'
import { someUser } from '../../secret-read/request.ts'
import { serviceManaged } from '../../secret-read/target.ts'
import { type Grants, grantsOf, writtenAction } from '../grants.ts'
import { filledIn } from '../placeholder.ts'

const secretTemplate = 'acs:kms:{region}:{writtenAccount}:secret/{secretName}'
const keyTemplate = 'acs:kms:{region}:{writtenAccount}:key/{keyId}'
export const secretAction = 'kms:GetSecretValue'
export const keyAction = 'kms:Decrypt'

/** Of longer lists the first patterns are looked at. */
const patternsAtMost = 40

/** Of the keys of one secret the first are looked at. */
export const pairsAtMost = 100

/** One pattern of an Allow, taken for itself. */
export interface Part {
  readonly statement: CompiledStatement
  /** How the action comes. */
  readonly action: PolicyString
  readonly resource: PolicyString
  readonly pattern: Pattern
}

/** A secret and a key of its region and account that a policy could be about. */
export interface Pair {
  readonly secret: string
  readonly key: string
  readonly ofSecret: Part
  readonly ofKey: Part
}

/** How far an Allow of GetSecretValue goes towards a read. */
export interface SecretGrant extends Part {
  /** One of the secrets. */
  readonly secret: string
  /** False if Denies take it back whole. */
  readonly effective: boolean
  /** With Decrypt on a key of the same region and account, despite the Denies; null if there is none. */
  readonly pair: Pair | null
  /** Such a pair with each part of Decrypt that there is one with, the first `pairsAtMost` of them. */
  readonly pairs: () => readonly Pair[]
  /** The part of Decrypt that Denies take back, where there is no such pair. */
  readonly takenBack: Part | null
  /** Whether there would be such a pair but for conditions that no request meets; other rules tell of those. */
  readonly neverMet: boolean
}

/** The reads that a policy is about. */
export interface Reads {
  readonly grants: Grants
  readonly secrets: readonly SecretGrant[]
  /** Every part that grants Decrypt, on whatever. */
  readonly decrypts: readonly Part[]
  /** Whether the read that is asked about goes without a permission on the key. */
  readonly withoutKey: boolean
}

const known = new Memory<RuleSubject, Reads>()

/** What a policy that is attached to somebody grants towards reading secrets; null for other kinds. */
export function readsOf(subject: RuleSubject): Reads | null {
  const grants = grantsOf(subject)
  if (grants === null) return null
  const found = known.get(subject) ?? new Finder(subject, grants).find()
  known.set(subject, found)
  return found
}

/** The regions and accounts that a pattern is about, and what is known of them so far. */
interface Place {
  /** What every pattern of the place begins with; null of a pattern that names neither. */
  readonly start: string | null
  /** What a key of the place is. */
  readonly inside: readonly Pattern[]
  /** The keys for each part of Decrypt, as far as they were looked for: despite the Denies, and whatever they say. */
  readonly keys: (PlacedKey | null)[]
  readonly keysAnyway: (PlacedKey | null)[]
  isBare: boolean | undefined
}

interface PlacedKey {
  readonly key: string
  /** The secrets that live beside it. */
  readonly near: Pattern
}

class Finder {
  readonly #grants: Grants
  readonly #target: RuleSubject['target']
  readonly #secrets: Pattern
  /** Whether these are all that there are. */
  readonly #isOpen: boolean
  readonly #keys: Pattern
  readonly #decrypts: readonly Part[]
  readonly #places = new Map<string | null, Place>()
  #last: Place | undefined

  constructor({ target }: RuleSubject, grants: Grants) {
    this.#grants = grants
    this.#target = target
    this.#isOpen = target.secret === undefined
    this.#secrets =
      target.secret === undefined ? arnsOf(secretTemplate) : compileResourcePattern(target.secret)
    const key = target.key === serviceManaged ? undefined : target.key
    this.#keys = key === undefined ? arnsOf(keyTemplate) : compileResourcePattern(key)
    this.#decrypts = partsOf(grants.reachOf(keyAction), keyAction)
  }

  find(): Reads {
    const secrets = partsOf(this.#grants.reachOf(secretAction), secretAction).flatMap(part =>
      this.#grantOf(part),
    )
    return {
      grants: this.#grants,
      secrets,
      decrypts: this.#decrypts,
      withoutKey: this.#target.key === serviceManaged,
    }
  }

  #grantOf(part: Part): SecretGrant[] {
    const reach = this.#grants.reachOf(secretAction)
    const plain = reach.denies.length === 0 ? this.#plainGrantOf(part) : null
    if (plain !== null) return [plain]
    const bare = this.#example({ ...reach, denies: [] }, part, [this.#secrets])
    if (bare === null) return []
    const secret = reach.denies.length === 0 ? bare : this.#example(reach, part, [this.#secrets])
    const pair = secret === null ? null : this.#pairOf(part, false)
    const isLost = secret !== null && pair === null
    const takenBack = isLost ? (this.#pairOf(part, true)?.ofKey ?? null) : null
    // What was not found for want of steps is not said to lack.
    if (this.#grants.budget.steps <= 0 && (secret === null || isLost)) return []
    const neverMet = isLost && takenBack === null && this.#without(this.#placeOf(part))
    const pairs = () => (pair === null ? [] : this.#pairs(part, false, pairsAtMost))
    const effective = secret !== null
    return [{ ...part, secret: secret ?? bare, effective, pair, pairs, takenBack, neverMet }]
  }

  /** The usual case: with a key beside a secret that is plainly named the rest is known. */
  #plainGrantOf(part: Part): SecretGrant | null {
    const { statement, action, resource, pattern } = part
    if (pattern.shape === 'tokens') return null
    const pair = this.#pairOf(part, false)
    if (pair?.secret !== pattern.literal) return null
    const { secret } = pair
    const pairs = () => this.#pairs(part, false, pairsAtMost)
    const whole = { effective: true, takenBack: null, neverMet: false }
    return { statement, action, resource, pattern, secret, pair, pairs, ...whole }
  }

  /** Most secrets are in one place. */
  #placeOf({ pattern: { text } }: Part): Place {
    if (this.#last?.start != null && text.startsWith(this.#last.start)) return this.#last
    const start = startOf(text)
    let place = this.#places.get(start)
    if (place === undefined) {
      const inside = start === null ? [this.#keys] : [this.#keys, compileResourcePattern(`${start}*`)]
      place = { start, inside, keys: [], keysAnyway: [], isBare: undefined }
      this.#places.set(start, place)
    }
    this.#last = place
    return place
  }

  /** Whether some part of Decrypt is one for secrets of a place if its own conditions are left out. */
  #without(place: Place): boolean {
    place.isBare ??= this.#decrypts.some(decrypt => {
      if (decrypt.statement.conditions.length === 0) return false
      const bare = { ...decrypt, statement: { ...decrypt.statement, conditions: [] } }
      this.#grants.budget.steps -= 1
      return this.#example({ allows: [bare.statement], bounds: [], denies: [] }, bare, place.inside) !== null
    })
    return place.isBare
  }

  #pairOf(part: Part, ignoringDenies: boolean): Pair | null {
    return this.#pairs(part, ignoringDenies, 1)[0] ?? null
  }

  /** A key that Decrypt is granted on, and a secret of the part that lives beside it; for each part of Decrypt. */
  #pairs(part: Part, ignoringDenies: boolean, most: number): readonly Pair[] {
    const reach = this.#grants.reachOf(secretAction)
    const place = this.#placeOf(part)
    const keys = ignoringDenies ? place.keysAnyway : place.keys
    const secrets = new Map<Pattern, string | null>()
    const pairs: Pair[] = []
    for (let index = 0; index < this.#decrypts.length && pairs.length < most; index++) {
      const ofKey = this.#decrypts[index] as Part
      let placed = keys[index]
      if (placed === undefined) {
        this.#grants.budget.steps -= 1
        if (this.#grants.budget.steps <= 0) break
        placed = this.#keyIn(place, ofKey, ignoringDenies)
        keys[index] = placed
      }
      if (placed === null) continue
      const { key, near } = placed
      let secret = secrets.get(near)
      if (secret === undefined) {
        secret = this.#example(reach, part, this.#isOpen ? [near] : [this.#secrets, near])
        secrets.set(near, secret)
      }
      if (secret !== null) pairs.push({ secret, key, ofSecret: part, ofKey })
    }
    return pairs
  }

  #keyIn(place: Place, decrypt: Part, ignoringDenies: boolean): PlacedKey | null {
    const all = this.#grants.reachOf(keyAction)
    const reach = ignoringDenies ? { ...all, denies: [] } : all
    const key = this.#example(reach, decrypt, place.inside)
    const home = key === null ? null : parseArn(key)
    return key === null || home === null ? null : { key, near: secretsIn(home) }
  }

  #example(reach: Reach, { statement, pattern }: Part, inside: readonly Pattern[]): string | null {
    return this.#grants.exampleIn(reach, { ...statement, resources: [pattern] }, inside)
  }
}

/** All secrets of a region and account. */
export function secretsIn({ region, account }: Pick<Arn, 'region' | 'account'>): Pattern {
  return arnsOf(secretTemplate, { region, account })
}

function partsOf({ allows }: Reach, action: string): Part[] {
  return allows.flatMap(statement => {
    const written = writtenAction(statement, action)
    return (statement.resources ?? []).slice(0, patternsAtMost).flatMap((pattern, index) => {
      const resource = statement.statement.resources[index]
      if (resource === undefined) return []
      // What is still to be filled in may turn out to be anything.
      const open = filledIn(resource.value)
      const meant = open === null ? pattern : compileResourcePattern(open)
      return [{ statement, action: written, resource, pattern: meant }]
    })
  })
}

/** The region and account that a pattern begins with, wildcards and all: `acs:kms:cn-hangzhou:1234567890123456:`. */
function startOf(text: string): string | null {
  const [, , region, account, relativeId] = text.split(':', 5)
  return relativeId === undefined ? null : `acs:kms:${region}:${account}:`
}

/**
 * Whether a request context lets, or does not let, each half of a pair pass; `undecided` if that was not found. Tags of
 * the secret and of its key are two things, or, to compare conditions, taken for one.
 */
export function together(
  { policy }: RuleSubject,
  { knowledge, budget }: Grants,
  { secret, key }: Pair,
  [reads, decrypts]: readonly [boolean, boolean],
  sameResourceKeys = false,
): boolean | 'undecided' {
  const wanted = (action: string, resource: string, allowed: boolean): Wanted => {
    const account = parseArn(resource)?.account ?? ''
    const principal = someUser(account)
    const request = {
      principal,
      action,
      resource,
      resourceAccount: account,
      context: new Map<string, string>(),
    }
    return { policies: { identity: [policy] }, request, allowed }
  }
  const found = findContexts(
    [wanted(secretAction, secret, reads), wanted(keyAction, key, decrypts)],
    { ...knowledge, sameResourceKeys },
    budget,
  )
  return found === 'undecided' ? found : found !== 'none'
}
