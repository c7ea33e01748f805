import type { PolicyString, Statement } from '../../policy/index.ts'
import { defineRule } from '../../rule.ts'
import { placeholdersIn } from '../placeholder.ts'
import { changed, secretRead } from './example-document.ts'

/** A placeholder that nobody has filled in. */
export const unresolvedPlaceholder = defineRule({
  id: 'unresolved-placeholder',
  family: 'document',
  level: 'error',
  summary: 'a placeholder that nobody has filled in: `<name>`, `{name}`, the latter also behind a `$`',
  why: 'RAM has no policy variables: it takes the text letter by letter, so the statement is about a resource or a value that does not exist.',
  help: 'write the value; if a program fills it in, check what the program prints',
  source:
    'assumed: RAM documentation, policy elements (2025-12), names no variables; its samples use them for the reader',
  examples: {
    wrong: changed(secretRead, '/db"', '/<SecretName>"'),
    right: secretRead,
  },
  hides: [
    {
      rules: [
        'invalid-action-format',
        'unknown-action',
        'invalid-arn-prefix',
        'invalid-arn-segments',
        'invalid-arn-account',
        'unknown-region',
        'invalid-kms-resource',
        'action-never-matches-resource',
        'region-or-account-wildcard',
        'condition-value-type',
        'invalid-cidr',
      ],
      within: 'place',
    },
  ],
  *check({ statements, text }) {
    if (!/[{<]\s*[\p{L}_]/u.test(text) && !text.includes('\\u')) return
    for (const { statement } of statements) {
      for (const string of stringsOf(statement)) {
        const names = placeholdersIn(string.value)
        if (names.length > 0) yield { place: string, message: messageFor(names) }
      }
    }
  },
})

function messageFor(names: readonly string[]): string {
  const shown = names.slice(0, 3).map(name => `\`${name}\``)
  const more = names.length > 3 ? [`${names.length - 3} more`] : []
  const list = [...shown, ...more].join(', ').replace(/, ([^,]*)$/, ' and $1')
  const [verb, them] = names.length > 1 ? ['are', 'them'] : ['is', 'it']
  return `${list} ${verb} still to be filled in; RAM takes ${them} letter by letter`
}

function* stringsOf(statement: Statement): Generator<PolicyString> {
  yield* statement.actions
  yield* statement.resources
  yield* statement.principals ?? []
  for (const { key, values } of statement.conditions) {
    yield key
    yield* values
  }
}
