import { addTags, countTagsAfter, mostTags } from '../../state/tag.ts'
import { aliasUnsupported, optionalKeyIdOnly } from '../keys/key-id.ts'
import { unsupportedOperation } from '../keys/key-spec.ts'
import { keyErrors } from '../keys/key-state.ts'
import { keyTags } from '../keys/key-tags.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { ParameterFault, text } from '../parameter.ts'
import { requireTagged, taggedErrors, taggedNeeds } from './tagged-resource.ts'

/** Adds tags to a key or a secret; a tag that is there gets the new value. */
export const TagResource = defineOperation({
  name: 'TagResource',
  group: 'tags',
  source: 'KMS API reference, TagResource; API metadata 2024-06; 20 tags as in CreateSecret',
  parameters: {
    KeyId: optionalKeyIdOnly,
    Tags: { ...keyTags, rules: { required: true } },
    SecretName: text({ maxLength: 512 }),
    CertificateId: text({ maxLength: 512 }),
  },
  errors: { ...taggedErrors, ...aliasUnsupported, ...unsupportedOperation, ...keyErrors },
  differences: ['certificates are not emulated: each that is named is unknown'],
  access: (call, input) => taggedNeeds(call, 'kms:TagResource', input),
  run(call, input): ResponseBody {
    const tags = input.Tags as ReadonlyMap<string, string>
    const resource = requireTagged(call, 'TagResource', input)
    if (countTagsAfter(resource, tags) > mostTags)
      throw new ParameterFault(`a resource has ${mostTags} tags at most`)
    addTags(resource, tags)
    return {}
  },
})
