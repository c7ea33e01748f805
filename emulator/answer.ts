import { authenticate } from './access/authenticate.ts'
import { authorize, denial } from './access/authorize.ts'
import { callerOf } from './access/principal.ts'
import type { Call } from './call.ts'
import { commonErrors, notEmulated } from './common-errors.ts'
import { type Disturbance, troubleOf, type When } from './disturbance.ts'
import { type Emulator, runtimeOf } from './emulator.ts'
import { KmsError, refuse } from './errors.ts'
import { findOperation, isKnownOperation, productOf } from './operations/index.ts'
import type { Need, Operation, ResponseBody } from './operations/operation.ts'
import { Progress, record } from './progress.ts'
import { placeOf } from './region.ts'
import type { AccessKeyOwner, Account } from './state/account.ts'
import { readClock } from './state/clock.ts'
import { isIssuedToken } from './state/session.ts'
import { settle } from './state/settle.ts'
import { gatewayErrors } from './wire/gateway-errors.ts'
import type { WireRequest, WireResponse } from './wire/message.ts'
import { formatWanted, type Message, readMessage } from './wire/request.ts'
import { renderError, renderJsonError, renderSuccess } from './wire/response.ts'

/** Answers one request of the API, from its bytes to its journal entry. */
export function answer(emulator: Emulator, wire: WireRequest): WireResponse | Promise<WireResponse> {
  const progress = new Progress(emulator.machine.uuid().toUpperCase(), wire)
  try {
    const body = perform(emulator, wire, progress)
    if (!(body instanceof Promise)) return succeed(emulator, progress, body)
    return body.then(
      later => succeed(emulator, progress, later),
      error => fail(emulator, progress, error),
    )
  } catch (error) {
    return fail(emulator, progress, error)
  }
}

function succeed(
  emulator: Emulator,
  progress: Progress,
  body: ResponseBody,
): WireResponse | Promise<WireResponse> {
  const { drop } = progress
  record(emulator, progress, drop === 'reset' || drop === 'never-answer' ? 0 : 200)
  const action = progress.operation?.name ?? ''
  const format = progress.message?.format ?? 'JSON'
  const response = renderSuccess({ action, format, requestId: progress.requestId, body })
  return drop === undefined ? response : Promise.resolve(response).then(whole => ({ ...whole, drop }))
}

function fail(emulator: Emulator, progress: Progress, error: unknown): WireResponse | Promise<WireResponse> {
  const refusal = error instanceof KmsError ? error : emulator.reportBug(error)
  record(emulator, progress, refusal.status, refusal)
  return renderError({
    error: refusal,
    format: progress.message?.format ?? formatWanted(progress.wire),
    requestId: progress.requestId,
    host: progress.host,
    product: progress.operation?.product ?? 'Kms',
  })
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
function perform(
  emulator: Emulator,
  wire: WireRequest,
  progress: Progress,
): ResponseBody | Promise<ResponseBody> {
  const message = readMessage(wire)
  progress.message = message
  const operation = requireOperation(message)
  progress.operation = operation
  const { machine, settings, world } = emulator
  const machineNow = machine.now()
  const clockOf = (account: Account) => readClock(account.clock, machineNow)

  const owner = authenticate(message, {
    find(id) {
      const owner = accessKeyOwner(emulator, id)
      if (!owner) return undefined
      // From here on the call belongs to somebody's journal, though it may yet be refused as not theirs.
      progress.claimed = owner
      progress.arrived = {
        at: clockOf(owner.account),
        order: runtimeOf(emulator, owner.account).journal.arrive(),
      }
      return owner
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

  const go = () =>
    disturbed(emulator, progress, troubleOf(call, operation.name, 'before'), {}, () => {
      if (settings.throttling === 'documented' && gateway.kind === 'shared')
        runtimeOf(emulator, account).throttle.count(operation.name, region, now)
      if (operation.product === 'Kms' && account.debt !== 'none' && !operation.whileInDebt)
        refuse(commonErrors, account.debt === 'overdue' ? 'Forbidden.InDebtOverdue' : 'Forbidden.InDebt')
      return execute(emulator, operation, message, progress)
    })
  return operation.tellsCaCertificate ? certified(emulator, progress).then(go) : go()
}

/** Gives a call the certificate of the CA. Without one the answer says all the rest. */
async function certified(emulator: Emulator, progress: Progress): Promise<void> {
  try {
    const caCertificate = await emulator.caCertificate?.()
    progress.call = { ...resumed(emulator, progress.call as Call), caCertificate }
  } catch (error) {
    emulator.reportBug(error)
  }
}

/** Whose an access key is once what fell due in its account has happened: a rotation may have ended the key's life. */
function accessKeyOwner({ machine, world }: Emulator, id: string): AccessKeyOwner | undefined {
  const account = world.accessKeys.get(id)?.account
  if (account) settle(world, account, readClock(account.clock, machine.now()), machine)
  return world.accessKeys.get(id)
}

function execute(
  emulator: Emulator,
  operation: Operation,
  message: Message,
  progress: Progress,
): ResponseBody | Promise<ResponseBody> {
  const dry = 'DryRun' in operation.parameters && message.parameters.get('DryRun')?.toLowerCase() === 'true'
  const arrived = progress.call as Call
  const input = worded(dry, () => operation.read(message.parameters))
  const needs = worded(dry, () => operation.access(arrived, input))
  progress.resource = needs[0]?.resource
  return disturbed(emulator, progress, faultOf(emulator, progress, 'before'), {}, () => {
    const call = progress.call as Call
    const body = worded(dry, () => {
      permit(emulator, progress, call, call === arrived ? needs : operation.access(call, input))
      return operation.run(call, input)
    })
    if (dry) refuse(commonErrors, 'DryRunOperationError')
    return disturbed(emulator, progress, faultOf(emulator, progress, 'after'), body, () =>
      disturbed(emulator, progress, troubleOf(call, operation.name, 'after'), body, () => body),
    )
  })
}

function permit({ settings }: Emulator, progress: Progress, call: Call, needs: readonly Need[]): void {
  if (settings.authorization === 'off') return
  progress.decided = authorize(call, needs)
  const last = progress.decided.at(-1)
  if (!last || last.decision.allowed) return
  if (progress.decided.length < needs.length) progress.notAsked = needs.slice(progress.decided.length)
  if (settings.authorization === 'enforce') throw denial(call, last)
  progress.wouldBeRefused = true
}

function faultOf(emulator: Emulator, progress: Progress, when: When): Disturbance | undefined {
  const { account, caller, now } = progress.call as Call
  const { faults } = runtimeOf(emulator, account)
  if (faults.size === 0) return undefined
  const operation = (progress.operation as Operation).name
  return faults.meet({ operation, accessKeyId: caller.accessKeyId, resource: progress.resource }, when, now)
}

/** Goes on with a call, unless what it meets is an error, or takes it away: then `lost` is the answer that gets lost. */
function disturbed(
  emulator: Emulator,
  progress: Progress,
  met: Disturbance | undefined,
  lost: ResponseBody,
  next: () => ResponseBody | Promise<ResponseBody>,
): ResponseBody | Promise<ResponseBody> {
  if (!met) return next()
  progress.disturbance = met
  const go = () => {
    if (met.error) throw met.error
    if (met.drop === undefined) return next()
    progress.drop = met.drop
    return lost
  }
  if (met.delay === 0 && met.clockDelay === undefined) return go()
  return waited(emulator, progress.call as Call, met).then(() => {
    progress.call = resumed(emulator, progress.call as Call)
    return go()
  })
}

/** Comes back when both the machine's clock and the account's have gone on as far as a disturbance wants. */
async function waited(
  emulator: Emulator,
  { account, now }: Call,
  { delay, clockDelay = 0 }: Disturbance,
): Promise<void> {
  const { machine } = emulator
  const { waits } = runtimeOf(emulator, account)
  const clock = waits.until(now + clockDelay, account.clock, machine)
  if (delay > 0) await machine.wait(delay)
  await clock
}

/** A call that waited, at the time that it is by now; what fell due meanwhile has happened. */
function resumed({ machine }: Emulator, call: Call): Call {
  const machineNow = machine.now()
  const clockOf = (account: Account) => readClock(account.clock, machineNow)
  const now = clockOf(call.account)
  settle(call.world, call.account, now, machine)
  return { ...call, now, clockOf }
}

/** With `DryRun=true` a call always fails, and the code says what would have happened. Source: KMS API reference; statuses assumed. */
function worded<T>(dry: boolean, attempt: () => T): T {
  if (!dry) return attempt()
  try {
    return attempt()
  } catch (error) {
    if (!(error instanceof KmsError)) throw error
    if (error.code === 'Forbidden.NoPermission') refuse(commonErrors, 'AccessDeniedError')
    if (error.code.startsWith('InvalidParameter') || error.code.startsWith('Missing'))
      refuse(commonErrors, 'ValidationError')
    throw error
  }
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
