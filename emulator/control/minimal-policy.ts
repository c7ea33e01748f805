import type { GeneratedPolicy } from '../../linter/index.ts'
import type { Emulator } from '../emulator.ts'
import type { Account } from '../state/account.ts'
import { ControlError, refuseInput } from './control-error.ts'
import { offer } from './offer.ts'
import { listRequests } from './requests.ts'

/**
 * The least RAM policy for what a RAM user or a role was seen to ask for, in the calls that the journal remembers: a
 * permission that was refused is in it, too, and those that KMS would have asked for after it are not. Under an STS token
 * over the shared gateway Decrypt is not asked for, so it is not in it.
 */
export async function minimalPolicy(
  emulator: Emulator,
  account: Account,
  user: string | undefined,
): Promise<GeneratedPolicy> {
  const names = [...account.users.keys(), ...account.roles.keys(), 'root']
  if (user === undefined || user === '')
    refuseInput('', `name whose calls are meant: \`user=NAME\`${offer('', names)}`)
  if (!names.includes(user))
    throw new ControlError(404, `the account has no user or role \`${user}\`${offer(user, names)}`)
  const name = user === 'root' ? '' : user
  const asked = listRequests(emulator, account).requests.filter(({ caller }) => caller.name === name)
  const needs = asked.flatMap(({ authorization }) => authorization)
  if (needs.length === 0)
    throw new ControlError(
      404,
      `\`${user}\` was not seen to ask for a permission: let it do first what the policy is for`,
    )
  // Loaded by whoever asks: nothing else of the emulator needs the linter.
  const { leastPolicy } = await import('../../linter/index.ts')
  return leastPolicy(needs.map(({ action, resource }) => ({ action, resource })))
}
