import { exists, standardInput } from '../files.ts'
import { clip } from '../printable.ts'
import { proofJson } from '../reports/proof.ts'
import { whyPretty } from '../reports/why.ts'
import { type PolicyText, shownText } from '../secret-read/policy-text.ts'
import { why as explainError } from '../secret-read/why.ts'
import { formOf } from '../sources/index.ts'
import type { Terminal } from '../terminal.ts'
import { unifiedDiff } from '../unified-diff.ts'
import { answerWish, shownAs, writeAnswer } from './answer.ts'
import { type Given, valueFor } from './flags.ts'
import { asked, textAt } from './policies.ts'
import { WrongUse } from './wrong-use.ts'

/** Runs `ram-lint why` and answers the exit code. Throws a `WrongUse`. */
export async function why(given: Given, terminal: Terminal): Promise<number> {
  const wish = answerWish(given, terminal, ['pretty', 'json'])
  const [path = standardInput] = given.paths
  const error =
    path === standardInput ? Buffer.from(await terminal.input()).toString('utf8') : errorAt(path, terminal)
  const named = (given.values.get('policy') ?? []).map(each => ({ path: each, text: textAt(each, terminal) }))
  const policies = (await Promise.all(named.map(each => withHosted(each, terminal)))).flat()
  const secret = valueFor(given, 'secret')
  wish.lap('reading')
  const answer = asked(() => explainError({ error, policies, ...(secret === undefined ? {} : { secret }) }))
  const texts = new Map(policies.map(each => [each.path, shownText(each)]))
  const patch =
    answer.patch === null
      ? null
      : await unifiedDiff(answer.patch.path, answer.patch.before, answer.patch.after)
  wish.lap('deciding')
  const shown = await shownAs(wish, { ...answer, patch }, texts)
  await writeAnswer(wish, terminal, (format, style) =>
    format === 'json'
      ? proofJson(shown.answer)
      : whyPretty(shown.answer, { texts: shown.texts, patch: shown.answer.patch, ...style }),
  )
  return 0
}

/** The error in a file; what is none may be meant as the error itself. */
function errorAt(path: string, terminal: Terminal): string {
  if (exists(path, terminal.folder)) return textAt(path, terminal)
  throw new WrongUse(
    `there is no file \`${clip(path, 80)}\`; an error itself goes to standard input: \`… | ram-lint why -\``,
  )
}

/** A policy, or the identity policies that a file of Terraform and the like holds. */
async function withHosted(file: PolicyText, terminal: Terminal): Promise<readonly PolicyText[]> {
  if (formOf(file.path, file.text) === 'json') return [file]
  const { hostedPolicies } = await import('./hosted-policies.ts')
  return (await hostedPolicies(file, ['identity'], undefined, terminal)).policies
}
