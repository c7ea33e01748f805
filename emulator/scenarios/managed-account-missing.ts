import type { Account } from '../state/account.ts'
import { managedAccountPlace } from '../state/managed-account.ts'
import { type TargetPlace, targetAt, targetPlaces } from '../state/managed-target.ts'
import { managedSecretName, managedSecretNamed, managedSecrets } from './managed-secret.ts'
import { nameIfGiven } from './parameter.ts'
import {
  bringBack,
  isRemoved,
  type RemovedTarget,
  removeTarget,
  scenariosBeside,
  sentenceFor,
} from './removed-target.ts'
import { defineScenario } from './scenario.ts'
import { ScenarioFault } from './scenario-fault.ts'

interface Before {
  readonly target: RemovedTarget
}

interface Named {
  readonly secret: string | undefined
  readonly instance: string | undefined
  readonly account: string | undefined
}

const name = 'managed-account-missing'

/** The account or the instance that a secret manages was deleted. */
export const managedAccountMissing = defineScenario({
  name,
  summary: 'the account that a managed secret manages, or its instance, was deleted',
  causes:
    'the account check fails, it lets nobody in, a rotation of it waits, CreateSecret for it is refused; values are served',
  ends: 'when it is restored',
  source: 'documented: KMS FAQ, verification of RDS accounts; the code of CreateSecret is assumed',
  parameters: {
    secret: nameIfGiven(
      'managed secret',
      account => managedSecrets(account).map(({ name }) => name),
      "the account's only managed secret, or the instance",
    ),
    instance: nameIfGiven(
      'instance',
      account => instancePlaces(account).map(({ id }) => id),
      'the instance of the secret',
    ),
    account: { summary: 'which account of the instance', otherwise: 'the instance itself', read: textOrNone },
  },
  apply(context, named) {
    const { world, account } = context
    const place = placeNamed(account, named)
    if (!targetAt(world, account, place)) {
      const parameter = named.account === undefined ? 'secret' : 'account'
      throw new ScenarioFault(`${sentenceFor(place)} was never there`, parameter)
    }
    const target = removeTarget(context, place)
    if (!target.wasThere) throw new ScenarioFault(`${sentenceFor(place)} is removed already`)
    const before: Before = { target }
    return { changed: [`${sentenceFor(place)} is gone`], before }
  },
  holds: (context, { target }) => isRemoved(context, target),
  undo: (context, { target }, others) => bringBack(context, target, scenariosBeside(context, name, others)),
  explains({ operation, code, resource }, { secret }) {
    if (operation === 'CreateSecret') return code === 'Forbidden.ResourceNotFound'
    const waits = operation === 'RotateSecret' || operation === 'UpdateSecretRotationPolicy'
    if (!waits || secret === undefined || code === 'Forbidden.NoPermission') return false
    return resource?.endsWith(`:secret/${secret}`) ?? false
  },
})

function placeNamed(account: Account, { secret, instance, account: name }: Named): TargetPlace {
  if (instance === undefined) {
    if (name !== undefined) throw new ScenarioFault('name the instance of the account too', 'instance')
    const found = managedSecretNamed(account, secret ?? managedSecretName.read(undefined, account))
    return managedAccountPlace(account, found) as TargetPlace
  }
  if (secret !== undefined) throw new ScenarioFault('name the secret or the instance, not both', 'instance')
  const place = instancePlaces(account).find(({ id }) => id === instance) as TargetPlace
  return name === undefined ? place : { ...place, account: name }
}

function instancePlaces(account: Account): TargetPlace[] {
  return targetPlaces(account).filter(({ kind }) => kind !== 'ram-user')
}

function textOrNone(value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return value
  throw new ScenarioFault('the name of an account is a text')
}
