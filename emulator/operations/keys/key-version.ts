import { documented, type ErrorTable } from '../../errors.ts'
import { formatTime } from '../../state/clock.ts'
import type { Key, KeyVersion } from '../../state/key.ts'
import type { ResponseBody } from '../operation.ts'

export const keyVersionNotFound = {
  'Forbidden.KeyVersionNotFound': documented(
    404,
    'The specified Key version is not found.',
    'KMS sample responses',
  ),
} satisfies ErrorTable

/** A key version as answers show it. Source: CreateKeyVersion, DescribeKeyVersion, ListKeyVersions. */
export function keyVersionFields(key: Key, version: KeyVersion): ResponseBody {
  return { KeyId: key.id, KeyVersionId: version.id, CreationDate: formatTime(version.createdAt) }
}
