import { instanceArn } from '../../state/instance.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { pageNumber, pageOf } from '../page.ts'
import { integer, text } from '../parameter.ts'
import { instanceErrors, instanceNeeds, instancesHere } from './instance-access.ts'

/** Lists the KMS instances of the caller's account and region. */
export const ListKmsInstances = defineOperation({
  name: 'ListKmsInstances',
  group: 'instances',
  source: 'KMS API reference, ListKmsInstances; API metadata 2024-06',
  parameters: {
    PageNumber: pageNumber,
    PageSize: integer({ min: 1, max: 100, default: '20' }),
    Filters: text({ note: 'not described anywhere: ignored' }),
  },
  errors: { InvalidParameter: instanceErrors.InvalidParameter },
  differences: ['`Filters`, which no source describes, is ignored'],
  access: () => instanceNeeds('kms:ListKmsInstances'),
  run(call, { PageNumber, PageSize }): ResponseBody {
    const instances = instancesHere(call)
    const page = pageOf(instances, PageNumber, PageSize)
    return {
      KmsInstances: {
        KmsInstance: page.map(({ id, region }) => ({
          KmsInstanceId: id,
          KmsInstanceArn: instanceArn(region, call.account.id, id),
        })),
      },
      TotalCount: instances.length,
      PageNumber,
      PageSize,
    }
  },
})
