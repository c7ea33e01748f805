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

/** What an answer says of a version beside its value. Source: GetSecretValue samples. */
export function versionFields(
  secret: Secret,
  version: SecretVersion,
  fetchExtendedConfig: boolean,
): ResponseBody {
  return {
    SecretName: secret.name,
    SecretType: secret.type,
    SecretDataType: version.dataType,
    VersionId: version.id,
    VersionStages: { VersionStage: stagesOf(secret, version.id) },
    CreateTime: formatTime(secret.createdAt),
    ...rotationFields(secret),
    ...(fetchExtendedConfig ? extendedConfigField(secret) : {}),
  }
}

/** The rotation of a managed secret as answers show it; nothing for Generic. Source: DescribeSecret samples. */
export function rotationFields(secret: Secret): ResponseBody {
  const { rotation } = secret
  if (!rotation) return {}
  return {
    AutomaticRotation: rotation.status,
    ...(rotation.status === 'Enabled' ? { RotationInterval: `${rotation.interval / 1000}s` } : {}),
    ...(rotation.status === 'Enabled' && rotation.next !== undefined
      ? { NextRotationDate: formatTime(rotation.next) }
      : {}),
    ...(rotation.last === undefined ? {} : { LastRotationDate: formatTime(rotation.last) }),
  }
}

/** `ExtendedConfig` as JSON text; nothing for Generic. */
export function extendedConfigField(secret: Secret): ResponseBody {
  return secret.extendedConfig ? { ExtendedConfig: JSON.stringify(secret.extendedConfig) } : {}
}
