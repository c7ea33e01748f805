import { expect, test } from 'vitest'
import { KmsError } from '../../emulator/errors.ts'
import { operations } from '../../emulator/operations/index.ts'
import type { Operation } from '../../emulator/operations/operation.ts'
import { placeOf } from '../../emulator/region.ts'
import { readMessage } from '../../emulator/wire/request.ts'
import { request, startWorld } from './gateway-world.ts'

const instance = 'kst-hzz0example0000000000'

/** Region and gateway of a call, or the refusal's code and message. */
function placed(action: string, host: string, regionId?: string): string {
  const { emulator, account } = startWorld()
  const operation = operations.find(({ name }) => name === action) as Operation
  const parameters = regionId === undefined ? {} : { RegionId: regionId }
  try {
    const message = readMessage(request('V1', { action, host, parameters }))
    const { region, gateway } = placeOf(message, operation, emulator.world, account)
    return `${region} ${gateway.kind === 'dedicated' ? gateway.instance : gateway.kind}`
  } catch (error) {
    if (error instanceof KmsError) return `${error.status} ${error.code}: ${error.message}`
    throw error
  }
}

const invalid = '400 InvalidParameter: The specified parameter "RegionId" is not valid.'
const unknown = '403 Forbidden.DKMSInstanceNotFound: The specified DKMS Instance is not found.'
const unsupported = '400 UnsupportedOperation: This action is not supported.'

test.each<[action: string, host: string, regionId: string | undefined, place: string]>([
  ['GetSecretValue', '127.0.0.1:5670', undefined, 'cn-hangzhou shared'],
  ['GetSecretValue', '', undefined, 'cn-hangzhou shared'],
  ['GetSecretValue', 'localhost', '', 'cn-hangzhou shared'],
  ['GetSecretValue', '[::1]:5670', 'cn-beijing', 'cn-beijing shared'],
  ['GetSecretValue', 'example.com', 'ap-southeast-1', 'ap-southeast-1 shared'],
  ['GetSecretValue', 'kms.cn-beijing.aliyuncs.com', undefined, 'cn-beijing shared'],
  ['GetSecretValue', 'KMS.cn-Beijing.AliyunCS.com:443', undefined, 'cn-beijing shared'],
  ['GetSecretValue', 'kms-vpc.cn-beijing.aliyuncs.com', undefined, 'cn-beijing shared'],
  ['GetSecretValue', 'kms.cn-beijing.aliyuncs.com', 'cn-shanghai', 'cn-beijing shared'],
  ['GetSecretValue', 'kms.cn-beijing.aliyuncs.com.example.com', undefined, 'cn-hangzhou shared'],
  ['GetSecretValue', 'evil-kms.cn-beijing.aliyuncs.com', undefined, 'cn-hangzhou shared'],
  ['AssumeRole', 'sts.aliyuncs.com', undefined, 'cn-hangzhou shared'],
  ['AssumeRole', 'sts.cn-beijing.aliyuncs.com', undefined, 'cn-beijing shared'],
  ['AssumeRole', 'sts-vpc.cn-beijing.aliyuncs.com', undefined, 'cn-beijing shared'],
  ['GetSecretValue', `${instance}.cryptoservice.kms.aliyuncs.com`, undefined, `cn-hangzhou ${instance}`],
  [
    'GetSecretValue',
    `${instance}.cryptoservice.kms.aliyuncs.com:443`,
    'cn-beijing',
    `cn-hangzhou ${instance}`,
  ],
  ['GetSecretValue', 'kst-other.cryptoservice.kms.aliyuncs.com', undefined, unknown],
  ['ListSecrets', `${instance}.cryptoservice.kms.aliyuncs.com`, undefined, unsupported],
  ['GetSecretValue', '127.0.0.1', 'CN-HANGZHOU', invalid],
  ['GetSecretValue', '127.0.0.1', '__proto__', invalid],
  ['GetSecretValue', '127.0.0.1', '../x', invalid],
  ['GetSecretValue', '127.0.0.1', 'a'.repeat(41), invalid],
])('%s to `%s` with RegionId %s is in %s', (action, host, regionId, place) => {
  expect(placed(action, host, regionId)).toBe(place)
})
