import { defineOperation, type ResponseBody } from '../operation.ts'
import { choice, ParameterFault, text } from '../parameter.ts'
import { instanceErrors, instanceNeeds, instancesHere, requireInstanceHere } from './instance-access.ts'
import { quotaOf, resourceTypes } from './instance-quota.ts'

/** Answers how much of an instance's quotas is used. */
export const GetKmsInstanceQuotaInfos = defineOperation({
  name: 'GetKmsInstanceQuotaInfos',
  group: 'instances',
  source: 'SDK 4.1.0, GetKmsInstanceQuotaInfos',
  parameters: {
    KmsInstanceId: text({ note: 'may be left out where the region has one instance (assumed)' }),
    ResourceType: choice(resourceTypes),
  },
  errors: {
    InvalidParameter: instanceErrors.InvalidParameter,
    'Forbidden.DKMSInstanceNotFound': instanceErrors['Forbidden.DKMSInstanceNotFound'],
  },
  differences: ['queries per second in use are not measured: 0'],
  access: () => instanceNeeds('kms:GetKmsInstanceQuotaInfos'),
  run(call, { KmsInstanceId, ResourceType }): ResponseBody {
    const [only, another] = instancesHere(call)
    if (KmsInstanceId === undefined && (!only || another))
      throw new ParameterFault('`KmsInstanceId` is needed where the region has no or several instances')
    const instance = requireInstanceHere(call, KmsInstanceId ?? only?.id ?? '')
    const types = ResourceType === undefined ? resourceTypes : [ResourceType]
    return {
      KmsInstanceId: instance.id,
      KmsInstanceQuotaInfos: types.map(type => {
        const [ResourceQuota, UsedQuantity] = quotaOf(call.account, instance, type)
        return { ResourceType: type, ResourceQuota, UsedQuantity }
      }),
    }
  },
})
