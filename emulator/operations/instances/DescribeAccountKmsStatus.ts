import type { Account } from '../../state/account.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { instanceNeeds } from './instance-access.ts'

/** Source: DescribeAccountKmsStatus; `NotEnabled` does not occur: every account has KMS. */
const statuses: Readonly<Record<Account['debt'], string>> = {
  none: 'Enabled',
  'in-debt': 'InDebt',
  overdue: 'Suspended',
}

/** Answers whether the caller's account may use KMS, which debts end. */
export const DescribeAccountKmsStatus = defineOperation({
  name: 'DescribeAccountKmsStatus',
  group: 'instances',
  source: 'KMS API reference, DescribeAccountKmsStatus; API metadata 2024-06',
  whileInDebt: true,
  parameters: {},
  errors: {},
  access: () => instanceNeeds('kms:DescribeAccountKmsStatus'),
  run: ({ account }): ResponseBody => ({ AccountStatus: statuses[account.debt] }),
})
