import {
  type BackupSummary,
  backUpInstance,
  listBackups,
  type RestoreOptions,
  type RestoreSummary,
  restoreBackup,
} from './control/backups.ts'
import { buyInstance, type InstancePurchase } from './control/buy-instance.ts'
import { type ConsoleSecret, listConsoleSecrets } from './control/console-secrets.ts'
import {
  changePublicAccess,
  connectInstance,
  expireInstance,
  type InstanceNetwork,
  type InstanceSummary,
  listInstances,
  releaseInstance,
  renewInstance,
} from './control/instances.ts'
import type { Emulator } from './emulator.ts'
import type { Account } from './state/account.ts'

/** The KMS instances of an account. An id may be left out where there is one only. */
export interface InstancesHandle {
  list(): InstanceSummary[]
  /** Buys one; it is Uninitialized. */
  create(purchase?: InstancePurchase): InstanceSummary
  /** Enables one that was bought: Connected 30 minutes later, 10 without a quota of secrets, at once with `now`. */
  connect(id?: string, options?: InstanceNetwork): InstanceSummary
  /** Ends the subscription now; 15 days later the instance is released. */
  expire(id?: string): InstanceSummary
  /** For a year, or until `expires` (ISO 8601, or from now such as `+30d`). */
  renew(id?: string, options?: { readonly expires?: string }): InstanceSummary
  /** Takes it away with all that is in it. */
  release(id?: string): { readonly id: string }
  /** Copies the keys and secrets in it; the backup outlives it. */
  backup(id?: string): BackupSummary
  /** Brings keys and secrets of a backup back into it, all or nothing. */
  restore(id: string | undefined, options: RestoreOptions): RestoreSummary
  /** Whether keys in it may be used from the internet. */
  publicAccess(id: string | undefined, options: { readonly on: boolean }): InstanceSummary
  /** What the new console lists: legacy secrets are not in it. */
  secrets(id?: string): ConsoleSecret[]
  /** The account's, of instances that are gone too. */
  backups(): BackupSummary[]
}

/** Makes it; `account` answers the account as it is by then. */
export function instancesHandle(emulator: Emulator, account: () => Account): InstancesHandle {
  return {
    list: () => listInstances(emulator, account()),
    create: purchase => buyInstance(emulator, account(), purchase),
    connect: (id, options) => connectInstance(emulator, account(), id, options),
    expire: id => expireInstance(emulator, account(), id),
    renew: (id, options) => renewInstance(emulator, account(), id, options),
    release: id => releaseInstance(emulator, account(), id),
    backup: id => backUpInstance(emulator, account(), id),
    restore: (id, options) => restoreBackup(emulator, account(), id, options),
    publicAccess: (id, options) => changePublicAccess(emulator, account(), id, options),
    secrets: id => listConsoleSecrets(emulator, account(), id),
    backups: () => listBackups(account()),
  }
}
