import { defineOperation, type ResponseBody } from '../operation.ts'
import { flag, text } from '../parameter.ts'
import { readErrors, readNeeds, secretValue } from './secret-read.ts'

/** Reads one version of a secret, by default the one labelled `ACSCurrent`. */
export const GetSecretValue = defineOperation({
  name: 'GetSecretValue',
  group: 'secrets',
  source: 'KMS API reference, GetSecretValue; API metadata 2024-06',
  onInstanceGateway: true,
  parameters: {
    SecretName: text({ required: true, maxLength: 512 }),
    VersionStage: text(),
    VersionId: text({ maxLength: 64 }),
    FetchExtendedConfig: flag({ default: 'false' }),
    DryRun: flag({ default: 'false' }),
  },
  errors: readErrors,
  differences: ['`Recipient` (attestation) is not emulated'],
  access: (call, { SecretName }) => readNeeds(call, SecretName),
  run: (call, input, fail): ResponseBody => secretValue(call, input, fail),
})
