import { accountPassword } from '../cryptography/password.ts'
import { sshKeyPair } from '../cryptography/rsa-key-pair.ts'
import type { Source } from '../machine.ts'
import type { Account } from './account.ts'
import { deferMember } from './deferred.ts'
import type { Key } from './key.ts'
import type { Rotator } from './rotation.ts'
import { addVersion, currentStage, moveStage, type Secret, type SecretVersion } from './secret.ts'
import { accountNamedIn, openVersion, sealLater } from './secret-value.ts'
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
    const name = ecsUserName(account, secret) ?? ''
    const value = () => JSON.stringify(newValue(name, secret, source))
    addVersion(secret, sealLater(step.wrapping, secret.name, { id: versionId, account: name, value }, step))
  },
  end({ account, secret, versionId }) {
    const instance = ecsThere(account.targets.ecs, secret.extendedConfig?.InstanceId)
    const version = secret.versions.get(versionId)
    const key = account.keys.get(secret.key)
    const name = accountNamedIn(key, secret, version, 'UserName')
    const user = instance && name !== undefined && ecsUserThere(instance, name)
    if (!user || !version) throw new Error(`the user of secret ${secret.name} is gone`)
    deferMember(user, isOfKeyPair(secret) ? 'publicKey' : 'password', () =>
      credentialIn(key, secret, version),
    )
    moveStage(secret, currentStage, versionId)
  },
}

/** The user that the current version names. */
export function ecsUserName(account: Account, secret: Secret): string | undefined {
  const version = secret.versions.get(secret.stages.get(currentStage) ?? '')
  return accountNamedIn(account.keys.get(secret.key), secret, version, 'UserName')
}

function isOfKeyPair({ extendedConfig }: Secret): boolean {
  return extendedConfig?.SecretSubType === 'SSHKey'
}

/** 32 characters, or RSA-2048. Source: rotation of ECS secrets. */
function newValue(UserName: string, secret: Secret, source: Source): EcsValue {
  if (!isOfKeyPair(secret)) return { UserName, Password: accountPassword(source) }
  const { publicKey, privateKey } = sshKeyPair()
  return { UserName, PublicKey: publicKey, PrivateKey: privateKey }
}

/** The password or public key in a version's value, whatever becomes of its key later. */
function credentialIn(key: Key | undefined, secret: Secret, version: SecretVersion): string {
  const text = openVersion(key, secret, version)
  if (text === undefined) throw new Error(`version ${version.id} of secret ${secret.name} does not open`)
  const value: EcsValue = JSON.parse(text)
  return 'Password' in value ? value.Password : value.PublicKey
}
