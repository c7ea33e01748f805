import { formatTime } from '../../state/clock.ts'
import { currentStage, previousStage, type Secret, type SecretVersion, stagesOf } from '../../state/secret.ts'
import type { ResponseBody } from '../operation.ts'
import { ParameterFault } from '../parameter.ts'

/**
 * The version that a read names. Managed types know only the two built-in labels and ignore an id; both given must
 * name the same version; an id alone reads unlabelled versions too. Source: GetSecretValue; the last assumed.
 */
export function versionOf(secret: Secret, versionId?: string, stage?: string): SecretVersion | undefined {
  if (secret.type !== 'Generic') {
    const label = stage ?? currentStage
    return label === currentStage || label === previousStage ? labelled(secret, label) : undefined
  }
  if (versionId === undefined) return labelled(secret, stage ?? currentStage)
  const version = secret.versions.get(versionId)
  if (version && stage !== undefined && secret.stages.get(stage) !== versionId)
    throw new ParameterFault('`VersionId` and `VersionStage` name different versions')
  return version
}

function labelled(secret: Secret, stage: string): SecretVersion | undefined {
  const id = secret.stages.get(stage)
  return id === undefined ? undefined : secret.versions.get(id)
}

/** One version with its value as answers show it. Source: GetSecretValue samples. */
export function versionFields(
  secret: Secret,
  version: SecretVersion,
  value: string,
  fetchExtendedConfig: boolean,
): ResponseBody {
  const rotation = rotationFields(secret)
  // Each member by name: an object put together from others takes several times as long, and this is the hot path.
  return {
    SecretName: secret.name,
    SecretType: secret.type,
    SecretDataType: version.dataType,
    VersionId: version.id,
    VersionStages: { VersionStage: stagesOf(secret, version.id) },
    CreateTime: formatTime(secret.createdAt),
    AutomaticRotation: rotation.AutomaticRotation,
    RotationInterval: rotation.RotationInterval,
    NextRotationDate: rotation.NextRotationDate,
    LastRotationDate: rotation.LastRotationDate,
    ExtendedConfig: fetchExtendedConfig ? extendedConfigOf(secret) : undefined,
    SecretData: value,
  }
}

/** The rotation of a managed secret as answers show it; nothing for Generic. Source: DescribeSecret samples. */
export function rotationFields({ rotation }: Secret) {
  const enabled = rotation?.status === 'Enabled'
  return {
    AutomaticRotation: rotation?.status,
    RotationInterval: enabled ? `${rotation.interval / 1000}s` : undefined,
    NextRotationDate: enabled && rotation.next !== undefined ? formatTime(rotation.next) : undefined,
    LastRotationDate: rotation?.last === undefined ? undefined : formatTime(rotation.last),
  }
}

/** `ExtendedConfig` as JSON text; nothing for Generic. */
export function extendedConfigField(secret: Secret): ResponseBody {
  return { ExtendedConfig: extendedConfigOf(secret) }
}

function extendedConfigOf({ extendedConfig }: Secret): string | undefined {
  return extendedConfig && JSON.stringify(extendedConfig)
}
