import { accountPassword } from '../cryptography/password.ts'
import type { Account } from './account.ts'
import { once } from './deferred.ts'
import type { RotationContext, RotationStep, Rotator } from './rotation.ts'
import { currentStage, previousStage, type Secret, storeVersion } from './secret.ts'
import { accountNamedIn, sealLater } from './secret-value.ts'
import { type DatabaseInstance, databaseAccountThere, databaseThere, setDatabaseAccount } from './target.ts'

/**
 * Rds, Redis, PolarDB. SingleUser: the account gets a new password. DoubleUsers: the account of `ACSPrevious` gets one
 * and takes over; where there is none yet, it is made. Source: RDS and Redis pages; the name of the second RDS account
 * assumed from Redis.
 */
export const databaseRotator: Rotator = {
  window: 0,
  fault(context, secret) {
    const database = databaseOf(context.account, secret)
    if (!database) return 'the database instance is gone'
    if (database.status !== 'Running') return `the database instance is ${database.status}`
    const { name, isNew } = accountToChange(context, secret)
    if (isNew) return null
    const there = databaseAccountThere(database, name)
    if (!there) return `the database account ${name} is gone`
    return there.stopped ? `the database account ${name} is locked` : null
  },
  end(step) {
    const { account, secret, versionId, now, source } = step
    const database = databaseOf(account, secret)
    if (!database) throw new Error(`the database of secret ${secret.name} is gone`)
    const { name, like } = accountToChange(step, secret)
    const password = once(() => accountPassword(source))
    const value = () => accountValue(name, password())
    const version = sealLater(step.wrapping, secret.name, { id: versionId, account: name, value }, step)
    setDatabaseAccount(database, name, password, databaseAccountThere(database, like)?.privilege)
    storeVersion(secret, version, [currentStage], now)
  },
}

/** The value of a managed database secret. Source: GetSecretValue of Rds secrets. */
export function accountValue(name: string, password: string): string {
  return JSON.stringify({ AccountName: name, AccountPassword: password })
}

/** The database that a secret manages, be it stopped; undefined where it is gone. */
export function databaseOf({ targets }: Account, secret: Secret): DatabaseInstance | undefined {
  const config = secret.extendedConfig ?? {}
  if (secret.type === 'Rds') return databaseThere(targets.rds, config.DBInstanceId)
  if (secret.type === 'Redis') return databaseThere(targets.redis, config.InstanceId)
  return databaseThere(targets.polardb, config.DBClusterId)
}

/** The account that the next rotation changes, and the one whose rights a new one gets. */
function accountToChange(
  context: RotationContext | RotationStep,
  secret: Secret,
): { readonly name: string; readonly like: string; readonly isNew: boolean } {
  const current = accountIn(context.account, secret, currentStage) ?? ''
  if (secret.extendedConfig?.SecretSubType === 'SingleUser')
    return { name: current, like: current, isNew: false }
  const previous = accountIn(context.account, secret, previousStage)
  // Two labels on one account: an Rds secret was made with one account and rotated never.
  if (previous === undefined || previous === current)
    return { name: `${current}_clone`, like: current, isNew: true }
  return { name: previous, like: previous, isNew: false }
}

/** The account that a labelled version names. */
export function accountIn(account: Account, secret: Secret, stage: string): string | undefined {
  const version = secret.versions.get(secret.stages.get(stage) ?? '')
  return accountNamedIn(account.keys.get(secret.key), secret, version, 'AccountName')
}
