import { assumed, documented, type ErrorTable, seen } from '../errors.ts'

const gateway = 'common gateway error codes, help.aliyun.com 434846'

/** What the gateway in front of KMS refuses before an operation is reached. `<Name>` is filled in by the caller. */
export const gatewayErrors = {
  'Missing<Name>': seen(
    400,
    '<Name> is mandatory for this action.',
    'answers quoted in public issues; with a header’s name in it: assumed',
  ),
  SignatureDoesNotMatch: seen(
    400,
    'Specified signature is not matched with our calculation. server string to sign is:',
    'answers quoted in NewFuture/DDNS#57 and dromara/SMS4J#34',
  ),
  IncompleteSignature: documented(
    400,
    'The request signature does not conform to Alibaba Cloud standards.',
    'KMS common errors; for a malformed Authorization header: assumed',
  ),
  'InvalidAccessKeyId.NotFound': seen(
    404,
    'Specified access key is not found.',
    'answers quoted in public issues',
  ),
  'InvalidAccessKeyId.Inactive': documented(400, 'Specified access key is disabled.', gateway),
  'InvalidTimeStamp.Format': documented(
    400,
    'Specified time stamp or date value is not well formatted.',
    gateway,
  ),
  'InvalidTimeStamp.Expired': documented(400, 'Specified time stamp or date value is expired.', gateway),
  IllegalTimestamp: documented(
    400,
    'The input parameter "Timestamp" that is mandatory for processing this request is not supplied.',
    'KMS common errors',
  ),
  SignatureNonceUsed: documented(400, 'Specified signature nonce was used already.', gateway),
  MissingSecurityToken: documented(400, 'SecurityToken is mandatory for this action.', gateway),
  'InvalidSecurityToken.Expired': documented(400, 'Specified SecurityToken is expired.', gateway),
  'InvalidSecurityToken.Malformed': documented(400, 'Specified SecurityToken is malformed.', gateway),
  'InvalidSecurityToken.MismatchWithAccessKey': documented(
    400,
    'Specified SecurityToken mismatch with the AccessKey.',
    gateway,
  ),
  InvalidVersion: assumed(
    400,
    'Specified parameter Version is not valid.',
    'text seen in answers, status assumed',
  ),
  'InvalidAction.NotFound': seen(
    404,
    'Specified api is not found, please check your url and method.',
    'answers quoted in public issues',
  ),
  InvalidSignatureMethod: documented(400, 'Specified signature method is not valid.', gateway),
  'InvalidParameter.Format': documented(400, 'Specified parameter format is not valid.', gateway),
  UnsupportedHTTPMethod: documented(403, 'This http method is not supported.', 'KMS common errors 2021'),
  ParseRequestParameterException: documented(
    400,
    'Server parse parameters exception. Please check your input params.',
    'KMS common errors 2021',
  ),
  'Rejected.Throttling': documented(429, 'QPS Limit Exceeded', 'KMS performance data'),
} satisfies ErrorTable
