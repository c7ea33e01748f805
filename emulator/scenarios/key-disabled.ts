import { disableKey, enableKey, type Key } from '../state/key.ts'
import { appliedToKey, isUnderKey, keyNamed, userKey } from './key-scenario.ts'
import { defineScenario } from './scenario.ts'

interface Before {
  readonly key: string
  /** ARNs of the key itself and the secrets under it. */
  readonly protects: readonly string[]
}

/** Somebody disabled a key. */
export const keyDisabled = defineScenario({
  name: 'key-disabled',
  summary: 'a key is disabled',
  causes: '409 Rejected.Disabled for cryptography with the key and for the values of the secrets under it',
  ends: 'when the key is enabled',
  source: 'documented: KMS page on key states, KMS secrets FAQ',
  parameters: { key: userKey },
  apply({ account }, { key: id }) {
    const { key, protects } = keyNamed(account, id)
    disableKey(key)
    const before: Before = { key: id, protects }
    return { changed: [`key \`${id}\` is Disabled`], before }
  },
  holds: ({ account }, { key }) => account.keys.get(key)?.state === 'Disabled',
  undo({ account, now }, { key: id }, others) {
    const key: Key | undefined = account.keys.get(id)
    if (key?.state !== 'Disabled' || appliedToKey(id, others)) return []
    enableKey(account, key, now)
    return [`key \`${id}\` is Enabled`]
  },
  explains: ({ code, resource }, _, before) => code === 'Rejected.Disabled' && isUnderKey(resource, before),
})
