import type { Example } from '../rule.ts'

/** One statement of an example; an Allow unless it says otherwise. */
interface ExampleStatement {
  readonly Effect?: 'Allow' | 'Deny'
  readonly Action: string | readonly string[]
  readonly Resource: string | readonly string[]
}

/** What reading a secret takes beside `kms:GetSecretValue`; with it an example about secrets is whole. */
export const decryptStatement: ExampleStatement = {
  Action: 'kms:Decrypt',
  Resource: 'acs:kms:cn-hangzhou:1234567890123456:key/key-hzz65f1a2b3c4d5e6f7a',
}

/** An example of an identity policy that is made of these statements. */
export function examplePolicy(...statements: readonly ExampleStatement[]): Example {
  const Statement = statements.map(({ Effect = 'Allow', Action, Resource }) => ({ Effect, Action, Resource }))
  return { text: `${JSON.stringify({ Version: '1', Statement }, null, 2)}\n` }
}
