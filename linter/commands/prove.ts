import { writeReport } from '../files.ts'
import { summarise } from '../lint.ts'
import type { PolicyKind } from '../policy/index.ts'
import { concise } from '../reports/concise.ts'
import { proofJson, proofPretty } from '../reports/proof.ts'
import { attachTexts } from '../secret-read/attached-texts.ts'
import { proveMatrix } from '../secret-read/matrix.ts'
import { type ProveInput, proveRead, readSecretRead } from '../secret-read/prove.ts'
import type { Terminal } from '../terminal.ts'
import { choiceOf, colorOf, type Given, outputsOf, valueFor } from './flags.ts'
import { asked, describePaths, otherPolicies, policiesAt } from './policies.ts'
import { WrongUse } from './wrong-use.ts'

/** Runs `ram-lint prove` and answers the exit code. Throws a `WrongUse`. */
export async function prove(given: Given, terminal: Terminal): Promise<number> {
  const outputs = outputsOf(given, ['pretty', 'json', 'markdown'])
  const color = colorOf(given, terminal)
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
  const texts = asked(() => attachTexts(input))
  const proof = asked(() => proveRead(input, read, texts))
  const matrix = given.set.has('matrix') ? { matrix: asked(() => proveMatrix(input, read, texts)) } : {}
  const files = [...problems, ...proof.files]
  const answer = { ...proof, ...matrix, files }
  terminal.err(concise(summarise(files, 0)))
  const byPath = new Map([...policies, ...Object.values(others).flat()].map(({ path, text }) => [path, text]))
  for (const { format, file } of outputs) {
    const text =
      format === 'json'
        ? proofJson(answer)
        : format === 'markdown'
          ? (await import('../reports/proof-markdown.ts')).proofMarkdown(answer)
          : proofPretty(answer, { texts: byPath, color: color && file === null })
    const problem = file === null ? terminal.out(text) : writeReport(file, terminal.folder, text)
    if (typeof problem === 'string') throw new WrongUse(problem)
  }
  const minimum = given.set.has('minimum')
  if (proof.refused.length > 0 || problems.length > 0) return 1
  if (proof.verdict === 'denied' || proof.verdict === 'conditional') return 1
  if (minimum && proof.minimal === false) return 1
  return proof.verdict === 'undecided' || (minimum && proof.minimal === null) ? 4 : 0
}
