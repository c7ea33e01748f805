import { formatTime } from '../../state/clock.ts'
import type { Secret } from '../../state/secret.ts'
import type { ResponseBody } from '../operation.ts'

/** When a secret was made and changed, and when it will go. Source: DescribeSecret, ListSecrets. */
export function secretDates(secret: Secret): ResponseBody {
  return {
    CreateTime: formatTime(secret.createdAt),
    UpdateTime: formatTime(secret.updatedAt),
    ...(secret.plannedDeletion === undefined
      ? {}
      : { PlannedDeleteTime: formatTime(secret.plannedDeletion) }),
  }
}

/** `Tags` as DescribeSecret and ListSecrets answer them; without tags an empty list (assumed). */
export function tagsField({ tags }: Pick<Secret, 'tags'>): ResponseBody {
  return { Tags: { Tag: [...tags].map(([TagKey, TagValue]) => ({ TagKey, TagValue })) } }
}
