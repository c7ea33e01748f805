import type { Emulator } from '../emulator.ts'
import type { Account } from '../state/account.ts'
import {
  type Backup,
  type BackupChoice,
  chosenFrom,
  restoreInto,
  restoreRefusal,
  takeBackup,
} from '../state/backup.ts'
import { type Instance, isExpired } from '../state/instance.ts'
import { readBody } from './body.ts'
import { ControlError, refuseInput } from './control-error.ts'
import { requireInstance } from './instances.ts'
import { momentOf } from './moment.ts'
import { offer } from './offer.ts'

/** A backup of an instance: what it holds, never its material or values. */
export interface BackupSummary {
  readonly id: string
  /** The instance that it was taken of, which may be gone. */
  readonly instance: string
  readonly region: string
  /** ISO 8601. */
  readonly created: string
  /** Key ids. */
  readonly keys: readonly string[]
  /** SecretNames. */
  readonly secrets: readonly string[]
}

/** What was brought back. */
export interface RestoreSummary {
  readonly backup: string
  /** The instance that it is in now. */
  readonly instance: string
  readonly keys: readonly string[]
  readonly secrets: readonly string[]
}

/** What to bring back of a backup: `keys` are ids, `secrets` names; without either all of it. */
export interface RestoreOptions extends BackupChoice {
  readonly backup: string
}

/** The backups of an account, oldest first. */
export function listBackups(account: Account): BackupSummary[] {
  return [...account.backups.values()].map(summaryOf)
}

/** The console's manual backup of an instance: it is kept when the instance goes. Source: backup management. */
export function backUpInstance(emulator: Emulator, account: Account, id?: string): BackupSummary {
  const instance = requireInstance(account, id)
  const { now, source } = momentOf(emulator, account)
  refuseUnlessInUse(instance, now, 'backed up')
  return summaryOf(takeBackup(account, instance, `backup-${source.bytes(8).toString('hex')}`, now))
}

/** The console's restore into an instance, all or nothing. Source: backup management. */
export function restoreBackup(
  emulator: Emulator,
  account: Account,
  id: string | undefined,
  body: unknown,
): RestoreSummary {
  const instance = requireInstance(account, id)
  const { now, source } = momentOf(emulator, account)
  const members = readBody(body, ['backup', 'keys', 'secrets'])
  const backup = requireBackup(account, members.get('backup'))
  const keys = readNames(
    members,
    'keys',
    backup.keys.map(key => key.id),
  )
  const secrets = readNames(
    members,
    'secrets',
    backup.secrets.map(({ name }) => name),
  )
  refuseUnlessInUse(instance, now, 'restored into')
  if (instance.region !== backup.region)
    throw new ControlError(
      409,
      `backup \`${backup.id}\` is of region \`${backup.region}\`, instance \`${instance.id}\` in \`${instance.region}\``,
    )
  const chosen = chosenFrom(backup, { keys, secrets })
  const refusal = restoreRefusal(account, instance, chosen)
  if (refusal !== undefined) throw new ControlError(409, refusal)
  restoreInto(account, instance, chosen, { now, source })
  const { keys: restored, secrets: names } = summaryOf({ ...backup, ...chosen })
  return { backup: backup.id, instance: instance.id, keys: restored, secrets: names }
}

/** Only software instances have backups (documented); that they must be in use is assumed. */
function refuseUnlessInUse(instance: Instance, now: number, what: string): void {
  const { id, type, status } = instance
  if (type !== 'software')
    throw new ControlError(409, `instance \`${id}\` is ${type}: only software instances can be ${what}`)
  if (isExpired(instance, now))
    throw new ControlError(409, `the subscription of instance \`${id}\` ended: it cannot be ${what}`)
  if (status !== 'Connected')
    throw new ControlError(409, `instance \`${id}\` is ${status}: it cannot be ${what}`)
}

function requireBackup({ id: accountId, backups }: Account, id: unknown): Backup {
  if (typeof id !== 'string') return refuseInput('/backup', 'this must be the id of a backup')
  const backup = backups.get(id)
  if (backup) return backup
  return refuseInput(
    '/backup',
    `account \`${accountId}\` has no backup \`${id}\`${offer(id, [...backups.keys()])}`,
  )
}

function readNames(
  members: ReadonlyMap<string, unknown>,
  name: 'keys' | 'secrets',
  known: readonly string[],
): string[] | undefined {
  const value = members.get(name)
  if (value === undefined) return undefined
  if (!Array.isArray(value)) return refuseInput(`/${name}`, `this must be a list of ${name} of the backup`)
  value.forEach((each: unknown, index) => {
    if (typeof each !== 'string' || !known.includes(each))
      refuseInput(
        `/${name}/${index}`,
        `the backup has no such entry in \`${name}\`${offer(String(each), known)}`,
      )
  })
  return value
}

function summaryOf({ id, instance, region, createdAt, keys, secrets }: Backup): BackupSummary {
  return {
    id,
    instance,
    region,
    created: new Date(createdAt).toISOString(),
    keys: keys.map(key => key.id),
    secrets: secrets.map(({ name }) => name),
  }
}
