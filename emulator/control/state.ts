import {
  checkedSeed,
  type Emulator,
  forgetRuntime,
  loadWorld,
  resetEmulator,
  seedChecks,
} from '../emulator.ts'
import { timeOf } from '../state/relative-time.ts'
import {
  type AccountChecks,
  createAccountFrom,
  defaultRegion,
  readAccount,
  type SeedAccount,
  type SeedDocument,
  SeedError,
} from '../state/seed.ts'
import { snapshot } from '../state/snapshot.ts'
import { addAccount, removeAccount } from '../state/world.ts'
import { accessKeysBeside, requireAccount } from './accounts.ts'
import { ControlError, refuseInput } from './control-error.ts'
import { offer } from './offer.ts'

/** The world as a document that `writeState` and a seed take; with an id, that account alone. */
export function readState(emulator: Emulator, id?: string): SeedDocument {
  const { world } = emulator
  const ids = id === undefined ? [...world.accounts.keys()] : [id]
  const accounts = new Map(ids.map(each => [each, requireAccount(emulator, each)]))
  return snapshot({ ...world, accounts })
}

/**
 * Puts a document in place of everything there is; with an id, of that account: then the document has it alone. Journals,
 * nonces and quotas begin anew. What a reset goes back to stays the seed.
 */
export function writeState(emulator: Emulator, document: unknown, id?: string): void {
  try {
    const checked = checkedSeed(document)
    if (id === undefined) {
      loadWorld(emulator, checked)
      return
    }
    const [account, ...others] = checked.accounts
    if (account?.id !== id || others.length > 0)
      refuseInput('/accounts', `the document must have account \`${id}\` and no other`)
    replaceAccount(emulator, account, checked, '/accounts/0')
  } catch (error) {
    throw error instanceof SeedError ? new ControlError(400, error.reason, error.pointer) : error
  }
}

/**
 * Back to the seed: state, clocks, scenarios, journals, nonces. With an id: that account only, as the seed has it or as
 * it was made.
 */
export function resetState(emulator: Emulator, id?: string): void {
  if (id === undefined) {
    resetEmulator(emulator)
    return
  }
  const { seed, created, world } = emulator
  const made = created.get(id)
  const account = made ?? seed.accounts.find(each => each.id === id)
  if (!account) {
    const ids = [...seed.accounts.map(each => each.id), ...created.keys()]
    throw new ControlError(404, `neither the seed nor a request made an account \`${id}\`${offer(id, ids)}`)
  }
  replaceAccount(emulator, account, made ? { region: world.region } : seed, '')
}

/** Puts an account in place of the one of its id; `at` is where a refusal says that it stands. */
function replaceAccount(
  emulator: Emulator,
  document: SeedAccount,
  { region = defaultRegion, now }: Pick<SeedDocument, 'region' | 'now'>,
  at: string,
): void {
  const { world, machine } = emulator
  const before = world.accounts.get(document.id)
  const machineNow = machine.now()
  const checked = checkedAccount(document, at, {
    checks: seedChecks,
    region,
    accessKeys: accessKeysBeside(world, before),
  })
  const account = createAccountFrom(checked, {
    region,
    now: now === undefined ? machineNow : timeOf(now, machineNow),
    machineNow,
    source: machine,
  })
  if (before) removeAccount(world, before)
  addAccount(world, account)
  forgetRuntime(emulator, account.id)
}

function checkedAccount(account: SeedAccount, at: string, context: AccountChecks): SeedAccount {
  try {
    return readAccount(account, context)
  } catch (error) {
    throw error instanceof SeedError ? new SeedError(at + error.pointer, error.reason) : error
  }
}
