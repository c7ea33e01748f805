import type { Source } from '../machine.ts'
import type { Account, World } from './account.ts'
import type { Appointment } from './agenda.ts'
import { graceAfterExpiry, isExpired, planInstanceRelease, rememberRelease } from './instance.ts'
import { nextKeyRotation, removeKey, rotateKey } from './key.ts'
import { beginRotation, endRotation } from './rotation.ts'
import { planSecretRotation, removeSecret, secretAt, secretPlace } from './secret.ts'

/** Does everything that is due by `now`, in order, each at its own time; what no longer stands is passed over. */
export function settle(world: World, account: Account, now: number, source: Source): void {
  while (account.agenda.next <= now) {
    const due = account.agenda.take(now)
    if (due) handlers[due.kind](account, due, source, world)
  }
}

type Handler = (account: Account, due: Appointment, source: Source, world: World) => void

const handlers: Record<Appointment['kind'], Handler> = {
  'key-deletion': (account, due) => {
    const key = account.keys.get(due.id)
    if (key?.deleteDate !== undefined && key.deleteDate <= due.at) removeKey(account, key)
  },
  'key-rotation': (account, due, source) => {
    const key = account.keys.get(due.id)
    if (key?.state !== 'Enabled') return
    const next = nextKeyRotation(key)
    if (next === undefined || next > due.at) return
    if (isInExpired(account, key.instance, due.at)) return
    rotateKey(account, key, due.at, source)
  },
  'secret-deletion': (account, due) => {
    const secret = secretAt(account, due.id)
    if (secret?.plannedDeletion !== undefined && secret.plannedDeletion <= due.at)
      removeSecret(account, secret)
  },
  'secret-rotation': (account, due, source, world) => {
    const secret = secretAt(account, due.id)
    if (secret?.rotation?.status !== 'Enabled' || (secret.rotation.next ?? Infinity) > due.at) return
    if (secret.rotation.running || secret.plannedDeletion !== undefined) return
    if (isInExpired(account, secret.instance, due.at)) return
    const versionId = source.uuid()
    beginRotation(account, secret, { world, versionId, trigger: 'automatic', now: due.at, source })
  },
  'secret-rotation-end': (account, due, source, world) => {
    const secret = secretAt(account, due.id)
    if ((secret?.rotation?.running?.endsAt ?? Infinity) > due.at) return
    if (secret && !isInExpired(account, secret.instance, due.at))
      endRotation(account, secret, { world, now: due.at, source })
  },
  'instance-connected': (account, due) => {
    const instance = account.instances.get(due.id)
    if (instance?.status === 'Connecting' && (instance.connectedAt ?? Infinity) <= due.at)
      instance.status = 'Connected'
  },
  'instance-release': (account, due) => {
    const instance = account.instances.get(due.id)
    if (instance && instance.endDate + graceAfterExpiry <= due.at) releaseInstance(account, due.id, due.at)
  },
}

/** Nothing rotates in an instance whose subscription ended; renewing it enters what fell due. */
function isInExpired(account: Account, id: string | undefined, now: number): boolean {
  const instance = id === undefined ? undefined : account.instances.get(id)
  return instance !== undefined && isExpired(instance, now)
}

/** Takes an instance away with every key and secret in it. Source: billing page, day 16 after expiry. */
export function releaseInstance(account: Account, id: string, now: number): void {
  account.instances.delete(id)
  rememberRelease(account, id, now)
  for (const key of [...account.keys.values()]) if (key.instance === id) removeKey(account, key)
  for (const secrets of account.secrets.values()) secrets.deleteOf(id)
}

/** Enters everything that state says will happen; called once when an account is loaded. */
export function fillAgenda(account: Account): void {
  for (const key of account.keys.values()) {
    if (key.deleteDate !== undefined)
      account.agenda.add({ at: key.deleteDate, kind: 'key-deletion', id: key.id })
    const next = nextKeyRotation(key)
    if (next !== undefined) account.agenda.add({ at: next, kind: 'key-rotation', id: key.id })
  }
  for (const instance of account.instances.values()) {
    planInstanceRelease(account, instance)
    if (instance.status === 'Connecting' && instance.connectedAt !== undefined)
      account.agenda.add({ at: instance.connectedAt, kind: 'instance-connected', id: instance.id })
  }
  for (const secrets of account.secrets.values())
    for (const secret of secrets) {
      if (secret.plannedDeletion !== undefined)
        account.agenda.add({ at: secret.plannedDeletion, kind: 'secret-deletion', id: secretPlace(secret) })
      planSecretRotation(account, secret, 0)
    }
}
