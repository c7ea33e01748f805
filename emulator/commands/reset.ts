import { ask, print } from './client.ts'
import type { ClientCommand } from './command.ts'

/** Goes back to the seed. */
export const command: ClientCommand = {
  describe: yargs =>
    yargs
      .example('kms-emulator reset', 'the whole world; accounts that were made are gone')
      .example('kms-emulator reset --account 1000000000000001', 'one account only'),
  async run(given) {
    const answer = await ask<{ accounts: string[] }>(given, { method: 'POST', path: '/reset' })
    print(given, answer, () =>
      given.account === undefined ? 'the emulator is as its seed' : `account ${given.account} is as it began`,
    )
  },
}
