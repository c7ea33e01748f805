import type { Finding } from '../finding.ts'
import type { Fix } from '../rule.ts'
import { findRule } from '../rules/index.ts'
import type { Checked } from './checked.ts'
import { type Hidden, redactMessage, redactPointer, redactText } from './redact-text.ts'

/**
 * What was found, without values of conditions and without ARNs beyond their service and type; every format then
 * leaves them out. Paths stay, and so do fingerprints, which are hashes: who knows a value can recognise it. A fix that
 * would write what is hidden is left out.
 */
export function redact({ report, texts, fixes }: Checked): Checked {
  const cleanTexts = new Map<string, string>()
  const cleanFixes = new Map<Finding, Fix>()
  const files = report.files.map(file => {
    const original = texts.get(file.path)
    const { text, hidden } = redactText(original ?? '')
    if (original !== undefined) cleanTexts.set(file.path, text)
    const findings = file.findings.map(finding => {
      const clean = redactFinding(finding, hidden)
      const fix = redactFix(fixes.get(finding), hidden)
      if (fix !== undefined) cleanFixes.set(clean, fix)
      return clean
    })
    return { ...file, findings }
  })
  return { report: { ...report, files }, texts: cleanTexts, fixes: cleanFixes }
}

function redactFinding(finding: Finding, hidden: Hidden): Finding {
  const own = findRule(finding.rule)?.help === finding.help
  return {
    ...finding,
    message: redactMessage(finding.message, hidden),
    // A rule's own help is the same for every document.
    help: own ? finding.help : redactMessage(finding.help, hidden),
    pointer: redactPointer(finding.pointer),
    related: finding.related.map(each => ({
      ...each,
      pointer: redactPointer(each.pointer),
      message: redactMessage(each.message, hidden),
    })),
  }
}

function redactFix(fix: Fix | undefined, hidden: Hidden): Fix | undefined {
  if (fix === undefined || fix.edits.some(({ text }) => redactText(text).text !== text)) return undefined
  return { ...fix, title: redactMessage(fix.title, hidden) }
}
