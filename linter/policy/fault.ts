/**
 * The kinds of policy document that the grammar tells apart. Source: RAM and KMS documentation, policy syntax. A `bucket`
 * policy of OSS is read, and decides nothing here.
 */
export type PolicyKind = 'identity' | 'session' | 'trust' | 'key' | 'secret' | 'control' | 'bucket'

/** What a document that RAM refuses can have wrong. The ids are those of the linter's rules. */
export const faultIds = [
  'invalid-json',
  'too-deep',
  'duplicate-member',
  'bare-statement',
  'missing-version',
  'invalid-version',
  'missing-statement',
  'invalid-type',
  'unknown-element',
  'missing-effect',
  'invalid-effect',
  'missing-action',
  'action-and-not-action',
  'invalid-action-format',
  'missing-resource',
  'unexpected-resource',
  'invalid-resource-policy-resource',
  'unsupported-not-resource',
  'unsupported-not-principal',
  'unexpected-principal',
  'missing-principal',
  'invalid-principal',
  'empty-list',
  'invalid-sid',
  'unsupported-operator',
  'condition-value-type',
  'policy-too-long',
] as const

export type FaultId = (typeof faultIds)[number]

/** Where something stands in the text: UTF-16 offsets, `end` exclusive, and its RFC 6901 JSON pointer. */
export interface Place {
  readonly pointer: string
  readonly start: number
  readonly end: number
}

/** One reason why RAM refuses the document. */
export interface PolicyFault extends Place {
  readonly id: FaultId
  readonly message: string
  /** Of an unknown element: those that its object lacks, one of which may have been meant. */
  readonly absent?: readonly string[]
  /** Of a text that is not JSON: what makes JSON of it that says the same. */
  readonly repair?: JsonRepair
}

/** How to mend a text that is not JSON. */
export interface JsonRepair {
  /** What is done, in one phrase in the imperative. */
  readonly title: string
  /** Parts of the text (UTF-16 offsets, `end` exclusive) and what they become. */
  readonly edits: readonly { readonly start: number; readonly end: number; readonly text: string }[]
  /** True if something goes that somebody wrote for readers: a comment. */
  readonly lossy: boolean
}

/** What reading a document carries along: its kind, and the faults met so far. */
export interface Reading {
  readonly kind: PolicyKind
  readonly faults: PolicyFault[]
}

/** Notes a fault at a place. */
export function addFault(
  reading: Reading,
  id: FaultId,
  { pointer, start, end }: Place,
  message: string,
  more: Pick<PolicyFault, 'absent' | 'repair'> = {},
): void {
  reading.faults.push({ id, pointer, start, end, message, ...more })
}
