import { removeTags } from '../../state/tag.ts'
import { aliasUnsupported, optionalKeyIdOnly } from '../keys/key-id.ts'
import { unsupportedOperation } from '../keys/key-spec.ts'
import { keyErrors } from '../keys/key-state.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { json, ParameterFault, text } from '../parameter.ts'
import { requireTagged, taggedErrors, taggedNeeds } from './tagged-resource.ts'

/** Takes tags off a key or a secret; keys that are not there are passed over. */
export const UntagResource = defineOperation({
  name: 'UntagResource',
  group: 'tags',
  source: 'KMS API reference, UntagResource; API metadata 2024-06',
  parameters: {
    KeyId: optionalKeyIdOnly,
    TagKeys: json(readTagKeys, { required: true }),
    SecretName: text({ maxLength: 512 }),
    CertificateId: text({ maxLength: 512 }),
  },
  errors: { ...taggedErrors, ...aliasUnsupported, ...unsupportedOperation, ...keyErrors },
  differences: ['certificates are not emulated: each that is named is unknown'],
  access: (call, input) => taggedNeeds(call, 'kms:UntagResource', input),
  run(call, input): ResponseBody {
    removeTags(requireTagged(call, 'UntagResource', input), input.TagKeys)
    return {}
  },
})

function readTagKeys(value: unknown, name: string): readonly string[] {
  if (!Array.isArray(value) || !value.every((key): key is string => typeof key === 'string' && key !== ''))
    throw new ParameterFault(`\`${name}\` must be an array of tag keys`)
  return value
}
