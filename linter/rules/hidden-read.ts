import {
  type CompiledStatement,
  compileActionPattern,
  findWord,
  matches,
  type PolicyString,
} from '../policy/index.ts'

const name = 'kms:getsecretvalue'
const everyKmsAction = compileActionPattern('kms:?*')

/**
 * The entry by which a statement reaches GetSecretValue without looking like it: no entry that does starts with `kms:`
 * and has `Secret` in it, and none is plainly about all of KMS. Null if it does not, or openly.
 */
export function hiddenRead({ statement, actions, actionsNegated }: CompiledStatement): PolicyString | null {
  if (actionsNegated) return null
  let hidden: PolicyString | null = null
  for (const [index, pattern] of actions.entries()) {
    if (!matches(pattern, name)) continue
    const entry = statement.actions[index]
    const text = entry?.value.toLowerCase() ?? ''
    if (text.startsWith('kms:') && text.includes('secret')) return null
    if (findWord([everyKmsAction], [pattern], 2000) === 'none') return null
    hidden ??= entry ?? null
  }
  return hidden
}
