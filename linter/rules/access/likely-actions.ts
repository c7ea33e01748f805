import {
  actionNames,
  type CompiledStatement,
  kmsActions,
  lowerCaseAction,
  matches,
} from '../../policy/index.ts'

/** The actions of KMS by the types of resources that they are asked on. */
const kinds: readonly (readonly string[])[] = (() => {
  const byTypes = new Map<string, string[]>()
  for (const { action, resources } of kmsActions) {
    const types = resources.map(({ arn }) => arn).join(' ')
    const list = byTypes.get(types)
    if (list === undefined) byTypes.set(types, [action])
    else list.push(action)
  }
  return [...byTypes.values()]
})()

/** Actions that a statement is surely about, one for each of its first entries. */
export function* likelyActions({ statement, actions, actionsNegated }: CompiledStatement): Generator<string> {
  if (actionsNegated) {
    yield* ['kms:GetSecretValue', 'ecs:DescribeInstances']
    return
  }
  for (const [index, pattern] of actions.slice(0, 10).entries()) {
    const text = statement.actions[index]?.value ?? ''
    if (pattern.shape === 'literal') {
      yield text
      continue
    }
    for (const type of kinds) {
      const name = type.find(action => matches(pattern, lowerCaseAction(action)))
      if (name !== undefined) yield name
    }
    const named = actionNames.ram.find(name => matches(pattern, lowerCaseAction(name)))
    yield named ?? text.replaceAll('?', 'a').replaceAll(/\*+/g, 'Example')
  }
}
