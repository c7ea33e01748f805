import { aliasesIn } from '../../state/account.ts'
import { keyNeed, keyNotFound, requireKey } from '../key-access.ts'
import { aliasUnsupported, keyIdOnly } from '../keys/key-id.ts'
import { invalidParameter } from '../keys/key-state.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { pageNumber, pageOf, pageSize } from '../page.ts'
import { aliasFields } from './alias.ts'

/** Lists the aliases of one key, oldest first. */
export const ListAliasesByKeyId = defineOperation({
  name: 'ListAliasesByKeyId',
  group: 'aliases',
  source: 'KMS API reference, ListAliasesByKeyId; API metadata 2024-06; the order is assumed',
  parameters: { KeyId: keyIdOnly, PageNumber: pageNumber, PageSize: pageSize },
  errors: { ...invalidParameter, ...aliasUnsupported, ...keyNotFound },
  access: (call, { KeyId }) => [keyNeed(call, 'kms:ListAliasesByKeyId', KeyId)],
  run(call, { KeyId, PageNumber, PageSize }): ResponseBody {
    const { account, key } = requireKey(call, KeyId)
    const aliases = [...aliasesIn(account, key.region)].filter(([, id]) => id === key.id)
    const page = pageOf(aliases, PageNumber, PageSize)
    return {
      Aliases: { Alias: page.map(([alias]) => aliasFields(account, key.region, alias, key.id)) },
      TotalCount: aliases.length,
      PageNumber,
      PageSize,
    }
  },
})
