import { refuse } from '../../errors.ts'
import { bindAlias } from '../../state/key.ts'
import { keyNeed, keyNotFound } from '../key-access.ts'
import { aliasUnsupported, keyIdOnly } from '../keys/key-id.ts'
import { requireUserKey } from '../keys/key-owner.ts'
import { unsupportedOperation } from '../keys/key-spec.ts'
import { invalidParameter, keyErrors } from '../keys/key-state.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { aliasName, aliasNeed, aliasTargetNeeds, keyOf } from './alias.ts'

/** Points an alias at another key, whose state counts; that of the old one does not. */
export const UpdateAlias = defineOperation({
  name: 'UpdateAlias',
  group: 'aliases',
  source: 'KMS API reference, UpdateAlias; KMS page on key states',
  parameters: { KeyId: keyIdOnly, AliasName: aliasName },
  errors: { ...invalidParameter, ...aliasUnsupported, ...unsupportedOperation, ...keyErrors },
  access: (call, { KeyId, AliasName }) => [
    aliasNeed(call, 'kms:UpdateAlias', AliasName),
    ...aliasTargetNeeds(call, 'kms:UpdateAlias', AliasName),
    keyNeed(call, 'kms:UpdateAlias', KeyId),
  ],
  run(call, { KeyId, AliasName }, fail): ResponseBody {
    if (!keyOf(call.account, call.region, AliasName)) fail('Forbidden.AliasNotFound')
    const { account, key } = requireUserKey(call, KeyId, 'UpdateAlias')
    if (account !== call.account) refuse(keyNotFound, 'Forbidden.KeyNotFound')
    bindAlias(account, key, AliasName)
    return {}
  },
})
