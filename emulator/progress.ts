import type { Decided } from './access/authorize.ts'
import { callerOf as principalOf } from './access/principal.ts'
import type { Call } from './call.ts'
import type { JournalRecord } from './control/journal.ts'
import type { Disturbance } from './disturbance.ts'
import { type Emulator, runtimeOf } from './emulator.ts'
import { KmsError } from './errors.ts'
import type { Operation } from './operations/operation.ts'
import type { AccessKeyOwner } from './state/account.ts'
import { formatTime } from './state/clock.ts'
import type { Drop, WireRequest } from './wire/message.ts'
import { parameterDigest } from './wire/parameter-digest.ts'
import type { Message } from './wire/request.ts'

/** What is known of a request so far, for the answer and the journal. */
export interface Progress {
  readonly requestId: string
  readonly wire: WireRequest
  readonly host: string
  message?: Message
  operation?: Operation
  /** Whose access key the request names, whether it is theirs or not. */
  claimed?: AccessKeyOwner
  call?: Call
  /** When the call came, by its account's clock, and which one it was. */
  arrived?: { readonly at: number; readonly order: number }
  /** The ARN of the first permission that the call asks for. */
  resource?: string | undefined
  decided: readonly Decided[]
  wouldBeRefused?: true
  /** What disturbed the call last. */
  disturbance?: Disturbance
  /** How its answer gets lost. */
  drop?: Drop
}

/** Tells of a call that is answered, and enters it into its account's journal. */
export function record(emulator: Emulator, progress: Progress, status: number, refusal?: KmsError): void {
  const { call, operation, arrived, decided, disturbance, drop } = progress
  const resource = progress.resource ?? (refusal || drop ? resourceOf(progress) : undefined)
  const outcome = {
    requestId: progress.requestId,
    ...(resource === undefined ? {} : { resource: clipped(resource) }),
    status,
    ...(refusal ? { code: refusal.code } : {}),
    ...(refusal?.because === undefined ? {} : { because: clipped(refusal.because) }),
    ...(drop === undefined ? {} : { lost: drop }),
    ...(disturbance?.fault === undefined ? {} : { fault: disturbance.fault }),
    ...(progress.wouldBeRefused ? ({ wouldBeRefused: true } as const) : {}),
  }
  const caller = callerOf(progress)
  emulator.onAnswer?.({
    ...outcome,
    ...(operation ? { operation: operation.name } : {}),
    ...(caller ? { caller } : {}),
  })
  const account = call?.account ?? progress.claimed?.account
  if (!account || !operation || !caller || !arrived) return
  // It may have been taken away or reset while the call waited.
  if (emulator.world.accounts.get(account.id) !== account) return
  const { scenarios } = account
  runtimeOf(emulator, account).journal.add({
    ...outcome,
    ...(disturbance?.trouble === undefined ? {} : { trouble: disturbance.trouble }),
    time: formatTime(arrived.at),
    ...arrived,
    operation: operation.name,
    caller,
    decided,
    digest: parameterDigest((progress.message as Message).parameters),
    ...((refusal || drop) && scenarios.size > 0 ? { scenarios: [...scenarios.values()] } : {}),
  })
}

/** Who called; where the signature was not believed, whose access key it named. */
function callerOf({ call, claimed }: Progress): JournalRecord['caller'] | undefined {
  const caller = call?.caller ?? (claimed && principalOf(claimed))
  return caller && { type: caller.type, name: caller.name, accessKeyId: caller.accessKeyId }
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
