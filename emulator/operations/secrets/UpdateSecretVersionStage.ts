import { documented } from '../../errors.ts'
import {
  changeStage,
  countStagesAfter,
  currentStage,
  previousStage,
  type Secret,
  secretLimits,
} from '../../state/secret.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { ParameterFault, text } from '../parameter.ts'
import { inDeleteWindow, requireNotDeleted, requireSecret, secretNeed } from './secret-access.ts'

import { stagePattern } from './version-stages.ts'

/** Moves a label to a version of a Generic secret, or takes a custom one off. */
export const UpdateSecretVersionStage = defineOperation({
  name: 'UpdateSecretVersionStage',
  group: 'secrets',
  source:
    'KMS API reference, UpdateSecretVersionStage; API metadata 2024-06; which code means what is assumed',
  parameters: {
    SecretName: text({ required: true, maxLength: 512 }),
    VersionStage: text({ required: true, pattern: stagePattern }),
    RemoveFromVersion: text({ maxLength: 64 }),
    MoveToVersion: text({ maxLength: 64 }),
  },
  errors: {
    InvalidParameter: documented(400, 'some of the specified parameters "\\" is not valid'),
    'Rejected.LimitExceeded': documented(400, 'exceed secret limits error'),
    'Rejected.InvalidRequest': documented(400, 'param mismatch'),
    'Rejected.UnsupportedOperation': documented(400, 'secret stages in unnormal status'),
    'Forbidden.ResourceNotFound': documented(404, 'Resource not found'),
    ...inDeleteWindow,
  },
  access: (call, { SecretName }) => [secretNeed(call, 'kms:UpdateSecretVersionStage', SecretName)],
  check: ({ VersionStage, RemoveFromVersion, MoveToVersion }) =>
    checkForm(VersionStage, RemoveFromVersion, MoveToVersion),
  run(
    call,
    { SecretName, VersionStage: stage, RemoveFromVersion: from, MoveToVersion: to },
    fail,
  ): ResponseBody {
    const { account, secret } = requireSecret(call, SecretName, fail)
    requireNotDeleted(secret)
    if (secret.type !== 'Generic')
      fail('Rejected.UnsupportedOperation', undefined, {
        because: `KMS moves labels of ${secret.type} secrets itself`,
      })
    for (const version of [from, to]) if (isMissing(secret, version)) fail('Forbidden.ResourceNotFound')
    if (from !== undefined && secret.stages.get(stage) !== from)
      fail('Rejected.InvalidRequest', undefined, { because: `version \`${from}\` has no label \`${stage}\`` })
    if (to !== undefined && countStagesAfter(secret, [stage], to) > secretLimits.stages)
      fail('Rejected.LimitExceeded', undefined, { because: 'a secret has 8 labels at most' })
    changeStage(secret, stage, to, call.clockOf(account))
    return { SecretName: secret.name }
  },
})

/** The built-in labels can be moved, not removed. Source: UpdateSecretVersionStage. */
function checkForm(stage: string, from: string | undefined, to: string | undefined): void {
  if (to !== undefined) return
  if (from === undefined) throw new ParameterFault('one of `MoveToVersion` and `RemoveFromVersion` is needed')
  if (stage === currentStage || stage === previousStage)
    throw new ParameterFault(`\`MoveToVersion\` is needed for ${stage}`)
}

function isMissing(secret: Secret, version: string | undefined): boolean {
  return version !== undefined && !secret.versions.has(version)
}
