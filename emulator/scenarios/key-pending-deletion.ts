import { day } from '../state/clock.ts'
import { cancelKeyDeletion, type Key, scheduleKeyDeletion } from '../state/key.ts'
import { formatExactTime } from '../state/relative-time.ts'
import { isUnderKey, keyNamed, userKey } from './key-scenario.ts'
import { defineScenario, type ScenarioContext } from './scenario.ts'
import { ScenarioFault } from './scenario-fault.ts'

interface Before {
  readonly key: string
  /** ARNs of the key itself and the secrets under it. */
  readonly protects: readonly string[]
  /** Milliseconds since 1970. */
  readonly deleteDate: number
}

/** The shortest that ScheduleKeyDeletion takes. Source: its parameter PendingWindowInDays. */
const pendingWindow = 7 * day

/** Somebody planned the deletion of a key. */
export const keyPendingDeletion = defineScenario({
  name: 'key-pending-deletion',
  summary: 'a key is planned to be deleted in 7 days',
  causes:
    '409 Rejected.PendingDeletion for cryptography with the key and for the values of the secrets under it',
  ends: 'when the deletion is cancelled; after 7 days the key is gone for good',
  source: 'documented: KMS page on key states, ScheduleKeyDeletion',
  parameters: { key: userKey },
  apply({ account, now }, { key: id }) {
    const { key, protects } = keyNamed(account, id)
    if (key.deletionProtection.enabled)
      throw new ScenarioFault(`key \`${id}\` is protected from deletion`, 'key')
    const deleteDate = now + pendingWindow
    scheduleKeyDeletion(account, key, deleteDate)
    const before: Before = { key: id, protects, deleteDate }
    return { changed: [`key \`${id}\` is to be deleted at ${formatExactTime(deleteDate)}`], before }
  },
  holds: (context, before) => heldKey(context, before) !== undefined,
  undo(context, before) {
    const key = heldKey(context, before)
    if (!key) return []
    cancelKeyDeletion(context.account, key, context.now)
    return [`key \`${key.id}\` is ${key.state}`]
  },
  explains: ({ code, resource }, _, before) =>
    code === 'Rejected.PendingDeletion' && isUnderKey(resource, before),
})

/** The key, if it is still there and this very deletion was not cancelled. */
function heldKey({ account }: ScenarioContext, { key: id, deleteDate }: Before): Key | undefined {
  const key = account.keys.get(id)
  return key?.state === 'PendingDeletion' && key.deleteDate === deleteDate ? key : undefined
}
