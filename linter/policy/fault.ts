/** The kinds of policy document that the grammar tells apart. Source: RAM and KMS documentation, policy syntax. */
export type PolicyKind = 'identity' | 'session' | 'trust' | 'key' | 'secret' | 'control'

/** What a document that RAM refuses can have wrong. The ids are those of the linter's rules. */
export type FaultId =
  | 'invalid-json'
  | 'too-deep'
  | 'duplicate-member'
  | 'bare-statement'
  | 'missing-version'
  | 'invalid-version'
  | 'missing-statement'
  | 'invalid-type'
  | 'unknown-element'
  | 'missing-effect'
  | 'invalid-effect'
  | 'missing-action'
  | 'action-and-not-action'
  | 'invalid-action-format'
  | 'missing-resource'
  | 'unexpected-resource'
  | 'invalid-resource-policy-resource'
  | 'unsupported-not-resource'
  | 'unsupported-not-principal'
  | 'unexpected-principal'
  | 'missing-principal'
  | 'invalid-principal'
  | 'empty-list'
  | 'invalid-sid'
  | 'unsupported-operator'
  | 'condition-value-type'
  | 'policy-too-long'

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
}

/** What reading a document carries along: its kind, and the faults met so far. */
export interface Reading {
  readonly kind: PolicyKind
  readonly faults: PolicyFault[]
}

/** Notes a fault at a place. */
export function addFault(reading: Reading, id: FaultId, place: Place, message: string): void {
  reading.faults.push({ id, pointer: place.pointer, start: place.start, end: place.end, message })
}
