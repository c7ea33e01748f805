import type { Level } from './finding.ts'
import type { AttachedPolicy, CompiledStatement, ParsedPolicy, Place, PolicyKind } from './policy/index.ts'
import type { RamCheck } from './ram-checks.ts'

/** What a rule is about; the sections of the catalogue, in its order. */
export const families = [
  'source',
  'document',
  'action',
  'resource',
  'condition',
  'access',
  'secret-read',
] as const

export type Family = (typeof families)[number]

/** The read that the user asks about; without a secret, rules speak of any pair that could exist. */
export interface ReadTarget {
  /** ARN of a secret. */
  readonly secret?: string
  /** ARN of its key, or `service-managed`. */
  readonly key?: string
  readonly gateway: 'shared' | 'dedicated'
  readonly credentials: 'accesskey' | 'sts'
}

/** One policy as rules see it. */
export interface RuleSubject {
  readonly kind: PolicyKind
  /** Without a byte order mark; places are offsets into it. */
  readonly text: string
  readonly parsed: ParsedPolicy
  /** The statements that can be read, ready to decide with, whatever else is wrong with the document. */
  readonly policy: AttachedPolicy
  /** Likewise, in the order of the text. */
  readonly statements: readonly CompiledStatement[]
  readonly target: ReadTarget
}

/** A change of the text: the part from `start` to `end` (UTF-16 offsets) becomes `text`. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Edits that remove a mistake. A safe one changes no access, or only by what its title says. */
export interface Fix {
  readonly safety: 'safe' | 'unsafe'
  /** What it does, in one phrase in the imperative, e.g. "write `Allow`". */
  readonly title: string
  readonly edits: readonly Edit[]
}

/** What a rule found: a place and what is wrong with it. */
export interface Problem {
  readonly place: Place
  /** One sentence in lower case with the user's text in backticks. */
  readonly message: string
  /** Where it differs from the rule's. */
  readonly level?: Level
  /** What to write instead, where it differs from the rule's. */
  readonly help?: string
  readonly related?: readonly { readonly place: Place; readonly message: string }[]
  readonly fix?: Fix
  /** What it hides, where that is not what the rule's findings hide. */
  readonly hides?: readonly Hiding[]
}

/** Findings of other rules that go where this one has found something: one mistake, one finding. */
export interface Hiding {
  readonly rules: readonly string[]
  /** The same value, anything in the same statement, or anything in the document. */
  readonly within: 'place' | 'statement' | 'document'
}

/** A document that trips a rule, or does not. */
export interface Example {
  readonly text: string
  /** Where it is not what the text looks like. */
  readonly kind?: PolicyKind
  /** Where the rule depends on the read that is asked about. */
  readonly target?: Partial<ReadTarget>
  /** What a reader does not see in the text, in a few words. */
  readonly note?: string
}

/** A rule: all that there is to know about it. */
export interface Rule {
  readonly id: string
  readonly family: Family
  readonly level: Level
  /** What it finds, in one sentence. */
  readonly summary: string
  /** Why it matters, in one or two sentences. */
  readonly why: string
  /** What to write instead; the help of its findings. */
  readonly help: string
  /** Where the fact comes from: page and date, or `seen`, or `assumed` and why. */
  readonly source: string
  /** What RAM's own checker calls the same check. */
  readonly ramCheck?: RamCheck
  /** Null where `foundBy` says that the text of one policy does not show it. */
  readonly examples: { readonly wrong: Example; readonly right: Example } | null
  /** What finds it, in one phrase, where `check` cannot, which sees one policy's text and then yields nothing. */
  readonly foundBy?: string
  readonly hides?: readonly Hiding[]
  /** Yields what is wrong, in any order. */
  readonly check: (subject: RuleSubject) => Iterable<Problem>
}

/** What most rules find in most documents. */
export const nothingFound: readonly Problem[] = []

/** Declares a rule. */
export function defineRule<const Id extends string>(
  rule: Rule & { readonly id: Id },
): Rule & { readonly id: Id } {
  return rule
}
