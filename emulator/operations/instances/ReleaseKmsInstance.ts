import { documented } from '../../errors.ts'
import { hasBackup } from '../../state/backup.ts'
import { releaseInstance } from '../../state/settle.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { flag, text } from '../parameter.ts'
import { instanceErrors, instanceNeeds, requireInstanceHere } from './instance-access.ts'

/** Gives a pay-as-you-go instance back, with every key and secret in it. */
export const ReleaseKmsInstance = defineOperation({
  name: 'ReleaseKmsInstance',
  group: 'instances',
  source: 'KMS API reference, ReleaseKmsInstance',
  parameters: {
    KmsInstanceId: text({ required: true, maxLength: 512 }),
    ForceDeleteWithoutBackup: flag({ default: 'false' }),
  },
  errors: {
    ...instanceErrors,
    'Forbidden.NoBackup': documented(
      403,
      'this kms instance no backup, forbidden delete.',
      'ReleaseKmsInstance',
    ),
  },
  differences: [
    'only backups that were asked for count: none is taken each night',
    'deletion protection is refused with Rejected.UnsupportedOperation (code assumed)',
  ],
  access: () => instanceNeeds('kms:ReleaseKmsInstance'),
  run(call, { KmsInstanceId, ForceDeleteWithoutBackup }, fail): ResponseBody {
    const instance = requireInstanceHere(call, KmsInstanceId)
    if (instance.chargeType !== 'POSTPAY')
      fail('Rejected.UnsupportedOperation', undefined, { because: 'a subscription cannot be released' })
    if (instance.deletionProtection.enabled)
      fail('Rejected.UnsupportedOperation', undefined, { because: 'the instance is protected from deletion' })
    if (!ForceDeleteWithoutBackup && !hasBackup(call.account, instance.id)) fail('Forbidden.NoBackup')
    releaseInstance(call.account, instance.id, call.now)
    return {}
  },
})
