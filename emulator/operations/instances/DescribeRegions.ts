import { defineOperation, type ResponseBody } from '../operation.ts'

/** Source: endpoints of the Go SDK, July 2026, without the finance cloud and the two regions that were closed. */
const regions = [
  'cn-qingdao',
  'cn-beijing',
  'cn-zhangjiakou',
  'cn-huhehaote',
  'cn-wulanchabu',
  'cn-hangzhou',
  'cn-shanghai',
  'cn-shenzhen',
  'cn-heyuan',
  'cn-guangzhou',
  'cn-chengdu',
  'cn-fuzhou',
  'cn-wuhan-lr',
  'cn-zhengzhou-jva',
  'cn-hongkong',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-southeast-1',
  'ap-southeast-3',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
  'us-east-1',
  'us-west-1',
  'eu-west-1',
  'eu-central-1',
  'me-east-1',
  'me-central-1',
] as const

/** Lists the regions that have KMS; anyone may ask. */
export const DescribeRegions = defineOperation({
  name: 'DescribeRegions',
  group: 'instances',
  source: 'KMS API reference, DescribeRegions; RAM page: needs no permission',
  parameters: {},
  errors: {},
  access: () => [],
  run: (): ResponseBody => ({ Regions: { Region: regions.map(RegionId => ({ RegionId })) } }),
})
