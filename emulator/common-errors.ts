import { assumed, documented, type ErrorTable, seen } from './errors.ts'

/** Refusals of the service that any operation can meet, whatever it declares. `<name>` is filled in. */
export const commonErrors = {
  'Forbidden.NoPermission': documented(
    403,
    'This operation is forbidden by permission system.',
    'KMS common errors; 403 as seen, although some tables print 400',
  ),
  'Forbidden.NoPermission for an ARN': seen(
    403,
    'This operation for <name> is forbidden by permission system.',
    'ack-secret-manager documentation; aliyun-openapi-java-sdk#426',
  ),
  'Forbidden.NoPermission for the key of a secret': documented(
    403,
    'This operation for <name> is forbidden by permission system',
    'KMS FAQ on application access',
  ),
  'NoPermission to assume a role': documented(
    403,
    'You are not authorized to do this action. You should be authorized by RAM.',
    'RAM API reference, AssumeRole',
  ),
  'Forbidden.InDebt': documented(403, 'Current user is indebted.', 'KMS common errors'),
  'Forbidden.InDebtOverdue': documented(403, 'Current user is indebted Overdue.', 'KMS common errors'),
  'Rejected.Throttling': documented(429, 'QPS Limit Exceeded', 'KMS performance data'),
  InternalFailure: documented(500, 'Internal Failure.', 'KMS common errors'),
  ServiceUnavailableTemporary: documented(503, 'Service Unavailable Temporary.', 'KMS common errors'),
  DryRunOperationError: assumed(
    400,
    'The request would have succeeded, but DryRun is set.',
    'code documented, status and text not',
  ),
  ValidationError: assumed(
    400,
    'A parameter is not valid, and DryRun is set.',
    'code documented, status and text not',
  ),
  AccessDeniedError: assumed(
    403,
    'The caller has no permission, and DryRun is set.',
    'code documented, status and text not',
  ),
} satisfies ErrorTable

/** The emulator's own refusal of a KMS operation that it does not emulate; the service has no such code. */
export const notEmulated = {
  'Emulator.NotEmulated': assumed(
    400,
    '`<name>` is not emulated; `kms-emulator limits` lists what is.',
    'our own',
  ),
} satisfies ErrorTable
