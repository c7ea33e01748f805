import { resolve } from 'node:path'
import { type Baseline, type BaselineUse, useBaseline } from '../baseline.ts'
import type { Config } from '../config.ts'
import { relativePath } from '../files.ts'
import type { Finding } from '../finding.ts'
import type { JsonFile } from '../json-file.ts'
import { createSuppressor, type Hosted, type Suppressor } from '../suppression.ts'
import type { Placed } from './configured.ts'

/** Findings that nobody wants to see: suppressed by the configuration, or there when the baseline was written. */
export interface Hiding {
  /** Each finding is asked about once. `full` is null for a text without a name. */
  hides(file: { readonly full: string | null; readonly text: string }, finding: Finding): boolean
  /** What is wrong with configuration and baseline; `isKnown`: whether a file was checked, or is not there. */
  findings(isKnown: (full: string) => boolean): readonly OwnFindings[]
}

/** Findings in a file of ram-lint's own. */
export interface OwnFindings {
  readonly file: JsonFile
  readonly findings: readonly Finding[]
}

/** Lets configuration and baseline count, from the start: `time` in milliseconds since 1970. */
export function startHiding(
  config: Placed<Config> | null,
  baseline: Placed<Baseline> | null,
  time: number,
  hosted?: Hosted,
): Hiding {
  const suppressor: Suppressor | null = config && createSuppressor(config.file, time, hosted)
  const use: BaselineUse | null = baseline && useBaseline(baseline.file)
  return {
    hides({ full, text }, finding) {
      if (full === null) return false
      const isSuppressed =
        config !== null && suppressor?.hides(relativePath(config.folder, full), finding, () => text) === true
      return (
        isSuppressed ||
        (baseline !== null && use?.holds(relativePath(baseline.folder, full), finding) === true)
      )
    },
    findings(isKnown) {
      const own: OwnFindings[] = []
      if (config !== null && suppressor !== null)
        own.push({
          file: config.file.file,
          findings: suppressor.findings(path => isKnown(resolve(config.folder, path))),
        })
      if (baseline !== null && use !== null)
        own.push({
          file: baseline.file.file,
          findings: use.stale(path => isKnown(resolve(baseline.folder, path))),
        })
      return own.filter(({ findings }) => findings.length > 0)
    },
  }
}
