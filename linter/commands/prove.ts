import { summarise } from '../lint.ts'
import type { PolicyKind } from '../policy/index.ts'
import { concise } from '../reports/concise.ts'
import { formatNames } from '../reports/index.ts'
import { proofJson, proofPretty } from '../reports/proof.ts'
import { attachTexts } from '../secret-read/attached-texts.ts'
import { proveMatrix } from '../secret-read/matrix.ts'
import { shownText } from '../secret-read/policy-text.ts'
import { type ProveInput, proveRead, readSecretRead } from '../secret-read/prove.ts'
import type { Terminal } from '../terminal.ts'
import { answerWish, shownAs, writeAnswer } from './answer.ts'
import { choiceOf, type Given, valueFor } from './flags.ts'
import { asked, describePaths, otherPolicies, policiesAt } from './policies.ts'

/** The formats that are about a proof; the others are about findings, for tools that know of nothing else. */
const ownFormats: ReadonlySet<string> = new Set(['pretty', 'json', 'markdown'])

/** Runs `ram-lint prove` and answers the exit code. Throws a `WrongUse`. */
export async function prove(given: Given, terminal: Terminal): Promise<number> {
  const wish = answerWish(given, terminal, formatNames)
  const [secret, key, gateway, credentials, principal] = [
    'secret',
    'key',
    'gateway',
    'credentials',
    'principal',
  ].map(name => valueFor(given, name))
  const target = { secret, key, gateway, credentials }
  const read = asked(() => readSecretRead(target))
  const { policies, problems } = await policiesAt(given.paths, given, terminal, {
    kind: choiceOf<PolicyKind>(given, 'kind', ['identity']),
    attachable: ['identity'],
  })
  if (policies.length === 0 && problems.length === 0) {
    terminal.err(`ram-lint: no identity policy found in ${describePaths(given.paths)}\n`)
    return 3
  }
  const others = otherPolicies(given, terminal)
  const input: ProveInput = {
    policies,
    ...others,
    ...target,
    ...(principal === undefined ? {} : { principal }),
  }
  wish.lap('reading')
  const texts = asked(() => attachTexts(input))
  const proof = asked(() => proveRead(input, read, texts))
  const matrix = given.set.has('matrix') ? { matrix: asked(() => proveMatrix(input, read, texts)) } : {}
  const files = [...problems, ...proof.files]
  wish.lap('deciding')
  const byPath = new Map(
    [...policies, ...Object.values(others).flat()].map(each => [each.path, shownText(each)]),
  )
  const shown = await shownAs(wish, { ...proof, ...matrix, files }, byPath)
  terminal.err(concise(summarise(shown.answer.files, 0)))
  const minimum = given.set.has('minimum')
  const own = wish.outputs.filter(({ format }) => ownFormats.has(format))
  const asFindings = wish.outputs.filter(({ format }) => !ownFormats.has(format))
  await writeAnswer({ ...wish, outputs: own }, terminal, async (format, style) =>
    format === 'json'
      ? proofJson(shown.answer)
      : format === 'markdown'
        ? (await import('../reports/proof-markdown.ts')).proofMarkdown(shown.answer, style.quiet)
        : proofPretty(shown.answer, { texts: shown.texts, ...style }),
  )
  if (asFindings.length > 0) {
    const attached = [...policies, ...Object.values(others).flat()]
    const { proofReport, writeFindings } = await import('./proof-report.ts')
    await writeFindings(asFindings, proofReport(proof, attached, files, minimum), wish, terminal)
  }
  if (proof.refused.length > 0 || problems.length > 0) return 1
  if (proof.verdict === 'denied' || proof.verdict === 'conditional') return 1
  if (minimum && proof.minimal === false) return 1
  return proof.verdict === 'undecided' || (minimum && proof.minimal === null) ? 4 : 0
}
