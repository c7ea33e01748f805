import type { Account, World } from './account.ts'
import { accountIn } from './database-rotation.ts'
import { ecsUserName } from './ecs-rotation.ts'
import { type TargetKind, type TargetPlace, targetAt } from './managed-target.ts'
import { currentStage, previousStage, type Secret, type SecretType } from './secret.ts'

/** Which member of ExtendedConfig names what a secret of a type manages. Source: CreateSecret, ExtendedConfig. */
const managedBy: Readonly<
  Record<Exclude<SecretType, 'Generic'>, { readonly kind: TargetKind; readonly member: string }>
> = {
  Rds: { kind: 'rds', member: 'DBInstanceId' },
  Redis: { kind: 'redis', member: 'InstanceId' },
  PolarDB: { kind: 'polardb', member: 'DBClusterId' },
  RAMCredentials: { kind: 'ram-user', member: 'UserName' },
  ECS: { kind: 'ecs', member: 'InstanceId' },
}

/** The RAM user or the instance that a secret manages; undefined for a Generic one. */
export function managedPlace({ type, extendedConfig }: Secret): TargetPlace | undefined {
  if (type === 'Generic') return undefined
  const { kind, member } = managedBy[type]
  return { kind, id: String(extendedConfig?.[member] ?? '') }
}

/** The account that a secret's current version names; the RAM user itself for RAMCredentials. */
export function managedAccountPlace(account: Account, secret: Secret): TargetPlace | undefined {
  const place = managedPlace(secret)
  const name = accountNames(account, secret)[0]
  return place && name !== undefined ? { ...place, account: name } : place
}

/**
 * Why the account check of the console fails: the RAM user, the instance or an account that a labelled version names was
 * deleted. Null where it succeeds. Source: KMS FAQ, RAM page. That passwords are not tried, and that what is stopped
 * cannot be checked, is assumed.
 */
export function accountFault(world: World, account: Account, secret: Secret): string | null {
  const place = managedPlace(secret)
  if (!place) return 'a Generic secret manages no account'
  const thing = `${nounOf[place.kind]} \`${place.id}\``
  const { status = 'Deleted' } = targetAt(world, account, place) ?? {}
  if (status === 'Deleted') return `${thing} was deleted`
  if (place.kind !== 'ram-user' && status === 'Stopped') return `${thing} is stopped`
  for (const name of accountNames(account, secret))
    if ((targetAt(world, account, { ...place, account: name })?.status ?? 'Deleted') === 'Deleted')
      return `account \`${name}\` of ${thing} was deleted`
  return null
}

/** What a kind is called in a sentence. */
export const nounOf: Readonly<Record<TargetKind, string>> = {
  'ram-user': 'RAM user',
  rds: 'RDS instance',
  redis: 'Redis instance',
  polardb: 'PolarDB cluster',
  ecs: 'ECS instance',
}

/** The accounts that labelled versions name, the current one first; none for RAMCredentials: its account is the user. */
function accountNames(account: Account, secret: Secret): string[] {
  if (secret.type === 'Generic' || secret.type === 'RAMCredentials') return []
  if (secret.type === 'ECS') return [ecsUserName(account, secret)].filter(name => name !== undefined)
  const names = [currentStage, previousStage].map(stage => accountIn(account, secret, stage))
  return [...new Set(names.filter(name => name !== undefined))]
}
