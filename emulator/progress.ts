import type { Decided } from './access/authorize.ts'
import { callerOf } from './access/principal.ts'
import type { Call } from './call.ts'
import { answeredOf } from './control/journal.ts'
import type { Disturbance } from './disturbance.ts'
import { type Emulator, runtimeOf } from './emulator.ts'
import { KmsError } from './errors.ts'
import type { Need, Operation } from './operations/operation.ts'
import type { AccessKeyOwner } from './state/account.ts'
import type { Drop, WireRequest } from './wire/message.ts'
import { parameterDigest } from './wire/parameter-digest.ts'
import type { Message } from './wire/request.ts'

/** What is known of a request so far, for the answer and the journal. */
export class Progress {
  readonly requestId: string
  readonly wire: WireRequest
  readonly host: string
  message: Message | undefined = undefined
  operation: Operation | undefined = undefined
  /** Whose access key the request names, whether it is theirs or not. */
  claimed: AccessKeyOwner | undefined = undefined
  call: Call | undefined = undefined
  /** When the call came, by its account's clock, and which one it was. */
  arrived: { readonly at: number; readonly order: number } | undefined = undefined
  /** The ARN of the first permission that the call asks for. */
  resource: string | undefined = undefined
  decided: readonly Decided[] = []
  /** The permissions behind one that was refused: nobody asked for them. */
  notAsked: readonly Need[] | undefined = undefined
  wouldBeRefused: true | undefined = undefined
  /** What disturbed the call last. */
  disturbance: Disturbance | undefined = undefined
  /** How its answer gets lost. */
  drop: Drop | undefined = undefined

  constructor(requestId: string, wire: WireRequest) {
    this.requestId = requestId
    this.wire = wire
    this.host = wire.headers.get('host') ?? ''
  }
}

/** Tells of a call that is answered, and enters it into its account's journal. */
export function record(emulator: Emulator, progress: Progress, status: number, refusal?: KmsError): void {
  const { requestId, call, operation, arrived, decided, disturbance, drop, wouldBeRefused } = progress
  // Who called; where the signature was not believed, whose access key it named.
  const caller = call?.caller ?? (progress.claimed && callerOf(progress.claimed))
  const about = progress.resource ?? (refusal || drop ? resourceOf(progress) : undefined)
  const outcome = {
    requestId,
    resource: about === undefined ? undefined : clipped(about),
    status,
    code: refusal?.code,
    because: refusal?.because === undefined ? undefined : clipped(refusal.because),
    lost: drop,
    fault: disturbance?.fault,
    wouldBeRefused,
  }
  emulator.onAnswer?.(answeredOf(outcome, operation?.name, caller))
  const account = call?.account ?? progress.claimed?.account
  if (!account || !operation || !caller || !arrived) return
  // It may have been taken away or reset while the call waited.
  if (emulator.world.accounts.get(account.id) !== account) return
  const { scenarios } = account
  // Each member by name: to spread the outcome here would take as long as all the rest of it.
  runtimeOf(emulator, account).journal.add({
    requestId,
    resource: outcome.resource,
    status,
    code: outcome.code,
    because: outcome.because,
    lost: drop,
    fault: outcome.fault,
    wouldBeRefused,
    at: arrived.at,
    order: arrived.order,
    operation: operation.name,
    caller,
    trouble: disturbance?.trouble,
    digest: parameterDigest((progress.message as Message).parameters),
    decided,
    notAsked: progress.notAsked?.map(({ action, resource }) => ({ action, resource: clipped(resource) })),
    scenarios: (refusal || drop) && scenarios.size > 0 ? [...scenarios.values()] : undefined,
  })
}

/** What a call was about that was refused before anybody asked. */
function resourceOf({ call, operation, message }: Progress): string | undefined {
  if (!call || !operation || !message) return undefined
  try {
    return operation.access(call, operation.read(message.parameters))[0]?.resource
  } catch (error) {
    if (error instanceof KmsError) return undefined
    throw error
  }
}

/** A journal of long texts would be as long as callers like. */
function clipped(text: string): string {
  return text.length <= mostText ? text : `${text.slice(0, mostText)}…`
}

const mostText = 2048
