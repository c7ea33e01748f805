import type { AuthorizationSummary } from '../control/authorizations.ts'
import { ask, print, segment } from './client.ts'
import { type ClientCommand, textOf } from './command.ts'

/** Gives KMS its role, or takes it away. */
export const command: ClientCommand = {
  describe: yargs =>
    yargs
      .positional('kind', { type: 'string', describe: 'ram-credentials, rds or ecs' })
      .option('revoke', { type: 'boolean', describe: 'take it away instead' })
      .example('kms-emulator authorize ram-credentials', 'KMS may manage the AccessKeys of RAM users'),
  async run(given) {
    const answer = await ask<AuthorizationSummary>(given, {
      method: given.revoke ? 'DELETE' : 'POST',
      path: `/authorizations/${segment(textOf(given, 'kind') ?? '')}`,
    })
    print(given, answer, () => `${answer.kind} is ${answer.granted ? 'granted' : 'not granted'}`)
  },
}
