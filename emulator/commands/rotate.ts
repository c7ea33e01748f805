import type { RotationSummary } from '../control/secrets.ts'
import { ask, print, segment } from './client.ts'
import { type ClientCommand, textOf } from './command.ts'

/** Rotates a secret as the console does. */
export const command: ClientCommand = {
  describe: yargs =>
    yargs
      .positional('secret', { type: 'string', describe: 'a SecretName or an ARN' })
      .option('window', {
        type: 'string',
        requiresArg: true,
        describe: 'how long the old AccessKey of a RAM secret lives on, 10m to 2d [48h]',
      })
      .example('kms-emulator rotate acs/ram/user/app --window 30m', 'both AccessKeys sign for 30 minutes'),
  async run(given) {
    const window = textOf(given, 'window')
    const answer = await ask<RotationSummary>(given, {
      method: 'POST',
      path: `/secrets/${segment(textOf(given, 'secret') ?? '')}/rotate`,
      ...(window === undefined ? {} : { body: { window } }),
    })
    print(given, answer, () =>
      answer.rotating
        ? `${answer.secretName} is being rotated to version ${answer.versionId} until ${answer.endsAt}`
        : `${answer.secretName} has rotated to version ${answer.versionId}`,
    )
  },
}
