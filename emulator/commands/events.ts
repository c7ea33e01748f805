import type { EventSummary } from '../control/events.ts'
import { ask, print } from './client.ts'
import type { ClientCommand } from './command.ts'
import { table } from './table.ts'

/** Shows what KMS reported of rotations. */
export const command: ClientCommand = {
  describe: yargs => yargs.example('kms-emulator events --json', 'each as CloudMonitor hands it on'),
  async run(given) {
    const answer = await ask<{ events: EventSummary[] }>(given, { path: '/events' })
    print(given, answer, () =>
      table(
        ['time', 'event', 'secret', 'version', 'rotation', 'why'],
        answer.events.map(({ name, content }) => [
          content.failureTime ?? content.successTime ?? '',
          name,
          content.secretName,
          content.versionId,
          content.rotationStatus,
          content.failureInfo?.errorMessage ?? '',
        ]),
      ),
    )
  },
}
