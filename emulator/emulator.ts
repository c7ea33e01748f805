import { checkPolicy, isSystemPolicy, systemPolicyNames } from './access/authorize.ts'
import type { Answered } from './control/journal.ts'
import { KmsError } from './errors.ts'
import type { Machine } from './machine.ts'
import { type AccountRuntime, createRuntime } from './runtime.ts'
import type { Settings } from './settings.ts'
import type { Account, World } from './state/account.ts'
import { defaultWorld } from './state/default-world.ts'
import { createWorldFrom, readSeed, type SeedChecks } from './state/seed.ts'
import type { SeedAccount, SeedDocument } from './state/seed-document.ts'

/** One emulator: a world, what it remembers of each account, and how it behaves. Nothing is shared between two. */
export interface Emulator {
  readonly machine: Machine
  readonly settings: Settings
  /** What a reset goes back to. */
  seed: SeedDocument
  world: World
  readonly runtimes: Map<string, AccountRuntime>
  /** Accounts that were made while it ran, as they began: what resetting one of them goes back to. */
  readonly created: Map<string, SeedAccount>
  /** Told of each call of the API once it is answered; absent: nobody listens. */
  readonly onAnswer?: ((answered: Answered) => void) | undefined
  /** The certificate of the CA that signs the emulator's (PEM), made on first use; absent: there is none. */
  readonly caCertificate?: (() => Promise<string>) | undefined
  /** Tells whoever runs the emulator of a fault that is the emulator's own, and makes the answer that says so. */
  reportBug(error: unknown): KmsError
}

export interface EmulatorOptions {
  readonly seed: unknown
  readonly settings: Settings
  readonly machine: Machine
  onBug(error: unknown): void
  readonly onAnswer?: ((answered: Answered) => void) | undefined
  readonly caCertificate?: (() => Promise<string>) | undefined
}

/** Makes an emulator of a seed; throws `SeedError` where the seed is wrong. */
export function createEmulator(options: EmulatorOptions): Emulator {
  const { seed, settings, machine, onBug, onAnswer, caCertificate } = options
  // A test holds that the default world passes; checking it again would be most of the time that a start takes.
  const document = seed === defaultWorld ? defaultWorld : checkedSeed(seed)
  return {
    machine,
    settings,
    seed: document,
    world: createWorldFrom(document, { machineNow: machine.now(), source: machine }),
    runtimes: new Map(),
    created: new Map(),
    onAnswer,
    caCertificate,
    reportBug(error) {
      onBug(error)
      return new KmsError(
        'Emulator.Bug',
        500,
        'This is a fault of kms-emulator itself; its log has the details.',
      )
    },
  }
}

/** Refuses a seed or snapshot that is wrong, with pointer and reason. */
export function checkedSeed(document: unknown): SeedDocument {
  return readSeed(document, seedChecks)
}

/** What the policy engine tells of a seed's policies. */
export const seedChecks: SeedChecks = { checkPolicy, isSystemPolicy, systemPolicyNames }

/** Back to the seed: state, clocks, scenarios, journals, nonces, quotas. */
export function resetEmulator(emulator: Emulator): void {
  loadWorld(emulator, emulator.seed)
}

/** Puts a checked document in place of everything there is. */
export function loadWorld(emulator: Emulator, document: SeedDocument): void {
  const { machine } = emulator
  emulator.world = createWorldFrom(document, { machineNow: machine.now(), source: machine })
  for (const id of [...emulator.runtimes.keys()]) forgetRuntime(emulator, id)
  emulator.created.clear()
}

/** Forgets what is remembered of an account; calls that wait for its clock go on. */
export function forgetRuntime({ runtimes }: Emulator, id: string): void {
  runtimes.get(id)?.waits.end()
  runtimes.delete(id)
}

/** What is remembered of an account, made on first use. */
export function runtimeOf(emulator: Emulator, account: Account): AccountRuntime {
  let runtime = emulator.runtimes.get(account.id)
  if (!runtime) {
    runtime = createRuntime()
    emulator.runtimes.set(account.id, runtime)
  }
  return runtime
}
