import { connectInstance, isExpired } from '../../state/instance.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { choice, ParameterFault, text } from '../parameter.ts'
import { instanceErrors, instanceNeeds, requireInstanceHere } from './instance-access.ts'

/** Begins to enable a software instance that was bought; `Connected` follows 30 minutes later by the clock. */
export const ConnectKmsInstance = defineOperation({
  name: 'ConnectKmsInstance',
  group: 'instances',
  source: 'KMS API reference, ConnectKmsInstance; managing KMS instances for the time it takes',
  parameters: {
    KMProvider: choice(['Aliyun'], { required: true }),
    KmsInstanceId: text({ required: true, maxLength: 512 }),
    VSwitchIds: text({ required: true, note: 'separated by commas' }),
    VpcId: text({ required: true }),
    ZoneIds: text({ required: true, note: 'two zones, separated by commas' }),
  },
  errors: instanceErrors,
  differences: [
    'VPC, zones and vSwitches are not checked to exist',
    'other codes than the first are assumed',
  ],
  access: () => instanceNeeds('kms:ConnectKmsInstance'),
  run(call, { KmsInstanceId, VSwitchIds, VpcId, ZoneIds }, fail): ResponseBody {
    const zoneIds = ZoneIds.split(',')
    const vSwitchIds = VSwitchIds.split(',')
    if (zoneIds.length !== 2 || zoneIds.includes(''))
      throw new ParameterFault('`ZoneIds` must name two zones')
    if (vSwitchIds.length > 2 || vSwitchIds.includes(''))
      throw new ParameterFault('`VSwitchIds` must name one vSwitch or two')
    const instance = requireInstanceHere(call, KmsInstanceId)
    if (instance.type !== 'software')
      fail('Rejected.UnsupportedOperation', undefined, {
        because: `${instance.type} instances are enabled in the console`,
      })
    if (isExpired(instance, call.now)) fail('Rejected.Unavailable')
    if (instance.status !== 'Uninitialized')
      fail('Forbidden.DKMSInstanceStateInvalid', undefined, { because: `the instance is ${instance.status}` })
    connectInstance(call.account, instance, { vpcId: VpcId, zoneIds, vSwitchIds }, call.now)
    return {}
  },
})
