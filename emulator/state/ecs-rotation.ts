import { accountPassword } from '../cryptography/password.ts'
import { sshKeyPair } from '../cryptography/rsa-key-pair.ts'
import type { Source } from '../machine.ts'
import type { Account } from './account.ts'
import type { Rotator } from './rotation.ts'
import { addVersion, currentStage, moveStage, type Secret } from './secret.ts'
import { openVersion, sealVersion } from './secret-value.ts'
import { ecsThere, ecsUserThere } from './target.ts'

/** The value of an ECS secret. Source: GetSecretValue of ECS secrets. */
type EcsValue =
  | { readonly UserName: string; readonly Password: string }
  | { readonly UserName: string; readonly PublicKey: string; readonly PrivateKey: string }

/**
 * ECS: a new version is stored, a command on the instance sets the password or the public key, then the label moves.
 * Source: the permissions of KMS's role for ECS, which show these steps; their order assumed.
 */
export const ecsRotator: Rotator = {
  window: 0,
  fault({ account }, secret) {
    const instance = ecsThere(account.targets.ecs, secret.extendedConfig?.InstanceId)
    if (!instance) return 'the ECS instance is gone'
    if (instance.status !== 'Running') return `the ECS instance is ${instance.status}`
    const user = ecsUserThere(instance, ecsUserName(account, secret) ?? '')
    if (!user) return 'the user of the ECS instance is gone'
    return user.stopped ? 'the user of the ECS instance is locked' : null
  },
  begin(step) {
    const { account, secret, versionId, source } = step
    const UserName = ecsUserName(account, secret) ?? ''
    const value = JSON.stringify(newValue(UserName, secret.extendedConfig?.SecretSubType, source))
    addVersion(
      secret,
      sealVersion(step.wrapping, secret.name, { id: versionId, dataType: 'text', value }, step),
    )
  },
  end({ account, secret, versionId }) {
    const instance = ecsThere(account.targets.ecs, secret.extendedConfig?.InstanceId)
    const value = ecsValueOf(account, secret, versionId)
    const user = instance && value && ecsUserThere(instance, value.UserName)
    if (!user || !value) throw new Error(`the user of secret ${secret.name} is gone`)
    if ('Password' in value) user.password = value.Password
    else user.publicKey = value.PublicKey
    moveStage(secret, currentStage, versionId)
  },
}

/** The user that the current version names. */
export function ecsUserName(account: Account, secret: Secret): string | undefined {
  return ecsValueOf(account, secret, secret.stages.get(currentStage))?.UserName
}

/** 32 characters, or RSA-2048. Source: rotation of ECS secrets. */
function newValue(UserName: string, subType: unknown, source: Source): EcsValue {
  if (subType !== 'SSHKey') return { UserName, Password: accountPassword(source) }
  const { publicKey, privateKey } = sshKeyPair()
  return { UserName, PublicKey: publicKey, PrivateKey: privateKey }
}

function ecsValueOf(account: Account, secret: Secret, versionId: string | undefined): EcsValue | undefined {
  const version = secret.versions.get(versionId ?? '')
  const text = version && openVersion(account.keys.get(secret.key), secret, version)
  return text === undefined ? undefined : (JSON.parse(text) as EcsValue)
}
