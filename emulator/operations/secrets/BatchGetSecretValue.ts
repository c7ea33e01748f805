import type { Call } from '../../call.ts'
import { type ErrorTable, KmsError, refuse } from '../../errors.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { json, ParameterFault } from '../parameter.ts'
import { locateSecret } from './secret-access.ts'
import { readErrors, readNeeds, type SecretRead, secretValue } from './secret-read.ts'

/** Reads up to 20 secrets; what one of them is refused for stands in `Errors`. */
export const BatchGetSecretValue = defineOperation({
  name: 'BatchGetSecretValue',
  group: 'secrets',
  source: 'KMS API reference, BatchGetSecretValue; SDK texts of 2026',
  parameters: {
    SecretsList: json(readList, { note: 'not marked as required; a call without it is refused (assumed)' }),
  },
  errors: readErrors,
  differences: ['a missing permission on one secret refuses the whole call (not documented)'],
  access: (call, { SecretsList }) =>
    requireList(SecretsList).flatMap(({ SecretName }) => readNeeds(call, SecretName)),
  run(call, { SecretsList }): ResponseBody {
    const reads = requireList(SecretsList)
    const arns = reads.map(({ SecretName }) => locateSecret(call, SecretName).arn)
    if (new Set(arns).size < arns.length) throw new ParameterFault('`SecretsList` names a secret twice')
    const SecretValues: ResponseBody[] = []
    const Errors: ResponseBody[] = []
    for (const read of reads) {
      const { value, refusal } = attempt(call, read)
      if (value) SecretValues.push({ ...value, RequestId: call.requestId })
      if (refusal) {
        const { code: Code, status: HttpStatus, message: Message } = refusal
        Errors.push({ SecretName: read.SecretName, Code, HttpStatus, Message })
      }
    }
    return { SecretValues, Errors }
  },
})

function requireList(reads: readonly SecretRead[] | undefined): readonly SecretRead[] {
  if (reads === undefined) throw new ParameterFault('`SecretsList` is needed')
  return reads
}

function attempt(call: Call, read: SecretRead): { value?: ResponseBody; refusal?: KmsError } {
  try {
    return { value: secretValue(call, read, code => refuse(readErrors as ErrorTable, code)) }
  } catch (error) {
    if (error instanceof KmsError) return { refusal: error }
    if (!(error instanceof ParameterFault)) throw error
    const text = 'The specified parameter is not valid.'
    return { refusal: new KmsError('InvalidParameter', 400, text, { because: error.message }) }
  }
}

function readList(value: unknown, name: string): SecretRead[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > 20)
    throw new ParameterFault(`\`${name}\` must be an array of 1 to 20 secrets`)
  const reads = value.map(entry => readEntry((entry ?? {}) as Record<string, unknown>))
  return reads
}

function readEntry(entry: Record<string, unknown>): SecretRead {
  const textOf = (name: string): string | undefined => {
    const value = entry[name]
    if (value === undefined || value === '') return undefined
    if (typeof value !== 'string') throw new ParameterFault(`\`${name}\` of a secret must be text`)
    if (value.length > 512) throw new ParameterFault(`\`${name}\` of a secret is too long`)
    return value
  }
  const SecretName = textOf('SecretName')
  if (SecretName === undefined) throw new ParameterFault('each secret needs a `SecretName`')
  const { FetchExtendedConfig: fetch = 'false' } = entry
  if (!['true', 'false'].includes(String(fetch)))
    throw new ParameterFault('`FetchExtendedConfig` of a secret must be `true` or `false`')
  return {
    SecretName,
    VersionId: textOf('VersionId'),
    VersionStage: textOf('VersionStage'),
    FetchExtendedConfig: String(fetch) === 'true',
  }
}
