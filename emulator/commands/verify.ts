import { ask, print } from './client.ts'
import { type ClientCommand, textOf } from './command.ts'
import { jsonOf } from './json-argument.ts'

/** Printed as it stands: yargs would break an example in the middle of its JSON. */
const epilogue = `Examples:
  three calls, every try counted
    kms-emulator verify '{"operation":"GetSecretValue","resource":"example-secret","times":3}'
  one after the other, one or more of each
    kms-emulator verify '{"inOrder":[{"operation":"DescribeSecret"},{"operation":"GetSecretValue"}]}'

Ends with 1 where the calls are not as expected, and says what was seen instead.`

/** Counts calls in the journal; ends with 1 where they are not as expected. */
export const command: ClientCommand = {
  describe: yargs =>
    yargs
      .positional('expected', {
        type: 'string',
        describe:
          'JSON: operation, resource, times (or atLeast, atMost), minSpacing; or inOrder, a list of them',
      })
      .epilogue(epilogue),
  async run(given) {
    const body = jsonOf('verify', textOf(given, 'expected') ?? '')
    const answer = await ask<{ calls: number }>(given, { method: 'POST', path: '/requests/verify', body })
    print(given, answer, () => (answer.calls === 1 ? '1 call' : `${answer.calls} calls`))
  },
}
