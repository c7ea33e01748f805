import type { AccountCheck } from '../control/secrets.ts'
import { ask, print, segment } from './client.ts'
import { colors } from './colors.ts'
import { type ClientCommand, textOf } from './command.ts'

/** Checks the account that a secret manages, as the console does. */
export const command: ClientCommand = {
  describe: yargs =>
    yargs
      .positional('secret', { type: 'string', describe: 'a SecretName or an ARN' })
      .example('kms-emulator verify-account acs/ram/user/app', 'whether the RAM user is still there'),
  async run(given) {
    const answer = await ask<AccountCheck>(given, {
      method: 'POST',
      path: `/secrets/${segment(textOf(given, 'secret') ?? '')}/verify-account`,
    })
    print(given, answer, () =>
      answer.verified
        ? `${answer.secretName}: ${colors().green('verified')}`
        : `${answer.secretName}: ${colors().red(answer.reason ?? '')}`,
    )
  },
}
