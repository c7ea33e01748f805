import { standardInput, writeReport } from '../files.ts'
import { proofJson } from '../reports/proof.ts'
import { whyPretty } from '../reports/why.ts'
import { why as explainError } from '../secret-read/why.ts'
import type { Terminal } from '../terminal.ts'
import { unifiedDiff } from '../unified-diff.ts'
import { colorOf, type Given, outputsOf, valueFor } from './flags.ts'
import { asked, textAt } from './policies.ts'
import { WrongUse } from './wrong-use.ts'

/** Runs `ram-lint why` and answers the exit code. Throws a `WrongUse`. */
export async function why(given: Given, terminal: Terminal): Promise<number> {
  const outputs = outputsOf(given, ['pretty', 'json'])
  const color = colorOf(given, terminal)
  const [path = standardInput] = given.paths
  const error =
    path === standardInput ? Buffer.from(await terminal.input()).toString('utf8') : textAt(path, terminal)
  const policies = (given.values.get('policy') ?? []).map(each => ({
    path: each,
    text: textAt(each, terminal),
  }))
  const secret = valueFor(given, 'secret')
  const answer = asked(() => explainError({ error, policies, ...(secret === undefined ? {} : { secret }) }))
  const texts = new Map(policies.map(each => [each.path, each.text]))
  const patch =
    answer.patch === null
      ? null
      : await unifiedDiff(answer.patch.path, answer.patch.before, answer.patch.after)
  for (const { format, file } of outputs) {
    const text =
      format === 'json'
        ? proofJson({ ...answer, patch })
        : whyPretty(answer, { texts, color: color && file === null, patch })
    const problem = file === null ? terminal.out(text) : writeReport(file, terminal.folder, text)
    if (typeof problem === 'string') throw new WrongUse(problem)
  }
  return 0
}
