import type { Call } from '../../emulator/call.ts'
import { KmsError } from '../../emulator/errors.ts'
import type { Operation, ResponseBody } from '../../emulator/operations/operation.ts'
import type { Account } from '../../emulator/state/account.ts'
import { day, readClock } from '../../emulator/state/clock.ts'
import type { Instance } from '../../emulator/state/instance.ts'
import { settle } from '../../emulator/state/settle.ts'
import { addAccount, createAccount, createWorld } from '../../emulator/state/world.ts'
import { standingMachine, start } from './machine.ts'

/** A world with one account, whose root calls operations without authentication and authorization. */
export function standingAccount(id = '1000000000000001', world = createWorld('cn-hangzhou')) {
  const machine = standingMachine()
  const account = createAccount(id)
  addAccount(world, account)
  const now = () => readClock(account.clock, machine.now())
  const call = (changes: Partial<Call> = {}): Call => ({
    world,
    account,
    caller: {
      type: 'root',
      arn: `acs:ram::${id}:root`,
      id,
      displayName: id,
      name: '',
      accessKeyId: 'LTAItest',
    },
    region: 'cn-hangzhou',
    gateway: { kind: 'shared' },
    now: now(),
    clockOf: owner => readClock(owner.clock, machine.now()),
    requestId: machine.uuid(),
    sourceIp: '127.0.0.1',
    secure: true,
    source: machine,
    rotationError: { code: 'Rejected.ResourceInUse', status: 409, message: '' },
    ...changes,
  })
  return {
    world,
    account,
    call,
    /** Runs an operation now; refusals are thrown. */
    run(
      operation: Operation,
      parameters: Readonly<Record<string, string>> = {},
      changes: Partial<Call> = {},
    ): ResponseBody {
      settle(world, account, now(), machine)
      const current = call(changes)
      const input = operation.read(new Map(Object.entries(parameters)))
      operation.access(current, input)
      return operation.run(current, input)
    },
    advance(milliseconds: number): void {
      account.clock.offset += milliseconds
    },
  }
}

export type StandingAccount = ReturnType<typeof standingAccount>

/** Adds a connected software instance with public access. */
export function addInstance(account: Account, changes: Partial<Instance> = {}): Instance {
  const instance: Instance = {
    id: 'kst-hzz0example0000000000',
    region: 'cn-hangzhou',
    type: 'software',
    name: 'kst-hzz0example0000000000',
    status: 'Connected',
    createdAt: start,
    startDate: start,
    endDate: start + 3650 * day,
    publicAccess: true,
    keyQuota: 1000,
    secretQuota: 1000,
    chargeType: 'PREPAY',
    deletionProtection: { enabled: false, description: '' },
    ...changes,
  }
  account.instances.set(instance.id, instance)
  return instance
}

/** The code of the refusal that `work` meets. */
export function codeOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (error instanceof KmsError) return error.code
    throw error
  }
  return 'none'
}

/** A member of an answer that is text, by its path. */
export function textAt(body: ResponseBody, ...path: string[]): string {
  let value: unknown = body
  for (const name of path) value = (value as Record<string, unknown> | undefined)?.[name]
  if (typeof value !== 'string') throw new Error(`${path.join('/')} is no text`)
  return value
}
