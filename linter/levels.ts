import type { CheckedFile } from './check-file.ts'
import type { Finding, Level } from './finding.ts'
import type { Fix, Rule } from './rule.ts'
import { rules } from './rules/index.ts'

/** Levels that a configuration gives to rules, by id. */
export type Levels = ReadonlyMap<string, Level | 'off'>

/** The rules that are not off. */
export function rulesAt(levels: Levels): readonly Rule[] {
  return levels.size === 0 ? rules : rules.filter(({ id }) => levels.get(id) !== 'off')
}

/** A finding at the level of its rule; null if that is off. */
export function atLevel(finding: Finding, levels: Levels): Finding | null {
  const level = levels.get(finding.rule)
  if (level === 'off') return null
  return level === undefined || level === finding.level ? finding : { ...finding, level }
}

/** Likewise all that was found in a file. Null if it holds no policy, and that is not to be told. */
export function fileAtLevels(checked: CheckedFile, levels: Levels): CheckedFile | null {
  if (levels.size === 0) return checked
  const fixes = new Map<Finding, Fix>()
  const findings = checked.report.findings.flatMap(before => {
    const finding = atLevel(before, levels)
    const fix = checked.fixes.get(before)
    if (finding !== null && fix !== undefined) fixes.set(finding, fix)
    return finding ?? []
  })
  if (checked.report.policies === 0 && findings.length === 0) return null
  return { ...checked, report: { ...checked.report, findings }, fixes }
}
