import type { GeneratedPolicy } from '../../linter/index.ts'
import { ask } from './client.ts'
import { type ClientCommand, textOf } from './command.ts'

/** Printed as it stands: yargs would run its paragraphs together. */
const epilogue = `In it is every permission that the calls in the journal need: those that were refused too, with what
KMS would have asked for next. So a run with \`serve --authorization report\` gives the whole of it.

Not in it:
  what no call needed, and what could not be known: the key of a secret that was not there yet
  kms:Decrypt for calls under an STS token over the shared gateway, where KMS does not ask for it; with an
  AccessKey it is needed, and \`ram-lint generate\` has it
  conditions, and what a Deny elsewhere or a missing key, secret or trust policy refuses

RAM takes policies of 6,144 characters: attach a longer one in parts.`

/** Prints the least policy for what a RAM user or a role was seen to do. */
export const command: ClientCommand = {
  describe: yargs =>
    yargs
      .option('user', {
        type: 'string',
        requiresArg: true,
        describe: 'a RAM user, a role or `root` [the only one that called]',
      })
      .example('kms-emulator policy --user app > policy.json', '`ram-lint prove` tells what it is enough for')
      .epilogue(epilogue),
  async run(given) {
    const policy = await ask<GeneratedPolicy>(given, {
      path: '/policies/minimal',
      query: { user: textOf(given, 'user') },
    })
    process.stdout.write(`${JSON.stringify(policy, null, 2)}\n`)
  },
}
