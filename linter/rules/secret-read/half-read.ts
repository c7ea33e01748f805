import { appendStatement } from '../../append-statement.ts'
import { removeElement, replaceWithString } from '../../edits.ts'
import type { Level } from '../../finding.ts'
import { arnsOf, fitsAction, fitsResource, intersects, Memory, parseArn } from '../../policy/index.ts'
import type { Fix, RuleSubject } from '../../rule.ts'
import { serviceManaged } from '../../secret-read/target.ts'
import { hiddenRead } from '../hidden-read.ts'
import { type Part, type Reads, readsOf, type SecretGrant, secretsIn } from './reads.ts'

/** What stands between an Allow of GetSecretValue and a read, the first that applies. */
export type Obstacle =
  | { readonly kind: 'denied'; readonly grant: SecretGrant; readonly part: Part }
  | {
      readonly kind: 'decrypt-on-secret' | 'decrypt-wrong-scope'
      readonly grant: SecretGrant
      readonly part: Part
    }
  | { readonly kind: 'missing-decrypt'; readonly grant: SecretGrant }

/** Resources that Decrypt could work on, in any region and account. */
const useful = [
  'acs:kms:{region}:{writtenAccount}:key/{keyId}',
  'acs:kms:{region}:{writtenAccount}:alias/{aliasName}',
].map(template => arnsOf(template))

const known = new Memory<RuleSubject, readonly Obstacle[]>()

/** The obstacle of each statement that grants GetSecretValue and reads nothing; one for each statement. */
export function obstaclesOf(subject: RuleSubject): readonly Obstacle[] {
  const found = known.get(subject) ?? findObstacles(subject)
  known.set(subject, found)
  return found
}

function findObstacles(subject: RuleSubject): readonly Obstacle[] {
  const reads = readsOf(subject)
  if (reads === null) return []
  const found = new Map<SecretGrant['statement'], Obstacle>()
  const decrypt = new WrittenDecrypt(subject, reads)
  for (const grant of reads.secrets) {
    const obstacle = found.has(grant.statement) ? null : obstacleOf(subject, reads, grant, decrypt)
    if (obstacle !== null) found.set(grant.statement, obstacle)
  }
  return [...found.values()]
}

/** What a document says of Decrypt, whatever the secret; looked for once, and only where it is asked for. */
class WrittenDecrypt {
  readonly #subject: RuleSubject
  readonly #reads: Reads
  #isMeant: boolean | undefined
  #elsewhere: Part | null | undefined

  constructor(subject: RuleSubject, reads: Reads) {
    this.#subject = subject
    this.#reads = reads
  }

  /** Whether it is meant by what is no action as it stands, or by a statement that RAM refuses: others tell of that. */
  get isMeant(): boolean {
    this.#isMeant ??= meansDecrypt(this.#subject)
    return this.#isMeant
  }

  /** Where it could work, be it in another place. */
  get elsewhere(): Part | null {
    if (this.#elsewhere === undefined) {
      const { decrypts, grants } = this.#reads
      const isUseful = ({ pattern }: Part) =>
        useful.some(each => intersects(each, pattern, grants.budget) !== false)
      this.#elsewhere = decrypts.find(isUseful) ?? null
    }
    return this.#elsewhere
  }
}

function obstacleOf(
  { target }: RuleSubject,
  reads: Reads,
  grant: SecretGrant,
  decrypt: WrittenDecrypt,
): Obstacle | null {
  // Whoever takes values out of a broad Allow by a Deny means it; who names them and denies them does not.
  if (!grant.effective) return isNamed(grant) ? { kind: 'denied', grant, part: grant } : null
  if (grant.pair !== null || grant.neverMet || target.key === serviceManaged) return null
  if (grant.takenBack !== null) return { kind: 'denied', grant, part: grant.takenBack }
  const [first] = reads.decrypts
  if (first === undefined) {
    // Where nobody sees the read, the advice to complete it would open what was not meant to be open.
    const meant = !grant.statement.actionsNegated && hiddenRead(grant.statement) === null
    return meant && !decrypt.isMeant ? { kind: 'missing-decrypt', grant } : null
  }
  const { elsewhere } = decrypt
  return elsewhere === null
    ? { kind: 'decrypt-on-secret', grant, part: first }
    : { kind: 'decrypt-wrong-scope', grant, part: elsewhere }
}

function meansDecrypt({ text, parsed, statements }: RuleSubject): boolean {
  const written = statements.flatMap(({ statement }) =>
    statement.effect === 'Allow' ? statement.actions : [],
  )
  if (written.some(({ value }) => /decr|dcrypt/i.test(value))) return true
  if (!parsed.faults.some(({ pointer }) => /^\/Statement\/\d/.test(pointer))) return false
  const rest: string[] = []
  let end = 0
  for (const { statement } of statements) {
    rest.push(text.slice(end, statement.start))
    end = statement.end
  }
  return /decr|kms:\*|"\*"/i.test(rest.join('') + text.slice(end))
}

function isNamed({ action }: Part): boolean {
  return /^kms:.*secret/i.test(action.value)
}

/** With an STS token over the shared gateway Decrypt is not asked for today: then what lacks breaks on a move. */
export function todayOf({ target }: RuleSubject): { readonly level?: Level; readonly today: string } {
  return target.gateway === 'shared' && target.credentials === 'sts'
    ? {
        level: 'warning',
        today:
          '; an STS token over the shared gateway reads it today, an AccessKey or a move to the gateway of an instance will not',
      }
    : { today: '' }
}

/**
 * Decrypt on the key where it is known which one is meant, under the conditions of the secret's statement. `idle` is a
 * Decrypt that never applies: it goes. None where a Deny would take the new one back, or where no secret that is granted
 * lives beside the key.
 */
export function decryptFix(
  { text, target, policy }: RuleSubject,
  { statement, pattern }: SecretGrant,
  idle?: Part,
): Fix | undefined {
  const { key } = target
  if (key === undefined || key === serviceManaged) return undefined
  const home = parseArn(key)
  if (home === null || intersects(secretsIn(home), pattern, stepsForPlace) === false) return undefined
  const denied = policy.denies.some(deny => fitsAction(deny, 'kms:decrypt') && fitsResource(deny, key))
  if (denied) return undefined
  const title = `allow \`kms:Decrypt\` on \`${key}\``
  const { actions, resources, conditionPlace } = statement.statement
  const [only, ...more] = idle?.statement.statement.actions ?? []
  if (
    idle !== undefined &&
    idle.statement !== statement &&
    more.length === 0 &&
    idle.statement.resources?.length === 1
  )
    return only === undefined
      ? undefined
      : { safety: 'safe', title, edits: [replaceWithString(idle.resource, key)] }
  const condition =
    conditionPlace === null ? {} : conditionOf(text.slice(conditionPlace.start, conditionPlace.end))
  if (condition === null || resources.length === 0) return undefined
  // A statement that stands in no list gets one first, where that can be done.
  if (!/\/\d+$/.test(statement.statement.pointer)) return undefined
  const added = { Effect: 'Allow', Action: 'kms:Decrypt', Resource: key, ...condition }
  const edits = [appendStatement(text, statement.statement, added)]
  if (
    idle !== undefined &&
    idle.statement === statement &&
    actions.length > 1 &&
    /^kms:decrypt$/i.test(idle.action.value)
  ) {
    const removed = removeElement(text, idle.action)
    if (removed !== null) edits.unshift(removed)
  }
  return { safety: 'safe', title, edits }
}

/** Steps of the search for a secret beside a key. */
const stepsForPlace = 2_000

function conditionOf(json: string): { readonly Condition: unknown } | null {
  try {
    return { Condition: JSON.parse(json) }
  } catch {
    return null
  }
}

/** A part as messages name it, with how many more the statement has. */
export function named({ resource, statement }: Part): string {
  const more = (statement.resources?.length ?? 1) - 1
  return `\`${resource.value}\`${more > 0 ? ` (and ${more} more)` : ''}`
}
