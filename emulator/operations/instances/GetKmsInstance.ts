import { formatTime } from '../../state/clock.ts'
import type { Instance } from '../../state/instance.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { text } from '../parameter.ts'
import { instanceErrors, instanceNeeds, requireInstanceHere } from './instance-access.ts'
import { boughtWith } from './instance-quota.ts'

/** Answers what there is to know about a KMS instance. */
export const GetKmsInstance = defineOperation({
  name: 'GetKmsInstance',
  group: 'instances',
  source: 'KMS API reference, GetKmsInstance; API metadata 2024-06; SDK 4.1.0',
  tellsCaCertificate: true,
  parameters: { KmsInstanceId: text({ required: true, maxLength: 512 }) },
  errors: { 'Forbidden.DKMSInstanceNotFound': instanceErrors['Forbidden.DKMSInstanceNotFound'] },
  differences: [
    'CaCertificateChainPem is the certificate of the emulator’s own CA, there once the instance is connected (assumed)',
    'left out: Log, LogStorage, ProductType, SaleStatus',
    'every instance was bought with 1,000 queries per second and an access management quota of 5',
  ],
  access: () => instanceNeeds('kms:GetKmsInstance'),
  run(call, { KmsInstanceId }): ResponseBody {
    const instance = requireInstanceHere(call, KmsInstanceId)
    return {
      KmsInstance: {
        InstanceId: instance.id,
        InstanceName: instance.name,
        Status: instance.status,
        CreateTime: formatTime(instance.createdAt),
        StartDate: formatTime(instance.startDate),
        ...(instance.chargeType === 'PREPAY' ? subscriptionFields(instance) : {}),
        CaCertificateChainPem: instance.status === 'Connected' ? call.caCertificate : undefined,
        ...networkFields(instance, call.account.id),
        ChargeType: instance.chargeType,
        ProductVersion: instance.type === 'hardware' ? '5' : '3',
        DeletionProtection: instance.deletionProtection.enabled,
        ...(instance.deletionProtection.enabled
          ? { DeletionProtectionDescription: instance.deletionProtection.description }
          : {}),
      },
    }
  },
})

/** What pay-as-you-go instances do not have; `SecretNum` is a string. Source: GetKmsInstance sample. */
function subscriptionFields(instance: Instance): ResponseBody {
  return {
    EndDate: formatTime(instance.endDate),
    Spec: boughtWith.qps,
    KeyNum: instance.keyQuota,
    SecretNum: String(instance.secretQuota),
    VpcNum: boughtWith.vpcs,
  }
}

/** Source: GetKmsInstance; zones and vSwitches are arrays in the SDK of 2026, strings in the metadata of 2024. */
function networkFields({ network, region }: Instance, accountId: string): ResponseBody {
  if (!network) return { BindVpcs: { BindVpc: [] } }
  const { vpcId, zoneIds, vSwitchIds } = network
  return {
    VpcId: vpcId,
    ZoneIds: zoneIds,
    VswitchIds: vSwitchIds,
    BindVpcs: {
      BindVpc: vSwitchIds.map(id => ({
        RegionId: region,
        VpcId: vpcId,
        VpcOwnerId: accountId,
        VSwitchId: id,
      })),
    },
  }
}
