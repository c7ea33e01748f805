import { documented } from '../../errors.ts'
import { formatTime } from '../../state/clock.ts'
import { stagesOf } from '../../state/secret.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { pageNumber, pageOf } from '../page.ts'
import { flag, integer, text } from '../parameter.ts'
import { requireSecret, secretNeed } from './secret-access.ts'

/** Lists the versions of a secret; those without a label only where they are asked for. */
export const ListSecretVersionIds = defineOperation({
  name: 'ListSecretVersionIds',
  group: 'secrets',
  source: 'KMS API reference, ListSecretVersionIds; API metadata 2024-06',
  parameters: {
    SecretName: text({ required: true, maxLength: 512 }),
    IncludeDeprecated: flag({ default: 'false' }),
    PageNumber: pageNumber,
    PageSize: integer({ min: 1, default: '20', note: 'no maximum is documented' }),
  },
  errors: {
    InvalidParameter: documented(400, 'some of the specified parameters "\\" is not valid'),
    'Forbidden.ResourceNotFound': documented(404, 'Resource not found'),
  },
  access: (call, { SecretName }) => [secretNeed(call, 'kms:ListSecretVersionIds', SecretName)],
  run(call, { SecretName, IncludeDeprecated, PageNumber, PageSize }, fail): ResponseBody {
    const { secret } = requireSecret(call, SecretName, fail)
    const versions = [...secret.versions.values()]
      .map(({ id, createdAt }) => ({ id, createdAt, stages: stagesOf(secret, id) }))
      .filter(({ stages }) => IncludeDeprecated || stages.length > 0)
    return {
      SecretName: secret.name,
      PageNumber,
      PageSize,
      TotalCount: versions.length,
      VersionIds: {
        VersionId: pageOf(versions, PageNumber, PageSize).map(({ id, createdAt, stages }) => ({
          VersionId: id,
          CreateTime: formatTime(createdAt),
          // Clients read it of every version: an empty list, never left out.
          VersionStages: { VersionStage: stages },
        })),
      },
    }
  },
})
