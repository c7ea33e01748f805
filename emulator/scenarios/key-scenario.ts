import type { Account, AppliedScenario } from '../state/account.ts'
import { type Key, keyArn } from '../state/key.ts'
import { secretArn } from '../state/secret.ts'
import { nameOf } from './parameter.ts'
import { ScenarioFault } from './scenario-fault.ts'

/** The id of a key that the account's users made; left out, the only one. */
export const userKey = nameOf('key', account =>
  [...account.keys.values()].filter(({ service }) => !service).map(({ id }) => id),
)

/** A key that is Enabled, and the ARNs of it and the secrets under it; throws `ScenarioFault` where it is not. */
export function keyNamed(
  account: Account,
  id: string,
): { readonly key: Key; readonly protects: readonly string[] } {
  const key = account.keys.get(id) as Key
  if (key.state !== 'Enabled') throw new ScenarioFault(`key \`${id}\` is ${key.state} already`, 'key')
  const secrets = [...account.secrets.values()].flatMap(list =>
    [...list]
      .filter(secret => secret.key === id)
      .map(({ region, name }) => secretArn(region, account.id, name)),
  )
  return { key, protects: [keyArn(key.region, account.id, id), ...secrets] }
}

/** Whether a call was about the key or a secret under it. */
export function isUnderKey(
  resource: string | undefined,
  { protects }: { readonly protects: readonly string[] },
): boolean {
  return resource !== undefined && protects.includes(resource)
}

/** Whether one of these scenarios is about a key. */
export function appliedToKey(key: string, applied: readonly AppliedScenario[]): boolean {
  return applied.some(({ before }) => (before as { readonly key?: string }).key === key)
}
