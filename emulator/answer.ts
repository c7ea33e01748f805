import { authenticate } from './access/authenticate.ts'
import { authorize, type Decided, denial } from './access/authorize.ts'
import { callerOf } from './access/principal.ts'
import type { Call } from './call.ts'
import { commonErrors, notEmulated } from './common-errors.ts'
import { type Emulator, runtimeOf } from './emulator.ts'
import { KmsError, refuse } from './errors.ts'
import { findOperation, isKnownOperation, productOf } from './operations/index.ts'
import type { Operation } from './operations/operation.ts'
import { placeOf } from './region.ts'
import type { Account } from './state/account.ts'
import { formatTime, readClock } from './state/clock.ts'
import { isIssuedToken } from './state/session.ts'
import { settle } from './state/settle.ts'
import { gatewayErrors } from './wire/gateway-errors.ts'
import type { WireRequest, WireResponse } from './wire/message.ts'
import { formatWanted, type Message, readMessage } from './wire/request.ts'
import { renderError, renderJsonError, renderSuccess } from './wire/response.ts'

/** What is known of a request so far, for the answer and the journal. */
interface Progress {
  readonly requestId: string
  readonly host: string
  message?: Message
  operation?: Operation
  call?: Call
  decided: readonly Decided[]
  wouldBeRefused?: true
}

/** Answers one request of the API, from its bytes to its journal entry. */
export function answer(emulator: Emulator, wire: WireRequest): WireResponse | Promise<WireResponse> {
  const progress: Progress = {
    requestId: emulator.machine.uuid().toUpperCase(),
    host: wire.headers.get('host') ?? '',
    decided: [],
  }
  try {
    const body = perform(emulator, wire, progress)
    record(emulator, progress, 200)
    const action = progress.operation?.name ?? ''
    const format = progress.message?.format ?? 'JSON'
    return renderSuccess({ action, format, requestId: progress.requestId, body })
  } catch (error) {
    const refusal = error instanceof KmsError ? error : emulator.reportBug(error)
    record(emulator, progress, refusal.status, refusal)
    return renderError({
      error: refusal,
      format: progress.message?.format ?? formatWanted(wire),
      requestId: progress.requestId,
      host: progress.host,
      product: progress.operation?.product ?? 'Kms',
    })
  }
}

/** Answers a request whose body is longer than any that the API takes, and closes the connection. */
export function answerTooLarge(emulator: Emulator, wire: WireRequest): WireResponse {
  const row = gatewayErrors.ParseRequestParameterException
  const error = new KmsError('ParseRequestParameterException', row.status, row.message, {
    headers: { connection: 'close' },
    because: 'the body is longer than 1 MiB',
  })
  return plainRefusal(emulator, error, wire.headers.get('host') ?? '')
}

/** Answers where even the answer could not be made: a fault of the emulator's own, and it says so. */
export function answerBug(emulator: Emulator, fault: unknown, host: string): WireResponse {
  return plainRefusal(emulator, emulator.reportBug(fault), host)
}

function plainRefusal({ machine }: Emulator, error: KmsError, host: string): WireResponse {
  return renderJsonError({ error, requestId: machine.uuid().toUpperCase(), host, product: 'Kms' })
}

/**
 * The order of checks. Source: common gateway errors for everything up to the throttle; from there the order that the
 * documented codes suggest (assumed): debt, parameters, authorization, existence, instance state, key state.
 */
function perform(emulator: Emulator, wire: WireRequest, progress: Progress) {
  const message = readMessage(wire)
  progress.message = message
  const operation = requireOperation(message)
  progress.operation = operation
  const { machine, settings, world } = emulator
  const machineNow = machine.now()
  const clockOf = (account: Account) => readClock(account.clock, machineNow)

  const owner = authenticate(message, {
    // What is due comes first: an access key may end with it.
    find(id) {
      const found = world.accessKeys.get(id)
      if (found) settle(world, found.account, clockOf(found.account), machine)
      return found && world.accessKeys.get(id)
    },
    isToken: token => isIssuedToken(world, token),
    machineNow,
    accountNow: clockOf,
    nonces: account => runtimeOf(emulator, account).nonces,
    enforce: settings.authentication === 'enforce',
  })
  const { account } = owner
  const now = clockOf(account)

  const { region, gateway } = placeOf(message, operation, world, account)
  const call: Call = {
    world,
    account,
    caller: callerOf(owner),
    region,
    gateway,
    now,
    clockOf,
    requestId: progress.requestId,
    sourceIp: wire.sourceIp,
    secure: wire.secure,
    source: machine,
    rotationError: settings.rotationError,
  }
  progress.call = call

  if (settings.throttling === 'documented' && gateway.kind === 'shared')
    runtimeOf(emulator, account).throttle.count(operation.name, region, now)
  if (operation.product === 'Kms' && account.debt !== 'none' && !operation.whileInDebt)
    refuse(commonErrors, account.debt === 'overdue' ? 'Forbidden.InDebtOverdue' : 'Forbidden.InDebt')

  return message.parameters.get('DryRun')?.toLowerCase() === 'true' && 'DryRun' in operation.parameters
    ? dryRun(() => execute(emulator, operation, call, progress))
    : execute(emulator, operation, call, progress)
}

function execute(emulator: Emulator, operation: Operation, call: Call, progress: Progress) {
  const input = operation.read((progress.message as Message).parameters)
  if (emulator.settings.authorization !== 'off') {
    progress.decided = authorize(call, operation.access(call, input))
    const last = progress.decided.at(-1)
    if (last && !last.decision.allowed) {
      if (emulator.settings.authorization === 'enforce') throw denial(call, last)
      progress.wouldBeRefused = true
    }
  }
  return operation.run(call, input)
}

/** With `DryRun=true` a call always fails, and the code says what would have happened. Source: KMS API reference; statuses assumed. */
function dryRun(attempt: () => unknown): never {
  try {
    attempt()
  } catch (error) {
    if (!(error instanceof KmsError)) throw error
    if (error.code === 'Forbidden.NoPermission') refuse(commonErrors, 'AccessDeniedError')
    if (error.code.startsWith('InvalidParameter') || error.code.startsWith('Missing'))
      refuse(commonErrors, 'ValidationError')
    throw error
  }
  return refuse(commonErrors, 'DryRunOperationError')
}

function requireOperation(message: Message): Operation {
  const product = productOf(message.version)
  if (!product) refuse(gatewayErrors, 'InvalidVersion')
  const operation = findOperation(product, message.action)
  if (operation) return operation
  if (!isKnownOperation(product, message.action)) refuse(gatewayErrors, 'InvalidAction.NotFound')
  const text = `\`${message.action}\` is not emulated; \`kms-emulator limits\` lists what is.`
  return refuse(notEmulated, 'Emulator.NotEmulated', text)
}

function record(emulator: Emulator, progress: Progress, status: number, refusal?: KmsError): void {
  const { call, operation, decided } = progress
  const resource = decided[0]?.need.resource
  const outcome = {
    requestId: progress.requestId,
    ...(resource === undefined ? {} : { resource }),
    status,
    ...(refusal ? { code: refusal.code } : {}),
    ...(refusal?.because === undefined ? {} : { because: refusal.because }),
    ...(progress.wouldBeRefused ? ({ wouldBeRefused: true } as const) : {}),
  }
  const caller = call && {
    type: call.caller.type,
    name: call.caller.name,
    accessKeyId: call.caller.accessKeyId,
  }
  emulator.onAnswer?.({
    ...outcome,
    ...(operation ? { operation: operation.name } : {}),
    ...(caller ? { caller } : {}),
  })
  if (!call || !operation || !caller) return
  const { scenarios } = call.account
  runtimeOf(emulator, call.account).journal.add({
    ...outcome,
    time: formatTime(call.now),
    operation: operation.name,
    caller,
    decided,
    ...(refusal && scenarios.size > 0 ? { scenarios: [...scenarios.values()] } : {}),
  })
}
