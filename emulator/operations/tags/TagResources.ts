import { documented } from '../../errors.ts'
import { addTags, countTagsAfter, mostTags } from '../../state/tag.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { ParameterFault, records } from '../parameter.ts'
import {
  readTags,
  regionId,
  requireResources,
  resourceIds,
  resourceListErrors,
  resourceNeeds,
  resourceType,
} from './resource-list.ts'

/** Adds the same tags to several keys or secrets, to all or to none. */
export const TagResources = defineOperation({
  name: 'TagResources',
  group: 'tags',
  source:
    'KMS API reference, TagResources; API metadata 2024-06; a secret is named by its name as Terraform does',
  parameters: {
    RegionId: regionId,
    ResourceType: resourceType,
    ResourceId: resourceIds,
    Tag: records({ required: true, maxItems: 20 }),
  },
  errors: {
    'InvalidParameter.TagKey': documented(400, 'The specified parameter is not valid.'),
    'InvalidParameter.TagValue': documented(400, 'The specified parameter is not valid.'),
    ...resourceListErrors,
  },
  access: (call, { ResourceType, ResourceId }) =>
    resourceNeeds(call, 'kms:TagResources', ResourceType, ResourceId),
  run(call, { ResourceType, ResourceId, Tag }): ResponseBody {
    const tags = readTags(Tag)
    const resources = requireResources(call, ResourceType, ResourceId)
    if (resources.some(resource => countTagsAfter(resource, tags) > mostTags))
      throw new ParameterFault(`a resource has ${mostTags} tags at most`, 'InvalidParameter.TagKey')
    for (const resource of resources) addTags(resource, tags)
    return {}
  },
})
