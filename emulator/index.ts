import { type AccountHandle, accountHandle, createAccountHandle } from './account-handle.ts'
import { createHandler } from './app.ts'
import { certificatesOnDemand } from './certificates.ts'
import { type AccountSummary, listAccounts, requireAccount } from './control/accounts.ts'
import type { Control } from './control/control.ts'
import { type Limits, readLimits } from './control/limits.ts'
import type { OpenApi } from './control/openapi.ts'
import { readState, resetState, writeState } from './control/state.ts'
import { createEmulator, type Emulator } from './emulator.ts'
import { type Machine, thisMachine } from './machine.ts'
import { checkOptions, type StartOptions, settingsOf } from './options.ts'
import { reportBug, requestLog } from './request-log.ts'
import { listen } from './server.ts'
import { defaultWorld } from './state/default-world.ts'
import type { SeedAccount, SeedDocument } from './state/seed-document.ts'

export type {
  AccountHandle,
  AppliedScenarioHandle,
  ClockHandle,
  Credentials,
} from './account-handle.ts'
export type { AccountSummary } from './control/accounts.ts'
export type { AuthorizationSummary } from './control/authorizations.ts'
export type { BackupSummary, RestoreOptions, RestoreSummary } from './control/backups.ts'
export type { InstancePurchase } from './control/buy-instance.ts'
export type { ConsoleSecret } from './control/console-secrets.ts'
export { ControlError } from './control/control-error.ts'
export type { EventSummary } from './control/events.ts'
export type { FaultInput, FaultSummary } from './control/faults.ts'
export type { InstanceNetwork, InstanceSummary } from './control/instances.ts'
export type { JournalEntry, JournalNeed, NeededPermission } from './control/journal.ts'
export type { Limits } from './control/limits.ts'
export type { OpenApi } from './control/openapi.ts'
export type { RequestFilter } from './control/requests.ts'
export type { AppliedSummary } from './control/scenarios.ts'
export type { AccountCheck, RotationSummary } from './control/secrets.ts'
export type { TargetSummary } from './control/targets.ts'
export type { ExpectedCalls, ExpectedOrder } from './control/verify.ts'
export type { FaultHandle, FaultsHandle } from './fault-handle.ts'
export type { InstancesHandle } from './instances-handle.ts'
export type { AuthorizationsHandle, SecretsHandle, TargetsHandle } from './managed-handle.ts'
export { OptionError, type StartOptions } from './options.ts'
export type { SeedAccount, SeedDocument } from './state/seed-document.ts'
export { SeedError } from './state/seed-error.ts'
export { version } from './version.ts'

/** An emulator that listens. All that it is asked to do, `/_emulator` does over HTTP under the same names. */
export interface RunningEmulator {
  /** `http://127.0.0.1:PORT`; https is answered on the same port. */
  readonly url: string
  /** `127.0.0.1:PORT`: what the official clients take as their endpoint. */
  readonly endpoint: string
  /** What clients read from the environment, with the first account's credentials: a user's, else the root's. */
  env(user?: string): Promise<Readonly<Record<string, string>>>
  /** The certificate of the CA that signs the emulator's (PEM); made on first use. */
  caCertificate(): Promise<string>
  /** What is emulated, how sure each part is, and what is refused. */
  limits(): Limits
  /** The control interface described as OpenAPI 3.1. */
  openapi(): Promise<OpenApi>
  /** The account of an id; without one the first. Throws a `ControlError` where there is none. */
  account(id?: string): AccountHandle
  /** Every account with its credentials. */
  accounts(): AccountSummary[]
  /**
   * Makes an account of its own state, clock, scenarios and journal: one per test, in parallel. Without a body it is the
   * default seed's under a new id with new access keys; what the body names replaces that member.
   */
  createAccount(body?: Partial<SeedAccount>): Promise<AccountHandle>
  /** Back to the seed: state, clocks, scenarios, journals, nonces; accounts that were made are gone. */
  reset(): Promise<void>
  /** The world as a document that `restore` and the option `seed` take. */
  snapshot(): Promise<SeedDocument>
  /** Throws a `ControlError` where the document is wrong; then nothing has changed. */
  restore(snapshot: SeedDocument): Promise<void>
  /** Answers what is under way, for two seconds at most, and stops. */
  close(): Promise<void>
}

/**
 * Starts an emulator in this process. Two share nothing. Throws an `OptionError` or a `SeedError` where it is asked for
 * something wrong, and Node's own error where it cannot listen.
 */
export async function startEmulator(options: StartOptions = {}): Promise<RunningEmulator> {
  checkOptions(options)
  const { port = 0, host = '127.0.0.1', adminToken, seed = defaultWorld } = options
  const { machine = thisMachine } = options as { readonly machine?: Machine }
  const log = requestLog(options.log ?? 'silent', machine)
  const { certificate, caCertificate } = certificatesOnDemand(options.caDir, machine)
  const emulator = createEmulator({
    seed,
    settings: settingsOf(options),
    machine,
    onBug: reportBug,
    onAnswer: log,
    caCertificate: async () => (await certificate()).certificatePem,
  })
  const control: Control = { emulator, adminToken, onAnswer: log, caCertificate }
  const server = await listen({
    port,
    host,
    handler: createHandler(emulator, control),
    certificate,
    report: reportBug,
  })
  return emulatorHandle(emulator, control, server, host)
}

function emulatorHandle(
  emulator: Emulator,
  control: Control,
  server: { readonly port: number; close(): Promise<void> },
  host: string,
): RunningEmulator {
  const endpoint = `${reachable(host)}:${server.port}`
  const url = `http://${endpoint}`
  const account = (id?: string) => accountHandle(control, url, requireAccount(emulator, id).id)
  return {
    url,
    endpoint,
    env: user => account().env(user),
    caCertificate: async () => (await control.caCertificate()).certificate,
    limits: readLimits,
    openapi: async () => (await import('./control/routes.ts')).readOpenApi(),
    account,
    accounts: () => listAccounts(emulator),
    createAccount: async body => createAccountHandle(control, url, body),
    reset: async () => resetState(emulator),
    snapshot: async () => readState(emulator),
    restore: async document => writeState(emulator, document),
    close: () => server.close(),
  }
}

/** A host as a client on this machine writes it. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
}
