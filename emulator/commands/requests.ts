import type { JournalEntry } from '../control/journal.ts'
import { printable } from '../printable.ts'
import { ask, print } from './client.ts'
import { colors, toned } from './colors.ts'
import { type ClientCommand, textOf } from './command.ts'
import { table } from './table.ts'

/** Shows the journal. */
export const command: ClientCommand = {
  describe: yargs =>
    yargs
      .option('operation', { type: 'string', describe: 'only calls of this operation' })
      .option('explain', {
        type: 'boolean',
        describe: 'which statement allowed each call, or what is missing',
      })
      .example('kms-emulator requests --operation GetSecretValue --explain', ''),
  async run(given) {
    const query = { operation: textOf(given, 'operation') }
    const answer = await ask<{ requests: JournalEntry[]; dropped: number }>(given, {
      path: '/requests',
      query,
    })
    print(given, answer, () => {
      const rows = answer.requests.map(rowOf)
      const lines = table(['time', 'status', 'operation', 'caller', 'resource', 'code'], rows).split('\n')
      const explained = given.explain
        ? lines.flatMap((line, index) => [line, ...reasons(answer.requests[index - 1])])
        : lines
      const older = answer.dropped === 0 ? [] : [`${answer.dropped} older calls are forgotten`]
      return [...older, ...explained].join('\n')
    })
  },
}

function rowOf({
  time,
  status,
  operation,
  caller,
  resource = '',
  code = '',
  lost,
  fault,
  scenario,
  wouldBeRefused,
}: JournalEntry): string[] {
  const who = caller.name === '' ? '(root)' : caller.name
  const cause = fault ?? scenario
  return [
    time,
    String(status),
    operation,
    who,
    resource,
    [
      code || (lost ?? (wouldBeRefused ? 'would be refused' : '')),
      ...(cause === undefined ? [] : [`(${cause})`]),
    ]
      .join(' ')
      .trim(),
  ]
}

function reasons(entry: JournalEntry | undefined): string[] {
  if (!entry) return []
  const { because, authorization, notAsked = [] } = entry
  const { dim } = colors()
  return [
    ...authorization.map(
      ({ action, resource, outcome, explanation }) =>
        `    ${toned(outcome)} ${printable(`${action} on ${resource}: ${explanation}`)}`,
    ),
    ...notAsked.map(({ action, resource }) =>
      dim(`    not asked for yet: ${action} on ${printable(resource)}`),
    ),
    // A denial's reason is the explanation of its last permission already.
    ...(because === undefined || because === authorization.at(-1)?.explanation
      ? []
      : [`    ${printable(because)}`]),
  ]
}
