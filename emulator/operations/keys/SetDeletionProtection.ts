import type { Call } from '../../call.ts'
import { instanceArn } from '../../state/instance.ts'
import { protectFromDeletion } from '../../state/key.ts'
import { requireInstanceHere } from '../instances/instance-access.ts'
import { keyNeed } from '../key-access.ts'
import { defineOperation, type Need, type ResponseBody } from '../operation.ts'
import { flag, ParameterFault, text } from '../parameter.ts'
import { aliasUnsupported, optionalKeyIdOnly } from './key-id.ts'
import { requireUserKey } from './key-owner.ts'
import { unsupportedOperation } from './key-spec.ts'
import { invalidParameter, keyErrors } from './key-state.ts'

/** Protects a key or an instance from being deleted, or stops to. */
export const SetDeletionProtection = defineOperation({
  name: 'SetDeletionProtection',
  group: 'keys',
  source: 'KMS API reference, SetDeletionProtection; SDK 4.1.0 for `KeyId` and `KmsInstanceId`',
  parameters: {
    ProtectedResourceArn: text({ note: 'the ARN of a key or an instance' }),
    EnableDeletionProtection: flag({ required: true }),
    DeletionProtectionDescription: text({ note: 'kept where `EnableDeletionProtection` is true' }),
    KeyId: optionalKeyIdOnly,
    KmsInstanceId: text({ maxLength: 512 }),
  },
  errors: { ...invalidParameter, ...aliasUnsupported, ...unsupportedOperation, ...keyErrors },
  access: (call, input) => [needOn(call, targetOf(call, input))],
  run(call, input): ResponseBody {
    const target = targetOf(call, input)
    const protectedThing =
      target.kind === 'key'
        ? requireUserKey(call, target.id, 'SetDeletionProtection').key
        : requireInstanceHere(call, target.id)
    const enabled = input.EnableDeletionProtection
    const description = enabled ? (input.DeletionProtectionDescription ?? '') : ''
    protectFromDeletion(protectedThing, { enabled, description })
    return {}
  },
})

type Target = { readonly kind: 'key' | 'instance'; readonly id: string }

/** Exactly one of the three must be given (assumed). */
function targetOf(
  call: Call,
  input: {
    readonly ProtectedResourceArn: string | undefined
    readonly KeyId: string | undefined
    readonly KmsInstanceId: string | undefined
  },
): Target {
  const { ProtectedResourceArn: arn, KeyId, KmsInstanceId } = input
  const given = [arn, KeyId, KmsInstanceId].filter(value => value !== undefined)
  if (given.length !== 1)
    throw new ParameterFault('one of `ProtectedResourceArn`, `KeyId` and `KmsInstanceId` must be given')
  if (KmsInstanceId !== undefined) return { kind: 'instance', id: KmsInstanceId }
  if (KeyId !== undefined) return { kind: 'key', id: KeyId }
  // An ARN of another account or region stays whole: it is the id of no instance here.
  const instance = /^acs:kms:[^:]*:[^:]*:keystore\/(.+)$/.exec(arn ?? '')
  if (instance)
    return {
      kind: 'instance',
      id:
        arn === instanceArn(call.region, call.account.id, instance[1] as string)
          ? (instance[1] as string)
          : (arn as string),
    }
  if (/^acs:kms:[^:]*:[^:]*:key\/.+$/.test(arn ?? '')) return { kind: 'key', id: arn as string }
  throw new ParameterFault('`ProtectedResourceArn` must be the ARN of a key or an instance')
}

function needOn(call: Call, target: Target): Need {
  if (target.kind === 'key') return keyNeed(call, 'kms:SetDeletionProtection', target.id)
  return {
    action: 'kms:SetDeletionProtection',
    resource: instanceArn(call.region, call.account.id, target.id),
  }
}
