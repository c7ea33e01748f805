import type { PolicyKind } from '../policy/index.ts'
import type { Draft, Stretch } from './draft.ts'

/** The forms that policies are found in. */
export type SourceForm = 'json' | 'terraform' | 'plan' | 'ros' | 'markdown' | 'shell'

/** A policy document that was found in a host file. */
export interface ExtractedPolicy {
  /** What the host calls it, e.g. `alicloud_ram_policy.reader`. */
  readonly name: string
  /**
   * RFC 6901 pointer to it: into the host where that is JSON or YAML, into the same configuration as JSON where it is
   * HCL, else of our own. The pointer of a finding goes on from there.
   */
  readonly pointer: string
  /** As its place in the host says; null where its text has to tell. */
  readonly kind: PolicyKind | null
  readonly draft: Draft
}

/** A document that is known only when the file is deployed. */
export interface UnresolvedPolicy extends Stretch {
  readonly name: string
  /** What it is made of, e.g. `${var.document}`. */
  readonly label: string
}

/** What was found in a host file. */
export interface Extraction {
  readonly form: SourceForm
  readonly policies: readonly ExtractedPolicy[]
  readonly unresolved: readonly UnresolvedPolicy[]
  /** Why the file could not be read as what it is, in a clause, e.g. `line 3 is no Terraform`. */
  readonly problem?: string
}

/** A pointer of these names and indexes. Source: RFC 6901. */
export function pointerTo(...path: readonly (string | number)[]): string {
  return path.map(each => `/${String(each).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
