import type { Example } from '../../rule.ts'

const secret = 'acs:kms:cn-hangzhou:1234567890123456:secret/db'
const key = 'acs:kms:cn-hangzhou:1234567890123456:key/key-hzz65f1a2b3c4d5e6f7a'

/** A Condition element of an example. */
type ExampleCondition = Readonly<Record<string, Readonly<Record<string, unknown>>>>

function example(...statements: readonly object[]): Example {
  return { text: `${JSON.stringify({ Version: '1', Statement: statements }, null, 2)}\n` }
}

const read = {
  Effect: 'Allow',
  Action: ['kms:GetSecretValue', 'kms:Decrypt'],
  Resource: [secret, key],
}

/** An example that allows reading a secret on a condition; `more` replaces parts of the statement. */
export function readOn(condition: ExampleCondition, more: Readonly<Record<string, unknown>> = {}): Example {
  return example({ ...read, ...more, Condition: condition })
}

/** An example that allows reading a secret and denies to delete it on a condition. */
export function denyDeletionOn(condition: ExampleCondition): Example {
  return example(read, { Effect: 'Deny', Action: 'kms:DeleteSecret', Resource: secret, Condition: condition })
}
