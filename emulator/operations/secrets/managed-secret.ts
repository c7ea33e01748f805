import { authorizationLink } from '../../authorization-link.ts'
import type { Call } from '../../call.ts'
import { accountPassword } from '../../cryptography/password.ts'
import { accountValue } from '../../state/database-rotation.ts'
import { accessKeyValue } from '../../state/ram-rotation.ts'
import { currentStage, previousStage, type SecretType } from '../../state/secret.ts'
import {
  type DatabaseInstance,
  databaseAccountThere,
  databaseThere,
  ecsThere,
  ecsUserThere,
  setDatabaseAccount,
} from '../../state/target.ts'
import { ParameterFault } from '../parameter.ts'
import { type ExtendedConfig, readExtendedConfig } from './extended-config.ts'
import { readRecord, readRecords, requireAutomatic } from './secret-data.ts'
import { ramSecretName } from './secret-name.ts'

/** What a new secret of a managed type holds. */
export interface ManagedSecret {
  /** Where the service makes the name. */
  readonly name?: string
  readonly extendedConfig: Record<string, unknown>
  /** The first value is `ACSCurrent`, a second one `ACSPrevious`. */
  readonly values: readonly string[]
  /** Changes what the secret manages; called once nothing can refuse the call any more. */
  apply(): void
}

/** Refuses a call: no role to manage AccessKeys with, or nothing there to manage. */
export type ManagedFail = (
  code: 'Forbidden.NoPermission' | 'Forbidden.ResourceNotFound' | 'Rejected.ResourceExist',
  message: undefined,
  extra: { readonly because: string },
) => never

interface Wish {
  readonly call: Call
  readonly type: Exclude<SecretType, 'Generic'>
  readonly config: ExtendedConfig
  readonly data: string
  readonly fail: ManagedFail
}

/**
 * Checks form and target of a new managed secret. Values are not tried out: a wrong one is right after the first
 * rotation. Source: CreateSecret; managed secrets, 2021; which code says that a target is missing is assumed.
 */
export function managedSecret(
  call: Call,
  type: Exclude<SecretType, 'Generic'>,
  input: { readonly ExtendedConfig: string | undefined; readonly SecretData: string },
  fail: ManagedFail,
): ManagedSecret {
  const config = readExtendedConfig(type, input.ExtendedConfig)
  const { values, apply, name } = makers[type]({ call, type, config, data: input.SecretData, fail })
  return { extendedConfig: config.all, values, apply, ...(name === undefined ? {} : { name }) }
}

type Maker = (wish: Wish) => Omit<ManagedSecret, 'extendedConfig'>

const makers: Readonly<Record<Wish['type'], Maker>> = {
  Rds: rdsSecret,
  Redis: wish => twoAccounts(wish, 'redis', 'InstanceId'),
  PolarDB: wish => twoAccounts(wish, 'polardb', 'DBClusterId'),
  RAMCredentials: ramSecret,
  ECS: ecsSecret,
}

/** One account, or one or two for DoubleUsers: the second stands by as `ACSPrevious` (assumed). */
function rdsSecret({ call, config, data, fail }: Wish) {
  const most = config.text('SecretSubType') === 'DoubleUsers' ? 2 : 1
  const accounts = readRecords(data, 'Accounts', ['AccountName', 'AccountPassword'], most)
  const names = accounts.map(account => account.AccountName ?? '')
  if (new Set(names).size < names.length) throw new ParameterFault('`Accounts` names an account twice')
  const database = requireDatabase(call, 'rds', config.text('DBInstanceId'), fail)
  for (const name of names)
    if (!databaseAccountThere(database, name))
      fail('Forbidden.ResourceNotFound', undefined, {
        because: `RDS instance \`${database.id}\` has no account \`${name}\``,
      })
  return {
    values: accounts.map(account => accountValue(account.AccountName ?? '', account.AccountPassword ?? '')),
    // The service-linked role comes with the first secret. Source: RDS page.
    apply: () => void call.account.authorizations.add('rds'),
  }
}

/** KMS makes both accounts, which have the same rights. Source: Redis page; accounts that are there are taken over (assumed). */
function twoAccounts({ call, config, data, fail }: Wish, kind: 'redis' | 'polardb', id: string) {
  requireAutomatic(data)
  const name = config.text('AccountName')
  const clone = config.text('CloneAccountName') || `${name}_clone`
  if (clone !== `${name}_clone`)
    throw new ParameterFault('`CloneAccountName` must be `AccountName` with `_clone` behind it')
  const database = requireDatabase(call, kind, config.text(id), fail)
  const accounts = [name, clone].map(account => ({ account, password: accountPassword(call.source) }))
  const privilege = config.text('AccountPrivilege') || undefined
  return {
    values: accounts.map(({ account, password }) => accountValue(account, password)),
    apply() {
      for (const { account, password } of accounts)
        setDatabaseAccount(database, account, () => password, privilege)
    },
  }
}

/** Source: RAM page; the authorization is looked at before the RAM user (assumed). */
function ramSecret({ call, config, data, fail }: Wish) {
  const keys = readRecords(data, 'AccessKeys', ['AccessKeyId', 'AccessKeySecret'], 2)
  const user = config.text('UserName')
  if (!call.account.authorizations.has('ram-credentials'))
    fail('Forbidden.NoPermission', undefined, {
      because: `a RAM administrator has not yet allowed KMS to manage the AccessKeys of RAM users; open ${authorizationLink('ram-credentials', call.account.id)} to allow it`,
    })
  if (!call.account.users.has(user))
    fail('Forbidden.ResourceNotFound', undefined, { because: `there is no RAM user \`${user}\`` })
  // In whichever region: a RAM user has one secret at most. Source: RAM page; the code assumed.
  for (const [region, secrets] of call.account.secrets)
    if (region !== call.region && secrets.get(ramSecretName(user)))
      fail('Rejected.ResourceExist', undefined, { because: `RAM user \`${user}\` has a secret in ${region}` })
  return {
    name: ramSecretName(user),
    values: keys.map(key => accessKeyValue(key.AccessKeyId ?? '', key.AccessKeySecret ?? '', call.now)),
    apply() {},
  }
}

/** Source: ECS page. The instance is in the secret's own region. */
function ecsSecret({ call, config, data, fail }: Wish) {
  const members =
    config.text('SecretSubType') === 'SSHKey'
      ? ['UserName', 'PublicKey', 'PrivateKey']
      : ['UserName', 'Password']
  const value = readRecord(data, members)
  if (config.text('RegionId') !== call.region)
    throw new ParameterFault('`RegionId` of `ExtendedConfig` must be the region of the secret')
  const instance = ecsThere(call.account.targets.ecs, config.text('InstanceId'))
  if (!instance || !ecsUserThere(instance, value.UserName ?? ''))
    fail('Forbidden.ResourceNotFound', undefined, { because: 'there is no such ECS instance or user' })
  return { values: [JSON.stringify(value)], apply: () => void call.account.authorizations.add('ecs') }
}

function requireDatabase(
  call: Call,
  kind: 'rds' | 'redis' | 'polardb',
  id: string,
  fail: ManagedFail,
): DatabaseInstance {
  const because = `there is no ${kind} instance \`${id}\``
  return (
    databaseThere(call.account.targets[kind], id) ??
    fail('Forbidden.ResourceNotFound', undefined, { because })
  )
}

/** The versions of a new managed secret; the id of a second one is not documented (assumed). */
export function firstVersions(
  versionId: string,
  values: readonly string[],
): { readonly id: string; readonly stage: string; readonly value: string }[] {
  return values.map((value, index) =>
    index === 0
      ? { id: versionId, stage: currentStage, value }
      : { id: `${versionId}_clone`, stage: previousStage, value },
  )
}
