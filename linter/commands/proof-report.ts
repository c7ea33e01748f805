import { type IntendedDocument, proofFindings } from '../intents.ts'
import { type FileReport, summarise } from '../lint.ts'
import type { Checked, FormatName } from '../reports/index.ts'
import { type PolicyText, shownText } from '../secret-read/policy-text.ts'
import type { Proof } from '../secret-read/prove.ts'
import type { Terminal } from '../terminal.ts'
import type { AnswerWish } from './answer.ts'
import type { Output } from './flags.ts'
import { writeOutputs } from './outputs.ts'
import { WrongUse } from './wrong-use.ts'

/**
 * A proof as findings in the policies that it is about, as `check` reports an intent: for the formats of other tools.
 * What is more than enough counts with `minimum` only. `files` are reports on what cannot be attached.
 */
export function proofReport(
  proof: Proof,
  policies: readonly PolicyText[],
  files: readonly FileReport[],
  minimum: boolean,
): Checked {
  const documents = policies.map(
    (each): IntendedDocument => ({
      ...each,
      kind: each.kind ?? 'identity',
      full: fileOf(each),
      isShown: true,
    }),
  )
  const texts = new Map(policies.map(each => [fileOf(each), shownText(each)]))
  const reports = new Map<string, FileReport>()
  for (const path of texts.keys()) reports.set(path, { path, kind: null, policies: 0, findings: [] })
  const add = (path: string, more: Pick<FileReport, 'policies' | 'findings'>) => {
    const report = reports.get(path) ?? { path, kind: null, policies: 0, findings: [] }
    const findings = [...report.findings, ...more.findings]
    reports.set(path, { ...report, policies: report.policies + more.policies, findings })
  }
  for (const each of documents) add(each.full, { policies: 1, findings: [] })
  for (const { path, findings } of files) {
    const host = policies.find(each => each.path === path)
    add(host === undefined ? path : fileOf(host), { policies: 0, findings })
  }
  if (documents.length > 0)
    for (const { path, finding } of proofFindings(proof, documents))
      if (minimum || finding.rule !== 'intent-exceeded') add(path, { policies: 0, findings: [finding] })
  return { report: summarise([...reports.values()], 0), texts, fixes: new Map() }
}

function fileOf({ path, host }: PolicyText): string {
  return host?.path ?? path
}

/** Writes findings in each format where it goes. Throws a `WrongUse` for a file that cannot be written. */
export async function writeFindings(
  outputs: readonly Output<FormatName>[],
  found: Checked,
  { quiet, color, redact }: AnswerWish<FormatName>,
  terminal: Terminal,
): Promise<void> {
  const checked = redact ? (await import('../reports/redact.ts')).redact(found) : found
  const [problem] = await writeOutputs(outputs, checked, { quiet, color, failOn: 'security' }, terminal)
  if (problem !== undefined) throw new WrongUse(problem)
}
