import { aliasesIn } from '../../state/account.ts'
import { invalidParameter } from '../keys/key-state.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { pageNumber, pageOf, pageSize } from '../page.ts'
import { aliasFields } from './alias.ts'

/** Lists the aliases of the caller's account and region, oldest first, those of cloud services included. */
export const ListAliases = defineOperation({
  name: 'ListAliases',
  group: 'aliases',
  source: 'KMS API reference, ListAliases; API metadata 2024-06; the order is assumed',
  parameters: { PageNumber: pageNumber, PageSize: pageSize },
  errors: { ...invalidParameter },
  access: ({ region, account }) => [
    { action: 'kms:ListAliases', resource: `acs:kms:${region}:${account.id}:alias` },
  ],
  run({ account, region }, { PageNumber, PageSize }): ResponseBody {
    const aliases = [...aliasesIn(account, region)]
    const page = pageOf(aliases, PageNumber, PageSize)
    return {
      Aliases: { Alias: page.map(([alias, keyId]) => aliasFields(account, region, alias, keyId)) },
      TotalCount: aliases.length,
      PageNumber,
      PageSize,
    }
  },
})
