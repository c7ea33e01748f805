import type { Account } from '../state/account.ts'
import { formatExactTime } from '../state/relative-time.ts'
import { type Secret, secretArn } from '../state/secret.ts'
import { wrappingFor } from '../state/secret-value.ts'
import { nameOf } from './parameter.ts'
import type { ScenarioContext } from './scenario.ts'
import { ScenarioFault } from './scenario-fault.ts'

/** The name of a secret that rotates; left out, the account's only one. */
export const managedSecretName = nameOf('managed secret', account =>
  managedSecrets(account).map(({ name }) => name),
)

/** Every secret of an account that rotates. */
export function managedSecrets(account: Account): Secret[] {
  return [...account.secrets.values()].flatMap(secrets => [...secrets].filter(secret => secret.rotation))
}

/** The one of a name that `managedSecretName` has read. */
export function managedSecretNamed(account: Account, name: string): Secret {
  return managedSecrets(account).find(each => each.name === name) as Secret
}

/** Throws a `ScenarioFault` where no rotation of the secret can begin. */
export function refuseWhatCannotRotate({ account, now }: ScenarioContext, secret: Secret): void {
  const running = secret.rotation?.running
  const arn = secretArn(secret.region, account.id, secret.name)
  if (running)
    throw new ScenarioFault(
      `\`${arn}\` is being rotated already, until ${formatExactTime(running.endsAt)}`,
      'secret',
    )
  if (secret.plannedDeletion !== undefined)
    throw new ScenarioFault(`\`${arn}\` is planned to be deleted`, 'secret')
  const wrapping = wrappingFor(account, secret, now)
  if (typeof wrapping === 'string') throw new ScenarioFault(`\`${arn}\` cannot rotate: ${wrapping}`, 'secret')
}
