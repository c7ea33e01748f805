import { removeAlias } from '../../state/key.ts'
import { aliasNotFound } from '../key-access.ts'
import { invalidParameter } from '../keys/key-state.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { aliasName, aliasNeed, aliasTargetNeeds, keyOf } from './alias.ts'

/** Takes an alias away; its key stays as it is. */
export const DeleteAlias = defineOperation({
  name: 'DeleteAlias',
  group: 'aliases',
  source: 'KMS API reference, DeleteAlias; API metadata 2024-06',
  parameters: { AliasName: aliasName },
  errors: { ...invalidParameter, ...aliasNotFound },
  access: (call, { AliasName }) => [
    aliasNeed(call, 'kms:DeleteAlias', AliasName),
    ...aliasTargetNeeds(call, 'kms:DeleteAlias', AliasName),
  ],
  run({ account, region }, { AliasName }, fail): ResponseBody {
    if (!keyOf(account, region, AliasName)) fail('Forbidden.AliasNotFound')
    removeAlias(account, region, AliasName)
    return {}
  },
})
