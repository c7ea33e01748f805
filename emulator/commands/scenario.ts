import type { AppliedSummary, ScenarioChange, ScenarioSummary } from '../control/scenarios.ts'
import { actionOf, needed } from './action.ts'
import { ask, print, segment } from './client.ts'
import { colors } from './colors.ts'
import { type ClientCommand, type Given, textOf } from './command.ts'
import { CommandError } from './command-error.ts'

/** Lists, applies and undoes scenarios; flags that are no one else's are the scenario's parameters. */
export const command: ClientCommand = {
  describe: yargs =>
    yargs
      .positional('action', { type: 'string', describe: 'list, apply NAME or undo ID' })
      .positional('which', { type: 'string', describe: 'the name of a scenario, or the id of one applied' })
      .option('parameter', {
        type: 'string',
        requiresArg: true,
        describe: 'NAME=VALUE, for a parameter that is named like one of these flags',
      })
      .strict(false)
      .example('kms-emulator scenario list', 'what there is, with parameters, and what is applied')
      .example(
        'kms-emulator scenario apply instance-expired',
        'parameters may be left out where there is no choice',
      )
      .example('kms-emulator scenario apply not-authorized --user app --missing Decrypt', '')
      .example(
        'kms-emulator scenario apply managed-account-missing --instance rm-example --parameter account=shop',
        '',
      )
      .example('kms-emulator scenario undo instance-expired-1f2e3d4c', 'in any order'),
  async run(given) {
    const action = actionOf('scenario', given.action, ['list', 'apply', 'undo'])
    const name = textOf(given, 'which')
    if (action === 'list') await list(given)
    else if (action === 'apply') await apply(given, needed('scenario apply', 'the name of a scenario', name))
    else await undo(given, needed('scenario undo', 'the id of an applied scenario', name))
  },
}

async function list(given: Given): Promise<void> {
  const answer = await ask<{ scenarios: ScenarioSummary[]; applied: AppliedSummary[] }>(given, {
    path: '/scenarios',
  })
  print(given, answer, () =>
    [
      ...answer.scenarios.map(describe),
      colors().bold('applied:'),
      ...(answer.applied.length === 0 ? ['  none'] : []),
      ...answer.applied.map(
        ({ id, changed, holds }) => `  ${id}${holds ? '' : ' (ended)'}: ${changed.join('; ')}`,
      ),
    ].join('\n'),
  )
}

function describe({ name, summary, causes, ends, source, parameters }: ScenarioSummary): string {
  const { bold, cyan, dim } = colors()
  const flags = parameters.map(
    ({ name, summary, choices, otherwise }) =>
      `  ${cyan(flagOf(name, choices ? choices.join('|') : 'VALUE'))}  ${summary} [${otherwise}]`,
  )
  return [
    bold(name),
    `  ${summary}`,
    `  ${dim('causes')}  ${causes}`,
    `  ${dim('ends')}    ${ends}`,
    `  ${dim('source')}  ${source}`,
    ...flags,
    '',
  ].join('\n')
}

/** Flags that every client command takes, this one's own, and what yargs adds. */
const ownFlags = [
  '_',
  '$0',
  'url',
  'account',
  'admin-token',
  'json',
  'action',
  'which',
  'parameter',
  'help',
  'version',
]

/** How a parameter of a scenario is written on the command line. */
function flagOf(name: string, value: string): string {
  return ownFlags.includes(name) ? `--parameter ${name}=${value}` : `--${name} ${value}`
}

async function apply(given: Given, name: string): Promise<void> {
  const flags = Object.entries(given).filter(([flag]) => !ownFlags.includes(flag))
  const body = Object.fromEntries([...flags, ...parameterIn(given)])
  const answer = await ask<ScenarioChange>(given, {
    method: 'POST',
    path: `/scenarios/${segment(name)}`,
    body,
  })
  print(given, answer, () =>
    [colors().bold(answer.id), ...answer.changed.map(each => `  ${each}`)].join('\n'),
  )
}

function parameterIn(given: Given): [name: string, value: string][] {
  const text = textOf(given, 'parameter')
  if (text === undefined) return []
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? []
  if (name === undefined || value === undefined)
    throw new CommandError(2, '`--parameter` takes a name and a value, such as `account=shop`')
  return [[name, value]]
}

async function undo(given: Given, id: string): Promise<void> {
  const answer = await ask<ScenarioChange>(given, { method: 'DELETE', path: `/scenarios/${segment(id)}` })
  print(given, answer, () =>
    answer.changed.length === 0 ? 'it had ended already' : answer.changed.join('\n'),
  )
}
