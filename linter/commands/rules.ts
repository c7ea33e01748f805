import {
  catalogueJson,
  catalogueMarkdown,
  cataloguePretty,
  ruleMarkdown,
  rulePretty,
} from '../reports/catalogue.ts'
import type { Rule } from '../rule.ts'
import { rules as allRules, findRule } from '../rules/index.ts'
import { didYouMean } from '../suggestion.ts'
import type { Terminal } from '../terminal.ts'
import { type AnswerStyle, answerWish, writeAnswer } from './answer.ts'
import type { Given } from './flags.ts'
import { WrongUse } from './wrong-use.ts'

/** Runs `ram-lint rules`: the catalogue, or one rule's page. Answers 0; throws a `WrongUse` for a rule that there is not. */
export async function rules(given: Given, terminal: Terminal): Promise<number> {
  const wish = answerWish(given, terminal, ['pretty', 'markdown', 'json'])
  const [id] = given.paths
  const rule = id === undefined ? null : ruleOf(id)
  wish.lap('reading')
  await writeAnswer(wish, terminal, (format, style) => textOf(rule, format, style))
  wish.lap('writing')
  return 0
}

function ruleOf(id: string): Rule {
  const rule = findRule(id)
  if (rule !== undefined) return rule
  const hint =
    didYouMean(
      id,
      allRules.map(each => each.id),
    ) || '; `ram-lint rules` lists them'
  throw new WrongUse(`there is no rule \`${id}\`${hint}`)
}

/** Nothing of it is a user's: there is nothing to redact. */
function textOf(
  rule: Rule | null,
  format: 'pretty' | 'markdown' | 'json',
  { color, quiet }: AnswerStyle,
): string {
  if (format === 'json') return catalogueJson(rule === null ? allRules : [rule])
  if (quiet) return rule === null ? allRules.map(({ id }) => `${id}\n`).join('') : `${rule.summary}\n`
  if (format === 'markdown') return rule === null ? catalogueMarkdown() : `${ruleMarkdown(rule)}\n`
  return rule === null ? cataloguePretty(allRules, color) : rulePretty(rule, color)
}
