import {
  arnsOf,
  type CompiledStatement,
  compileResourcePattern,
  findAccess,
  findContexts,
  Memory,
  type Pattern,
  type PolicyString,
  parseArn,
  plainResource,
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
  /** With Decrypt on a key of the same region and account, despite the Denies; the first one of each part. */
  readonly pairs: readonly Pair[]
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

class Finder {
  readonly #grants: Grants
  readonly #target: RuleSubject['target']
  readonly #secrets: Pattern
  readonly #keys: Pattern
  readonly #decrypts: readonly Part[]
  readonly #found = new Map<Part, Map<string, string | null>>()

  constructor({ target }: RuleSubject, grants: Grants) {
    this.#grants = grants
    this.#target = target
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
    const bare = this.#example({ ...reach, denies: [] }, part, [this.#secrets])
    if (bare === null) return []
    const secret = reach.denies.length === 0 ? bare : this.#example(reach, part, [this.#secrets])
    const pairs = secret === null ? [] : this.#pairs(part, false)
    const takenBack = pairs.length > 0 || secret === null ? null : (this.#pairs(part, true)[0]?.ofKey ?? null)
    const lost = secret !== null && pairs.length === 0 && takenBack === null
    const neverMet = lost && this.#decrypts.some(each => this.#without(part, each))
    return [{ ...part, secret: secret ?? bare, effective: secret !== null, pairs, takenBack, neverMet }]
  }

  /** Whether a part of Decrypt is one for a secret of the part if its own conditions are left out. */
  #without(part: Part, decrypt: Part): boolean {
    if (decrypt.statement.conditions.length === 0) return false
    const place = besides(part.pattern)
    const inside = place === null ? [this.#keys] : [this.#keys, compileResourcePattern(place)]
    const bare = { ...decrypt, statement: { ...decrypt.statement, conditions: [] } }
    return this.#example({ allows: [bare.statement], bounds: [], denies: [] }, bare, inside) !== null
  }

  /** A key that Decrypt is granted on, and a secret of the part that lives beside it; for each part of Decrypt. */
  #pairs(part: Part, ignoringDenies: boolean): Pair[] {
    const secretReach = this.#grants.reachOf(secretAction)
    const pairs: Pair[] = []
    const secrets = new Map<string, string | null>()
    for (const decrypt of this.#decrypts) {
      const key = this.#keyOf(decrypt, besides(part.pattern), ignoringDenies)
      const home = key === null ? null : parseArn(key)
      if (key === null || home === null) continue
      const name = `${home.region}:${home.account}`
      const near = [this.#secrets, arnsOf(secretTemplate, home)]
      const secret = secrets.get(name) ?? (secrets.has(name) ? null : this.#example(secretReach, part, near))
      secrets.set(name, secret)
      if (secret !== null) pairs.push({ secret, key, ofSecret: part, ofKey: decrypt })
    }
    return pairs
  }

  /** A key of a part and a place: the secrets of most policies are in one place. */
  #keyOf(decrypt: Part, place: string | null, ignoringDenies: boolean): string | null {
    const name = `${ignoringDenies} ${place}`
    const known = this.#found.get(decrypt) ?? new Map<string, string | null>()
    this.#found.set(decrypt, known)
    const found = known.get(name)
    if (found !== undefined) return found
    const reach = this.#grants.reachOf(keyAction)
    const inside = place === null ? [this.#keys] : [this.#keys, compileResourcePattern(place)]
    const key = this.#example(ignoringDenies ? { ...reach, denies: [] } : reach, decrypt, inside)
    known.set(name, key)
    return key
  }

  #example(reach: Reach, { statement, pattern }: Part, inside: readonly Pattern[]): string | null {
    const { knowledge, budget } = this.#grants
    const through = { ...statement, resources: [pattern] }
    const plain = plainResource(through, reach.denies, inside)
    if (plain !== null) return plain
    const found = findAccess(reach, through, { inside, outside: [] }, knowledge, budget)
    return typeof found === 'object' ? found.resource : null
  }
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

/** The pattern of everything in the regions and accounts that a pattern is about. */
function besides({ text }: Pattern): string | null {
  const [, , region, account, relativeId] = text.split(':', 5)
  return relativeId === undefined ? null : `acs:kms:${region}:${account}:*`
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
