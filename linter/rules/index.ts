import { type DocumentRule, documentRules } from '../document-rules.ts'
import { faultsOf } from '../faults.ts'
import type { Rule } from '../rule.ts'

const documentFamily = Object.entries(documentRules).map(
  ([id, { level, help }]: [string, DocumentRule]): Rule => ({
    id,
    family: 'document',
    level,
    summary: help,
    why: help,
    help,
    source: 'RAM documentation',
    examples: { wrong: { text: '' }, right: { text: '' } },
    check: subject => faultsOf(subject, id),
  }),
)

/** Every rule, in the order of the catalogue. */
export const rules: readonly Rule[] = [
  // source and document
  ...documentFamily,
  // action
  // resource
  // condition
  // access
  // secret read
]

const byId: ReadonlyMap<string, Rule> = new Map(rules.map(rule => [rule.id, rule]))

/** The rule of an id. */
export function findRule(id: string): Rule | undefined {
  return byId.get(id)
}
