import { summarise } from '../lint.ts'
import type { PolicyKind } from '../policy/index.ts'
import { concise } from '../reports/concise.ts'
import { explanationJson, explanationPretty } from '../reports/explanation.ts'
import { explain as explainRequest } from '../secret-read/explain.ts'
import { shownText } from '../secret-read/policy-text.ts'
import type { AskedRequest } from '../secret-read/request.ts'
import type { Terminal } from '../terminal.ts'
import { answerWish, shownAs, writeAnswer } from './answer.ts'
import { choiceOf, type Given, valueFor } from './flags.ts'
import { asked as answer, describePaths, otherPolicies, policiesAt } from './policies.ts'
import { WrongUse } from './wrong-use.ts'

/** Runs `ram-lint explain` and answers the exit code: 0 allowed, 1 denied or conditional, 2 to 4. Throws a `WrongUse`. */
export async function explain(given: Given, terminal: Terminal): Promise<number> {
  const wish = answerWish(given, terminal, ['pretty', 'json'])
  const asked = askedRequest(given)
  const assuming = asked.action.toLowerCase() === 'sts:assumerole'
  const { policies, problems } = await policiesAt(given.paths, given, terminal, {
    kind: choiceOf<PolicyKind>(given, 'kind', ['identity', 'trust']),
    attachable: assuming ? ['identity', 'trust'] : ['identity'],
  })
  if (policies.length === 0 && problems.length === 0) {
    terminal.err(`ram-lint: no identity policy found in ${describePaths(given.paths)}\n`)
    return 3
  }
  const others = otherPolicies(given, terminal)
  const texts = new Map(
    [...policies, ...Object.values(others).flat()].map(each => [each.path, shownText(each)]),
  )
  wish.lap('reading')
  const explanation = answer(() => explainRequest({ ...asked, policies, ...others }))
  const files = [...problems, ...explanation.files]
  wish.lap('deciding')
  const shown = await shownAs(wish, { ...explanation, files }, texts)
  terminal.err(concise(summarise(shown.answer.files, 0)))
  await writeAnswer(wish, terminal, (format, style) =>
    format === 'json'
      ? explanationJson(shown.answer)
      : explanationPretty(shown.answer, { texts: shown.texts, ...style }),
  )
  const refusedOne = files.some(({ findings }) => findings.some(({ level }) => level === 'error'))
  if (refusedOne) return 1
  if (explanation.verdict === 'undecided') return 4
  return explanation.verdict === 'allowed' ? 0 : 1
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
