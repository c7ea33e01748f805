import { documented } from '../../errors.ts'
import { describeSecret } from '../../state/secret.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { json, ParameterFault, text } from '../parameter.ts'
import { checkConfigLength, readCustomData } from './extended-config.ts'
import { inDeleteWindow, requireNotDeleted, requireSecret, secretNeed } from './secret-access.ts'

/** Changes the description of a secret and the custom data of a managed one. */
export const UpdateSecret = defineOperation({
  name: 'UpdateSecret',
  group: 'secrets',
  source: 'KMS API reference, UpdateSecret; API metadata 2024-06',
  parameters: {
    SecretName: text({ required: true, maxLength: 512 }),
    Description: text({ minLength: 0 }),
    'ExtendedConfig.CustomData': json(readCustomData),
  },
  errors: {
    InvalidParameter: documented(400, 'some of the specified parameters "\\" is not valid'),
    'Forbidden.ResourceNotFound': documented(404, 'Resource not found'),
    ...inDeleteWindow,
  },
  access: (call, { SecretName }) => [secretNeed(call, 'kms:UpdateSecret', SecretName)],
  run(call, input, fail): ResponseBody {
    const { account, secret } = requireSecret(call, input.SecretName, fail)
    requireNotDeleted(secret)
    const { Description: description, 'ExtendedConfig.CustomData': customData } = input
    if (customData !== undefined) {
      if (secret.type === 'Generic')
        throw new ParameterFault('a Generic secret has no `ExtendedConfig.CustomData`')
      checkConfigLength({ ...secret.extendedConfig, CustomData: customData })
    }
    describeSecret(secret, { description, customData }, call.clockOf(account))
    return { SecretName: secret.name }
  },
})
