import type { Account, World } from './account.ts'
import { planSecretRotation, removeVersion, type Secret } from './secret.ts'
import { openVersion } from './secret-value.ts'
import { removeUserAccessKey } from './world.ts'

/**
 * Takes the rotation under way back as if it had not begun: the service cannot, a test's undo must. `stages` are the
 * labels before it. The AccessKey that it made for a RAM user goes too.
 */
export function abandonRotation(
  account: Account,
  secret: Secret,
  context: {
    readonly world: World
    readonly now: number
    readonly stages: Iterable<readonly [stage: string, versionId: string]>
  },
): void {
  const { rotation } = secret
  if (!rotation?.running) throw new Error(`secret ${secret.name} is not being rotated`)
  const { versionId } = rotation.running
  delete rotation.running
  if (secret.versions.has(versionId)) {
    removeAccessKeyIn(account, secret, versionId, context.world)
    removeVersion(secret, versionId)
    secret.stages = new Map([...context.stages].filter(([, id]) => secret.versions.has(id)))
    secret.updatedAt = context.now
  }
  planSecretRotation(account, secret, context.now)
}

function removeAccessKeyIn(account: Account, secret: Secret, versionId: string, world: World): void {
  if (secret.type !== 'RAMCredentials') return
  const name = String(secret.extendedConfig?.UserName)
  const removed = account.targets.removedUsers.get(name)
  const user = account.users.get(name) ?? removed
  const version = secret.versions.get(versionId)
  const value = version && openVersion(account.keys.get(secret.key), secret, version)
  if (!user || value === undefined) return
  const id = String(JSON.parse(value).AccessKeyId)
  // The AccessKeys of a removed user are not the world's: it must not come back with this one.
  if (user === removed) user.accessKeys = user.accessKeys.filter(key => key.id !== id)
  else removeUserAccessKey(world, user, id)
}
