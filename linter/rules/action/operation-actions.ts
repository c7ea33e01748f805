import { kmsActions, lowerCaseAction } from '../../policy/index.ts'

const byOperation = new Map<string, string[]>()
for (const { action, api } of kmsActions) {
  for (const operation of api) {
    const key = lowerCaseAction(`kms:${operation}`)
    byOperation.set(key, [...(byOperation.get(key) ?? []), action])
  }
}

/** The actions that an API operation of KMS asks for, where none is named after the operation. */
export function actionsOfOperation(action: string): readonly string[] {
  return byOperation.get(lowerCaseAction(action)) ?? []
}
