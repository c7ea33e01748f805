import type { FaultSummary } from '../control/faults.ts'
import { actionOf, needed } from './action.ts'
import { ask, print, segment } from './client.ts'
import { type ClientCommand, type Given, textOf } from './command.ts'
import { jsonOf } from './json-argument.ts'
import { table } from './table.ts'

/** Printed as it stands: yargs would break an example in the middle of its JSON. */
const epilogue = `A rule:
  which calls  operation (or *), accessKeyId, resource, skip, times, probability with seed
  what then    error {code, status, message}, drop (reset, truncate, garbage, never-answer), or delay with
               clock: machine, or account, which "clock advance" moves
  when         before (the call does not run) or after (it has run, and the client does not learn of it)

Examples:
  the next two reads are refused
    kms-emulator fault add '{"operation":"GetSecretValue","error":{"code":"Rejected.Throttling"},"times":2}'
  the change stands, and the client does not learn of it
    kms-emulator fault add '{"operation":"PutSecretValue","when":"after","drop":"reset"}'
  every call takes two seconds more
    kms-emulator fault add '{"operation":"*","delay":"2s"}'`

/** Lists, adds and removes fault rules. */
export const command: ClientCommand = {
  describe: yargs =>
    yargs
      .positional('action', { type: 'string', describe: 'list, add JSON or remove [ID]' })
      .positional('rule', { type: 'string', describe: 'a rule as JSON, or the id of one; without an id all' })
      .epilogue(epilogue),
  async run(given) {
    const action = actionOf('fault', given.action, ['list', 'add', 'remove'])
    const rule = textOf(given, 'rule')
    if (action === 'list') await list(given)
    else if (action === 'add') await add(given, needed('fault add', 'a rule as JSON', rule))
    else await remove(given, rule)
  },
}

async function list(given: Given): Promise<void> {
  const answer = await ask<{ faults: FaultSummary[] }>(given, { path: '/faults' })
  print(given, answer, () => listed(answer.faults))
}

async function add(given: Given, rule: string): Promise<void> {
  const body = jsonOf('fault add', rule)
  const answer = await ask<FaultSummary>(given, { method: 'POST', path: '/faults', body })
  print(given, answer, () => listed([answer]))
}

async function remove(given: Given, id: string | undefined): Promise<void> {
  if (id === undefined) {
    const answer = await ask<{ removed: number }>(given, { method: 'DELETE', path: '/faults' })
    print(given, answer, () => `${answer.removed} removed`)
    return
  }
  const answer = await ask<FaultSummary>(given, { method: 'DELETE', path: `/faults/${segment(id)}` })
  print(given, answer, () => listed([answer]))
}

function listed(faults: readonly FaultSummary[]): string {
  return table(
    ['id', 'hits', 'operation', 'when', 'rule'],
    faults.map(({ id, hits, operation, when, ...rule }) => [
      id,
      String(hits),
      operation,
      when,
      JSON.stringify(rule),
    ]),
  )
}
