import {
  type CompiledStatement,
  hasEffectIn,
  kmsActions,
  lowerCaseAction,
  matches,
  type Pattern,
} from '../../policy/index.ts'
import { defineRule, type RuleSubject } from '../../rule.ts'
import { changed, keyPolicy } from './example-document.ts'

/** An action in a key or secret policy that such a policy cannot be about. */
export const actionOutsideResourcePolicy = defineRule({
  id: 'action-outside-resource-policy',
  family: 'document',
  level: 'warning',
  summary: 'an action in a key or secret policy that such a policy cannot be about',
  why: 'KMS accepts it and it has no effect: neither does it grant anything nor does a Deny of it protect.',
  help: 'a secret policy is about reading, changing and deleting its secret, a key policy about using and managing its key; all else belongs into an identity policy',
  source:
    'KMS documentation, secret policies (2025): the list of actions; key policies: administrators documented, users assumed to be the cryptographic actions; of these only what works on the key or the secret by the table of actions',
  examples: {
    wrong: changed(keyPolicy, '"kms:Decrypt"', '"kms:Decrypt", "kms:PutSecretValue"'),
    right: keyPolicy,
  },
  *check({ kind, statements }) {
    if (kind !== 'key' && kind !== 'secret') return
    for (const each of statements) {
      for (const { place, action } of outside(kind, each)) {
        const reason = /[*?]/.test(action) ? 'about nothing that it covers' : 'not about it'
        const message = `\`${action}\` has no effect here: a ${kind} policy is ${reason}`
        yield { place, message }
      }
    }
  },
})

/** Those of a statement; actions that do not exist are told elsewhere. */
function* outside(kind: RuleSubject['kind'], { statement, actions }: CompiledStatement) {
  for (const [index, pattern] of actions.entries()) {
    const place = statement.actions[index]
    if (place === undefined || place.value === 'kms:*') continue
    const covered = coveredBy(pattern)
    if (covered.length > 0 && !covered.some(action => hasEffectIn(kind, action)))
      yield { place, action: place.value }
  }
}

function coveredBy(pattern: Pattern): readonly string[] {
  return kmsActions.map(({ action }) => action).filter(action => matches(pattern, lowerCaseAction(action)))
}
