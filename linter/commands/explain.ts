import { readSource, type Source, writeReport } from '../files.ts'
import { checkText, type FileReport, refused, summarise } from '../lint.ts'
import type { PolicyKind } from '../policy/index.ts'
import { printable } from '../printable.ts'
import { concise } from '../reports/concise.ts'
import { explanationJson, explanationPretty } from '../reports/explanation.ts'
import type { PolicyText } from '../secret-read/attached-texts.ts'
import { type ExplainInput, type Explanation, explain as explainRequest } from '../secret-read/explain.ts'
import { type AskedRequest, RequestError } from '../secret-read/request.ts'
import type { Terminal } from '../terminal.ts'
import { describeAbsent, sourcesOf } from './check.ts'
import { choiceOf, colorOf, type Given, outputsOf, valueFor } from './flags.ts'
import { WrongUse } from './wrong-use.ts'

/** Runs `ram-lint explain` and answers the exit code: 0 allowed, 1 denied or conditional, 2, 3. Throws a `WrongUse`. */
export async function explain(given: Given, terminal: Terminal): Promise<number> {
  const outputs = outputsOf(given, ['pretty', 'json'])
  const color = colorOf(given, terminal)
  const asked = askedRequest(given)
  const problems: FileReport[] = []
  const policies = await attachedPolicies(given, terminal, asked.action, problems)
  if (policies.length === 0 && problems.length === 0) {
    const where = printable(given.paths.map(path => `\`${path}\``).join(', '))
    terminal.err(`ram-lint: no identity policy found in ${where}; of a folder \`*.json\` is read\n`)
    return 3
  }
  const others = otherPolicies(given, terminal)
  const texts = new Map([...policies, ...Object.values(others).flat()].map(({ path, text }) => [path, text]))
  const explanation = explained({ ...asked, policies, ...others })
  const files = [...problems, ...explanation.files]
  terminal.err(concise(summarise(files, 0)))
  for (const { format, file } of outputs) {
    const text =
      format === 'json'
        ? explanationJson({ ...explanation, files })
        : explanationPretty(explanation, { texts, color: color && file === null })
    const problem = file === null ? terminal.out(text) : writeReport(file, terminal.folder, text)
    if (typeof problem === 'string') throw new WrongUse(problem)
  }
  const refusedOne = files.some(({ findings }) => findings.some(({ level }) => level === 'error'))
  return explanation.verdict === 'allowed' && !refusedOne ? 0 : 1
}

function explained(input: ExplainInput): Explanation {
  try {
    return explainRequest(input)
  } catch (error) {
    if (error instanceof RequestError) throw new WrongUse(error.message)
    throw error
  }
}

function askedRequest(given: Given): AskedRequest {
  const action = required(given, 'action', 'kms:GetSecretValue')
  const resource = required(given, 'resource', 'acs:kms:cn-hangzhou:1234567890123456:secret/name')
  const principal = valueFor(given, 'principal')
  const context: Record<string, string[] | null> = Object.create(null)
  for (const text of given.values.get('context') ?? []) {
    const equals = text.indexOf('=')
    const key = equals < 0 ? text : text.slice(0, equals)
    if (key === '') throw new WrongUse(`\`--context ${text}\` names no condition key; write \`KEY=VALUE\``)
    const before = context[key]
    if (before !== undefined && (before === null || equals < 0))
      throw new WrongUse(`\`--context\` says both that the request carries \`${key}\` and that it does not`)
    context[key] = equals < 0 ? null : [...(before ?? []), text.slice(equals + 1)]
  }
  return { action, resource, context, ...(principal === undefined ? {} : { principal }) }
}

function required(given: Given, name: string, example: string): string {
  const value = valueFor(given, name)
  if (value === undefined)
    throw new WrongUse(`\`explain\` needs \`--${name}\`, e.g. \`--${name} ${example}\``)
  return value
}

/** The policies of PATH. Of those met in a folder only what can be attached counts; what is left out is told. */
async function attachedPolicies(
  given: Given,
  terminal: Terminal,
  action: string,
  problems: FileReport[],
): Promise<PolicyText[]> {
  const kind = choiceOf<PolicyKind>(given, 'kind', ['identity', 'trust'])
  const policies: PolicyText[] = []
  for (const source of await sourcesOf(given.paths, given, terminal)) {
    const { path, met } = source
    if ('problem' in source) {
      if (source.absent && !met) throw new WrongUse(describeAbsent(path, source.problem))
      problems.push(refused('', path, 'unreadable-source', source.problem))
      continue
    }
    const found = met
      ? checkText(source.text, path, { met, ...(kind === undefined ? {} : { kind }) })?.policy?.kind
      : 'identity'
    if (found === undefined) continue
    const fits = found === 'identity' || (found === 'trust' && action.toLowerCase() === 'sts:assumerole')
    if (fits) policies.push({ path, text: source.text, ...(kind === undefined ? {} : { kind }) })
    else terminal.err(`${printable(`${path}: left out: a ${found} policy`)}\n`)
  }
  return policies
}

/** The policies that flags name. */
function otherPolicies(given: Given, terminal: Terminal) {
  const read = (name: string): PolicyText[] =>
    (given.values.get(name) ?? []).map(path => ({ path, text: textOf(readSource(path, terminal.folder)) }))
  const [keyPolicy] = read('key-policy')
  const [secretPolicy] = read('secret-policy')
  const [sessionPolicy] = read('session-policy')
  return {
    ...(keyPolicy === undefined ? {} : { keyPolicy }),
    ...(secretPolicy === undefined ? {} : { secretPolicy }),
    ...(sessionPolicy === undefined ? {} : { sessionPolicy }),
    controlPolicies: read('control-policy'),
  }
}

function textOf(source: Source): string {
  if ('text' in source) return source.text
  throw new WrongUse(describeAbsent(source.path, source.problem))
}
