import { writeReport } from '../files.ts'
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
import { colorOf, type Given, outputsOf } from './flags.ts'
import { WrongUse } from './wrong-use.ts'

/** Runs `ram-lint rules`: the catalogue, or one rule's page. Answers 0; throws a `WrongUse` for a rule that there is not. */
export function rules(given: Given, terminal: Terminal): number {
  const outputs = outputsOf(given, ['pretty', 'markdown', 'json'])
  const color = colorOf(given, terminal)
  const [id] = given.paths
  const rule = id === undefined ? null : ruleOf(id)
  for (const { format, file } of outputs) {
    const text = textOf(rule, format, color && file === null)
    const problem = file === null ? terminal.out(text) : writeReport(file, terminal.folder, text)
    if (typeof problem === 'string') throw new WrongUse(problem)
  }
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

function textOf(rule: Rule | null, format: 'pretty' | 'markdown' | 'json', color: boolean): string {
  if (format === 'json') return catalogueJson(rule === null ? allRules : [rule])
  if (format === 'markdown') return rule === null ? catalogueMarkdown() : `${ruleMarkdown(rule)}\n`
  return rule === null ? cataloguePretty(allRules, color) : rulePretty(rule, color)
}
