import type { Call } from '../../call.ts'
import { documented } from '../../errors.ts'
import type { Tagged } from '../../state/tag.ts'
import { defineOperation, type Need, type ResponseBody } from '../operation.ts'
import { list, ParameterFault, records, text } from '../parameter.ts'
import {
  type ResourceType,
  readTags,
  regionId,
  requireResources,
  resourceListErrors,
  resourceNeeds,
  resourceType,
} from './resource-list.ts'

/** Rows of a page. Source: ListTagResources. */
const pageRows = 200

/** Lists the tags of keys or secrets: of those named, or of all that carry the given tags. */
export const ListTagResources = defineOperation({
  name: 'ListTagResources',
  group: 'tags',
  source: 'KMS API reference, ListTagResources; API metadata 2024-06; the form of NextToken is assumed',
  parameters: {
    RegionId: regionId,
    NextToken: text({ pattern: /^\d{1,9}$/ }),
    ResourceType: resourceType,
    ResourceId: list({ maxItems: 50 }),
    Tag: records({ maxItems: 20 }),
  },
  errors: {
    InvalidParameter: documented(400, 'The specified parameter is not valid.', 'KMS common errors'),
    ...resourceListErrors,
  },
  access: (call, { ResourceType, ResourceId }): Need[] =>
    ResourceId.length > 0
      ? resourceNeeds(call, 'kms:ListTagResources', ResourceType, ResourceId)
      : [
          {
            action: 'kms:ListTagResources',
            resource: `acs:kms:${call.region}:${call.account.id}:${ResourceType}`,
          },
        ],
  run(call, { ResourceType, ResourceId, Tag, NextToken }): ResponseBody {
    // A tag given by its key alone stands for any value (assumed).
    const wanted = [...readTags(Tag)]
    const resources =
      ResourceId.length > 0
        ? requireResources(call, ResourceType, ResourceId).map(
            (found, index) => [ResourceId[index] as string, found] as const,
          )
        : allOf(call, ResourceType)
    const rows = [...resources]
      .filter(([, { tags }]) =>
        wanted.every(([key, value]) => tags.has(key) && (value === '' || tags.get(key) === value)),
      )
      .flatMap(([id, { tags }]) =>
        [...tags].map(([TagKey, TagValue]) => ({ ResourceId: id, ResourceType, TagKey, TagValue })),
      )
    const start = Number(NextToken ?? 0)
    if (start > rows.length) throw new ParameterFault('`NextToken` is none that was given out')
    const end = start + pageRows
    return {
      ...(end < rows.length ? { NextToken: String(end) } : {}),
      TagResources: { TagResource: rows.slice(start, end) },
    }
  },
})

function* allOf({ account, region }: Call, type: ResourceType): Generator<readonly [string, Tagged]> {
  if (type === 'secret') for (const secret of account.secrets.get(region) ?? []) yield [secret.name, secret]
  else for (const key of account.keys.values()) if (key.region === region && !key.service) yield [key.id, key]
}
