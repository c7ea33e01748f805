import type { Level } from './finding.ts'
import type { PolicyKind } from './policy/index.ts'

/** What a file or a set of files is meant for: to read one secret. */
export interface Intent {
  readonly files: readonly string[]
  readonly secret: string
  readonly key: string
  readonly gateway?: 'shared' | 'dedicated'
  readonly credentials?: 'accesskey' | 'sts'
  readonly principal?: string
}

/** Findings of one rule in one place that are not to be shown. */
export interface Suppression {
  readonly path: string
  readonly pointer?: string
  readonly sid?: string
  readonly rule: string
  readonly reason?: string
  readonly expires?: string
}

/** A configuration as it is written; `config.schema.json` describes it. */
export interface ConfigDocument {
  readonly rules?: Readonly<Record<string, Level | 'off'>>
  readonly files?: {
    readonly include?: readonly string[]
    readonly exclude?: readonly string[]
    readonly kinds?: Readonly<Partial<Record<PolicyKind, readonly string[]>>>
  }
  readonly intents?: readonly Intent[]
  readonly suppress?: readonly Suppression[]
}
