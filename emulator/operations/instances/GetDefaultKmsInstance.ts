import { defineOperation, type ResponseBody } from '../operation.ts'
import { instanceNeeds } from './instance-access.ts'

/** Answers the instance that keys without one are made in after a migration from KMS 1.0: none here. */
export const GetDefaultKmsInstance = defineOperation({
  name: 'GetDefaultKmsInstance',
  group: 'instances',
  source: 'SDK 4.1.0, GetDefaultKmsInstance; the empty id of an account that was not migrated is assumed',
  parameters: {},
  errors: {},
  differences: ['accounts are not migrated from KMS 1.0: `DefaultKmsInstanceId` is empty'],
  access: () => instanceNeeds('kms:GetDefaultKmsInstance'),
  run: (): ResponseBody => ({ DefaultKmsInstanceId: '' }),
})
