import type { GeneratedPolicy } from '../../linter/index.ts'
import type { Emulator } from '../emulator.ts'
import type { Account } from '../state/account.ts'
import { ControlError, refuseInput } from './control-error.ts'
import type { CallingPrincipal } from './journal.ts'
import { offer } from './offer.ts'
import { listRequests } from './requests.ts'

/**
 * The least RAM policy for the calls of a RAM user or a role that the journal remembers: what they asked for, and of a
 * call that was refused all that it would have asked for. What could not be known then is not in it, such as the key of a
 * secret that was not there. Under an STS token over the shared gateway Decrypt is not asked for, so it is not in it.
 * Without a name it is the only one that called whose permissions are asked for.
 */
export async function minimalPolicy(
  emulator: Emulator,
  account: Account,
  user: string | undefined,
): Promise<GeneratedPolicy> {
  const { requests } = listRequests(emulator, account)
  const asking = requests.filter(({ authorization }) => authorization.length > 0)
  const { title, isOf } = principalNamed(account, user) ?? onlyOne(asking.map(({ caller }) => caller))
  const needs = asking
    .filter(({ caller }) => isOf(caller))
    .flatMap(({ authorization, notAsked = [] }) => [...authorization, ...notAsked])
  if (needs.length === 0)
    throw new ControlError(404, `\`${title}\` was not seen to ask for a permission: ${why(emulator)}`)
  // Loaded by whoever asks: nothing else of the emulator needs the linter.
  const { leastPolicy } = await import('../../linter/index.ts')
  return leastPolicy(needs.map(({ action, resource }) => ({ action, resource })))
}

interface Named {
  readonly title: string
  isOf(caller: CallingPrincipal): boolean
}

/** Who is meant by a name: a RAM user rather than a role of the same name; undefined without one. */
function principalNamed({ users, roles }: Account, name: string | undefined): Named | undefined {
  if (name === undefined || name === '') return undefined
  const type = users.has(name)
    ? 'user'
    : roles.has(name)
      ? 'assumed-role'
      : name === 'root'
        ? 'root'
        : undefined
  if (type === undefined) {
    const names = [...users.keys(), ...roles.keys(), 'root']
    throw new ControlError(404, `the account has no user or role \`${name}\`${offer(name, names)}`)
  }
  return { title: name, isOf: caller => caller.type === type && (type === 'root' || caller.name === name) }
}

/** The one that called, where nobody else did. */
function onlyOne(callers: readonly CallingPrincipal[]): Named {
  const [first] = callers
  const isOf = ({ type, name }: CallingPrincipal) => type === first?.type && name === first.name
  if (first && callers.every(isOf)) return { title: titleOf(first), isOf }
  const names = [...new Set(callers.map(titleOf))]
  return refuseInput('', `name whose calls are meant: \`user=NAME\`${offer('', names)}`)
}

function titleOf({ type, name }: CallingPrincipal): string {
  return type === 'root' ? 'root' : name
}

function why({ settings }: Emulator): string {
  return settings.authorization === 'off'
    ? 'with authorization `off` nobody asks; start the emulator with `report`, and nobody is refused either'
    : 'let it do first what the policy is for'
}
