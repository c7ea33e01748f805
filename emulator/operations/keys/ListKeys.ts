import { keyArn } from '../../state/key.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { pageNumber, pageSize } from '../page.ts'
import { keyFilters, passes } from './key-filter.ts'
import { invalidParameter } from './key-state.ts'

/** Lists the keys of the caller's account and region, oldest first, those of cloud services included. */
export const ListKeys = defineOperation({
  name: 'ListKeys',
  group: 'keys',
  source:
    'KMS API reference, ListKeys; API metadata 2024-06; SDK 4.1.0 for the filters; the order is assumed',
  parameters: { PageNumber: pageNumber, PageSize: pageSize, Filters: keyFilters },
  errors: { ...invalidParameter },
  access: ({ region, account }) => [
    { action: 'kms:ListKeys', resource: `acs:kms:${region}:${account.id}:key` },
  ],
  run({ account, region }, { PageNumber, PageSize, Filters = new Map() }): ResponseBody {
    const start = (PageNumber - 1) * PageSize
    const page: ResponseBody[] = []
    let total = 0
    for (const key of account.keys.values()) {
      if (key.region !== region || (Filters.size > 0 && !passes(account, key, Filters))) continue
      if (total >= start && page.length < PageSize)
        page.push({ KeyId: key.id, KeyArn: keyArn(region, account.id, key.id) })
      total++
    }
    return { Keys: { Key: page }, TotalCount: total, PageNumber, PageSize }
  },
})
