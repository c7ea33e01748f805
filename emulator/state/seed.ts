import type { Source } from '../machine.ts'
import type { World } from './account.ts'
import { instanceOfBackup } from './backup.ts'
import { timeOf } from './relative-time.ts'
import { createAccountFrom } from './seed-account.ts'
import type { SeedAccount, SeedBackup, SeedDocument } from './seed-document.ts'
import { refuseSeed, SeedError } from './seed-error.ts'
import { checkForm } from './seed-form.ts'
import { checkKeys } from './seed-key-check.ts'
import { checkRam, checkUnique, type SeedChecks, type UsedIds } from './seed-ram-check.ts'
import { checkSecrets } from './seed-secret-check.ts'
import { addAccount, createWorld } from './world.ts'

export { createAccountFrom } from './seed-account.ts'
export type { SeedAccount, SeedDocument } from './seed-document.ts'
export { SeedError } from './seed-error.ts'
export type { SeedChecks } from './seed-ram-check.ts'

/** The region of a document that names none. */
export const defaultRegion = 'cn-hangzhou'

/**
 * Reads a seed or a snapshot: a copy of its own, checked so that nothing later can fail on it. Throws a `SeedError` for
 * the first thing that is wrong.
 */
export function readSeed(document: unknown, checks: SeedChecks): SeedDocument {
  const copy = copyJson(document)
  checkForm(copy)
  checkUnique(copy.accounts, '/accounts', 'id', 'account')
  const accessKeys = new Set<string>()
  const region = copy.region ?? defaultRegion
  copy.accounts.forEach((account, index) => {
    checkAccount(account, `/accounts/${index}`, { checks, region, accessKeys })
  })
  return copy
}

/** What an account is checked against: `accessKeys` has those of the rest of the world, and gets this account's. */
export interface AccountChecks {
  readonly checks: SeedChecks
  readonly region: string
  readonly accessKeys: UsedIds
}

/** Reads one account as a seed has it; pointers begin at the account. Throws a `SeedError`. */
export function readAccount(account: unknown, context: AccountChecks): SeedAccount {
  const document = copyJson({ format: 1, accounts: [account] })
  const at = '/accounts/0'
  try {
    checkForm(document)
    const [read] = document.accounts as [SeedAccount]
    checkAccount(read, at, context)
    return read
  } catch (error) {
    if (error instanceof SeedError) throw new SeedError(error.pointer.slice(at.length), error.reason)
    throw error
  }
}

function checkAccount(account: SeedAccount, at: string, { checks, region, accessKeys }: AccountChecks): void {
  checkRam(account, at, checks, accessKeys)
  checkSecrets(account, at, checks, checkKeys(account, at, checks, region))
  checkUnique(account.backups, `${at}/backups`, 'id', 'backup')
  account.backups?.forEach((backup, index) => {
    checkBackup(account.id, backup, `${at}/backups/${index}`, checks, region)
  })
  for (const kind of ['rds', 'redis', 'polardb'] as const) {
    checkUnique(account[kind], `${at}/${kind}`, 'id', 'instance')
    account[kind]?.forEach(({ accounts }, index) => {
      checkUnique(accounts, `${at}/${kind}/${index}/accounts`, 'name', 'account')
    })
  }
  checkUnique(account.ecs, `${at}/ecs`, 'id', 'instance')
  account.ecs?.forEach(({ users }, index) => {
    checkUnique(users, `${at}/ecs/${index}/users`, 'name', 'user')
  })
  checkUnique(account.scenarios, `${at}/scenarios`, 'id', 'scenario')
  checkUnique(account.troubles, `${at}/troubles`, 'id', 'trouble')
}

/** A backup is checked as an account with its instance alone, in which all of it must be. */
function checkBackup(id: string, backup: SeedBackup, at: string, checks: SeedChecks, region: string): void {
  const { instance, keys = [], secrets = [] } = backup
  for (const [member, things] of [
    ['keys', keys],
    ['secrets', secrets],
  ] as const)
    things.forEach((thing, index) => {
      if (thing.instance !== instance)
        refuseSeed(
          `${at}/${member}/${index}/instance`,
          `all of a backup is in its instance; write \`${instance}\``,
        )
    })
  const alone: SeedAccount = { id, instances: [instanceOfBackup(backup)], keys, secrets }
  checkSecrets(alone, at, checks, checkKeys(alone, at, checks, region))
}

/** The document as pure JSON that nobody else can change. */
function copyJson(value: unknown): unknown {
  let text: string | undefined
  try {
    text = JSON.stringify(value)
  } catch {
    text = undefined
  }
  if (text === undefined) refuseSeed('', 'this is no JSON; write an object with `format` and `accounts`')
  return JSON.parse(text)
}

/** What making a world needs: the machine's time in milliseconds, and where ids and material come from. */
export interface WorldOptions {
  readonly machineNow: number
  readonly source: Source
}

/** Makes the world that a checked document describes. */
export function createWorldFrom(document: SeedDocument, { machineNow, source }: WorldOptions): World {
  const world = createWorld(document.region ?? defaultRegion)
  const now = document.now === undefined ? machineNow : timeOf(document.now, machineNow)
  for (const account of document.accounts)
    addAccount(world, createAccountFrom(account, { region: world.region, now, machineNow, source }))
  return world
}
