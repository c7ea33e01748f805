import { type Emulator, forgetRuntime, seedChecks } from '../emulator.ts'
import type { AccessKey, Account, World } from '../state/account.ts'
import { readClock } from '../state/clock.ts'
import { createAccountFrom, readAccount, SeedError } from '../state/seed.ts'
import type { UsedIds } from '../state/seed-ram-check.ts'
import { accountFromTemplate } from '../state/seed-template.ts'
import { settle } from '../state/settle.ts'
import { addAccount, ownersIn, removeAccount } from '../state/world.ts'
import { ControlError, refuseInput } from './control-error.ts'
import { offer } from './offer.ts'

/** An account with the credentials of its root and its users, in the form of a seed. */
export interface AccountSummary {
  readonly id: string
  readonly accessKeys: readonly AccessKey[]
  readonly users: readonly { readonly name: string; readonly accessKeys: readonly AccessKey[] }[]
}

/** The account of an id, or the first; what has fallen due in it has happened. Refuses with 404. */
export function requireAccount({ world, machine }: Emulator, id?: string): Account {
  const account = id === undefined ? world.accounts.values().next().value : world.accounts.get(id)
  if (!account) {
    const ids = [...world.accounts.keys()]
    throw new ControlError(
      404,
      id === undefined ? 'there is no account' : `there is no account \`${id}\`${offer(id, ids)}`,
    )
  }
  settle(world, account, readClock(account.clock, machine.now()), machine)
  return account
}

/** Every account, or the one of an id. */
export function listAccounts(emulator: Emulator, id?: string): AccountSummary[] {
  const accounts = id === undefined ? [...emulator.world.accounts.values()] : [requireAccount(emulator, id)]
  return accounts.map(summaryOf)
}

/**
 * Makes an account: the default seed's under a new id with new access keys, each member that `body` names in place of
 * its own. It has its own state, clock, scenarios and journal.
 */
export function createAccount(emulator: Emulator, body: unknown = {}): AccountSummary {
  const { world, machine } = emulator
  try {
    const template = accountFromTemplate(body, machine)
    if (world.accounts.has(template.id)) refuseInput('/id', `there is an account \`${template.id}\` already`)
    const seed = readAccount(template, {
      checks: seedChecks,
      region: world.region,
      accessKeys: accessKeysBeside(world),
    })
    const machineNow = machine.now()
    const account = createAccountFrom(seed, {
      region: world.region,
      now: machineNow,
      machineNow,
      source: machine,
    })
    addAccount(world, account)
    emulator.created.set(account.id, seed)
    return summaryOf(account)
  } catch (error) {
    throw error instanceof SeedError ? new ControlError(400, error.reason, error.pointer) : error
  }
}

/** The access key ids that an account may not have because others in the world do; `own` is the one it replaces. */
export function accessKeysBeside(world: World, own?: Account): UsedIds {
  const free = new Set(own ? [...ownersIn(own)].map(([id]) => id) : [])
  const used = new Set<string>()
  return {
    has: id => used.has(id) || (world.accessKeys.has(id) && !free.has(id)),
    add: id => used.add(id),
  }
}

/** Takes an account away with all that is in it. */
export function deleteAccount(emulator: Emulator, id: string): void {
  removeAccount(emulator.world, requireAccount(emulator, id))
  forgetRuntime(emulator, id)
  emulator.created.delete(id)
}

/** The first active access key of a user, without a name of the root. */
export function credentialsOf(account: Account, user?: string): AccessKey {
  const owner = user === undefined ? account : account.users.get(user)
  if (!owner) {
    const names = [...account.users.keys()]
    throw new ControlError(
      404,
      `account \`${account.id}\` has no user \`${user}\`${offer(user ?? '', names)}`,
    )
  }
  const key = owner.accessKeys.find(({ status }) => status === 'Active')
  if (key) return key
  const whose = user === undefined ? 'the root' : `user \`${user}\``
  throw new ControlError(404, `${whose} of account \`${account.id}\` has no active access key`)
}

function summaryOf({ id, accessKeys, users }: Account): AccountSummary {
  return {
    id,
    accessKeys: accessKeys.map(key => ({ ...key })),
    users: [...users.values()].map(user => ({
      name: user.name,
      accessKeys: user.accessKeys.map(key => ({ ...key })),
    })),
  }
}
