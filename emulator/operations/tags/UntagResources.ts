import { removeTags } from '../../state/tag.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { flag, list } from '../parameter.ts'
import {
  regionId,
  requireResources,
  resourceIds,
  resourceListErrors,
  resourceNeeds,
  resourceType,
} from './resource-list.ts'

/** Takes the named tags, or with `All` and no tag key every tag, off several keys or secrets. */
export const UntagResources = defineOperation({
  name: 'UntagResources',
  group: 'tags',
  source: 'KMS API reference, UntagResources; API metadata 2024-06',
  parameters: {
    RegionId: regionId,
    ResourceType: resourceType,
    All: flag({ default: 'false' }),
    ResourceId: resourceIds,
    TagKey: list({ maxItems: 20 }),
  },
  errors: { 'InvalidResourceId.NotFound': resourceListErrors['InvalidResourceId.NotFound'] },
  access: (call, { ResourceType, ResourceId }) =>
    resourceNeeds(call, 'kms:UntagResources', ResourceType, ResourceId),
  run(call, { ResourceType, ResourceId, All, TagKey }): ResponseBody {
    for (const resource of requireResources(call, ResourceType, ResourceId))
      removeTags(resource, TagKey.length === 0 && All ? [...resource.tags.keys()] : TagKey)
    return {}
  },
})
