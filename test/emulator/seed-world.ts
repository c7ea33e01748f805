import { seedChecks } from '../../emulator/emulator.ts'
import type { Account, World } from '../../emulator/state/account.ts'
import {
  createWorldFrom,
  readSeed,
  type SeedAccount,
  type SeedChecks,
  type SeedDocument,
} from '../../emulator/state/seed.ts'
import { standingMachine } from './machine.ts'

/** What the emulator itself checks policies with. */
export const checks: SeedChecks = seedChecks

/** The world of a document on a machine that stands still; always the same for the same document. */
export function loadWorld(document: unknown, machine = standingMachine()): World {
  return createWorldFrom(readSeed(document, checks), { machineNow: machine.now(), source: machine })
}

/** A document with one account. */
export function documentOf(account: Omit<SeedAccount, 'id'> & { id?: string }): SeedDocument {
  return { format: 1, accounts: [{ id: '1000000000000001', ...account }] }
}

/** The account of a world that has one. */
export function onlyAccount({ accounts }: World): Account {
  const [account, ...others] = accounts.values()
  if (!account || others.length > 0) throw new Error('the world has not one account')
  return account
}

/** Everything in a world that can be compared: lists of secrets as arrays, without the agenda, which follows from the rest. */
export function plainWorld({ region, accounts, accessKeys }: World) {
  return {
    region,
    accessKeys: [...accessKeys.keys()].sort(),
    accounts: [...accounts.values()].map(({ agenda: _, secrets, keyVersions, aliases, ...account }) => ({
      ...account,
      keyVersions: [...keyVersions].map(([id, key]) => [id, key.id]).sort(),
      aliases: [...aliases]
        .map(([place, names]) => [place, [...names]])
        .filter(([, names]) => names?.length)
        .sort(),
      secrets: [...secrets].flatMap(([place, list]) =>
        [...list].map(secret => [
          place,
          { ...secret, versions: [...secret.versions], stages: [...secret.stages] },
        ]),
      ),
      users: [...account.users],
      keys: [...account.keys],
      instances: [...account.instances],
    })),
  }
}
