import { documented, refuse } from '../../errors.ts'
import { bindAlias } from '../../state/key.ts'
import { keyNeed, keyNotFound } from '../key-access.ts'
import { aliasUnsupported, keyIdOnly } from '../keys/key-id.ts'
import { requireUserKey } from '../keys/key-owner.ts'
import { unsupportedOperation } from '../keys/key-spec.ts'
import { invalidParameter, keyErrors } from '../keys/key-state.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { aliasName, aliasNeed, keyOf } from './alias.ts'

/** Gives a key another name, of which there is one in an account and region. */
export const CreateAlias = defineOperation({
  name: 'CreateAlias',
  group: 'aliases',
  source: 'KMS API reference, CreateAlias; API metadata 2024-06; KMS common errors',
  parameters: { KeyId: keyIdOnly, AliasName: aliasName },
  errors: {
    ...invalidParameter,
    AliasAlreadyExists: documented(400, 'AliasName Already Exists.', 'KMS common errors'),
    ...aliasUnsupported,
    ...unsupportedOperation,
    ...keyErrors,
  },
  access: (call, { KeyId, AliasName }) => [
    aliasNeed(call, 'kms:CreateAlias', AliasName),
    keyNeed(call, 'kms:CreateAlias', KeyId),
  ],
  run(call, { KeyId, AliasName }, fail): ResponseBody {
    const { account, key } = requireUserKey(call, KeyId, 'CreateAlias')
    if (account !== call.account) refuse(keyNotFound, 'Forbidden.KeyNotFound')
    if (keyOf(account, call.region, AliasName)) fail('AliasAlreadyExists')
    bindAlias(account, key, AliasName)
    return {}
  },
})
