import { replaceWithString } from '../../edits.ts'
import { type Arn, formatArn, kmsResourceTypes, type PolicyString } from '../../policy/index.ts'
import { defineRule, type Problem } from '../../rule.ts'
import { nearest } from '../../suggestion.ts'
import { decryptStatement, examplePolicy } from '../example-policy.ts'
import { faultyResources } from './sorted-resources.ts'

/** An ARN of KMS that names nothing that KMS has. */
export const invalidKmsResource = defineRule({
  id: 'invalid-kms-resource',
  family: 'resource',
  level: 'error',
  summary: 'an ARN of KMS that is no key, secret, alias or certificate, nor of a later type',
  why: 'KMS asks about no such ARN, so the entry grants or denies nothing.',
  help: 'end the ARN in `secret/<secret-name>`, `key/<key-id>`, `alias/<alias-name>` or a container: `secret`, `key`, `alias`',
  source:
    'KMS documentation, RAM authorization (2021 and 2025) and samples of the API pages: forms of ARNs; `key/alias/…` seen in real policies',
  examples: {
    wrong: examplePolicy(
      {
        Action: 'kms:GetSecretValue',
        Resource: [
          'acs:kms:cn-hangzhou:1234567890123456:secret/db',
          'acs:kms:cn-hangzhou:1234567890123456:secrets/cache',
        ],
      },
      decryptStatement,
    ),
    right: examplePolicy(
      {
        Action: 'kms:GetSecretValue',
        Resource: [
          'acs:kms:cn-hangzhou:1234567890123456:secret/db',
          'acs:kms:cn-hangzhou:1234567890123456:secret/cache',
        ],
      },
      decryptStatement,
    ),
  },
  // What is granted on a misspelt ARN is granted elsewhere for that reason alone.
  hides: [{ rules: ['decrypt-on-secret', 'decrypt-wrong-scope'], within: 'document' }],
  *check(subject) {
    for (const { resource, read } of faultyResources(subject, 'invalid-kms-resource')) {
      yield problemOf(resource, read.arn)
    }
  },
})

function problemOf(resource: PolicyString, arn: Arn): Problem {
  const { relativeId } = arn
  const written = `\`${relativeId}\``
  if (relativeId.startsWith('key/alias/')) {
    const meant = formatArn({ ...arn, relativeId: relativeId.slice('key/'.length) })
    return {
      place: resource,
      message: `${written} is neither a key nor an alias; an alias is \`alias/<alias-name>\``,
      help: `write \`${meant}\` for the alias; most actions need the ARN of the key itself, \`key/<key-id>\``,
    }
  }
  const squeezed = relativeId.trim()
  if (squeezed !== relativeId && !/\s/.test(squeezed)) {
    const meant = formatArn({ ...arn, relativeId: squeezed })
    return {
      place: resource,
      message: `${written} has white space around it, which no name of KMS has`,
      help: `write \`${meant}\``,
      fix: { safety: 'safe', title: `write \`${meant}\``, edits: [replaceWithString(resource, meant)] },
    }
  }
  if (/\s/.test(relativeId))
    return { place: resource, message: `${written} has white space in it, which no name of KMS has` }
  return { place: resource, ...wrongType(arn) }
}

function wrongType(arn: Arn): Pick<Problem, 'message' | 'help'> {
  const { relativeId } = arn
  const written = `\`${relativeId}\``
  const [type = '', ...rest] = relativeId.split(/[/:]/)
  const types = kmsResourceTypes.map(({ prefix }) => prefix)
  if (types.includes(type) && rest.join('') === '')
    return { message: `${written} names no ${type} behind the slash` }
  const meant = types.includes(type) ? type : nearest(type, types)
  if (meant === undefined) {
    const message = `${written} is not the resource of an ARN of KMS: it does not say what it is`
    if (/[/:]/.test(relativeId)) return { message }
    const text = formatArn({ ...arn, relativeId: `secret/${relativeId}` })
    return { message, help: `write e.g. \`${text}\` for a secret, or \`key/<key-id>\` for a key` }
  }
  const text = formatArn({
    ...arn,
    relativeId: [meant, ...(rest.length > 0 ? [rest.join('/')] : [])].join('/'),
  })
  const message = `${written} is not the resource of an ARN of KMS; did you mean \`${meant}\`?`
  return { message, help: `write \`${text}\`` }
}
