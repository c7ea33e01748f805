import { appendStatement } from '../../append-statement.ts'
import type { Level } from '../../finding.ts'
import { arnsOf, intersects } from '../../policy/index.ts'
import type { Fix, RuleSubject } from '../../rule.ts'
import { serviceManaged } from '../../secret-read/target.ts'
import { hiddenRead } from '../hidden-read.ts'
import { type Part, type Reads, readsOf, type SecretGrant } from './reads.ts'

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

/** The obstacle of each statement that grants GetSecretValue and reads nothing; one for each statement. */
export function* obstaclesOf(subject: RuleSubject): Generator<Obstacle> {
  const reads = readsOf(subject)
  if (reads === null) return
  const seen = new Set<unknown>()
  for (const grant of reads.secrets) {
    if (seen.has(grant.statement)) continue
    const obstacle = obstacleOf(subject, reads, grant)
    if (obstacle === null) continue
    seen.add(grant.statement)
    yield obstacle
  }
}

function obstacleOf({ target }: RuleSubject, reads: Reads, grant: SecretGrant): Obstacle | null {
  const hidden = hiddenRead(grant.statement) !== null
  // Whoever takes values out of a broad Allow by a Deny means it; who names them and denies them does not.
  if (!grant.effective) return isNamed(grant) ? { kind: 'denied', grant, part: grant } : null
  if (grant.pairs.length > 0 || target.key === serviceManaged || hidden) return null
  if (grant.takenBack !== null) return { kind: 'denied', grant, part: grant.takenBack }
  const [first] = reads.decrypts
  if (first === undefined) return { kind: 'missing-decrypt', grant }
  const elsewhere = reads.decrypts.find(part =>
    useful.some(each => intersects(each, part.pattern, reads.grants.budget) !== false),
  )
  return elsewhere === undefined
    ? { kind: 'decrypt-on-secret', grant, part: first }
    : { kind: 'decrypt-wrong-scope', grant, part: elsewhere }
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

/** The statement that lacks, where it is known which key is meant. */
export function decryptFix({ text, target, kind }: RuleSubject, { statement }: SecretGrant): Fix | undefined {
  if (target.key === undefined || target.key === serviceManaged) return undefined
  const added = { Effect: 'Allow', Action: 'kms:Decrypt', Resource: target.key }
  const edit = appendStatement(text, statement.statement, added)
  return kind === 'identity' || kind === 'session'
    ? { safety: 'safe', title: `allow \`kms:Decrypt\` on \`${target.key}\``, edits: [edit] }
    : undefined
}

/** A part as messages name it, with how many more the statement has. */
export function named({ resource, statement }: Part): string {
  const more = (statement.resources?.length ?? 1) - 1
  return `\`${resource.value}\`${more > 0 ? ` (and ${more} more)` : ''}`
}
