import { documented } from '../../errors.ts'
import { secretsIn } from '../../state/account.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { pageNumber, pageOf, pageSize } from '../page.ts'
import { flag } from '../parameter.ts'
import { secretDates, tagsField } from './secret-fields.ts'
import { findSecrets, secretFilters } from './secret-filter.ts'

/** Lists the secrets of a region, oldest first (assumed), in pages. */
export const ListSecrets = defineOperation({
  name: 'ListSecrets',
  group: 'secrets',
  source: 'KMS API reference, ListSecrets; API metadata 2024-06; SDK texts of 2026',
  parameters: {
    FetchTags: flag({ default: 'false' }),
    PageNumber: pageNumber,
    PageSize: pageSize,
    Filters: secretFilters,
  },
  errors: {
    InvalidParameter: documented(400, 'some of the specified parameters "\\" is not valid'),
  },
  access: ({ account, region }) => [
    { action: 'kms:ListSecrets', resource: `acs:kms:${region}:${account.id}:secret` },
  ],
  run({ account, region }, { FetchTags, PageNumber, PageSize, Filters }): ResponseBody {
    const all = secretsIn(account, region)
    const found = Filters && findSecrets(all, Filters)
    const page = found
      ? pageOf(found, PageNumber, PageSize)
      : all.slice((PageNumber - 1) * PageSize, PageNumber * PageSize)
    return {
      PageNumber,
      PageSize,
      TotalCount: found ? found.length : all.size,
      SecretList: {
        Secret: page.map(secret => ({
          SecretName: secret.name,
          SecretType: secret.type,
          ...secretDates(secret),
          ...(FetchTags ? tagsField(secret) : {}),
        })),
      },
    }
  },
})
