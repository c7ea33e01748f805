import { readSeed, SeedError } from '../../emulator/state/seed.ts'
import { checks } from './seed-world.ts'

/** A document with a bit of everything; each row of the table breaks one thing in it. */
export function soundDocument() {
  return {
    format: 1,
    region: 'cn-hangzhou',
    accounts: [
      {
        id: '1000000000000001',
        accessKeys: [{ id: 'LTAIroot', secret: 'root-secret' }],
        users: [
          {
            name: 'alice',
            accessKeys: [{ id: 'LTAIalice', secret: 's' }],
            groups: ['readers'],
            policies: ['read'],
          },
          { name: 'bob', policies: ['AliyunKMSFullAccess'] },
        ],
        groups: [{ name: 'readers', policies: ['read'] }],
        policies: [
          {
            name: 'read',
            document: {
              Version: '1',
              Statement: [{ Effect: 'Allow', Action: 'kms:GetSecretValue', Resource: '*' }],
            },
          },
        ],
        roles: [
          {
            name: 'reader',
            trust: {
              Version: '1',
              Statement: [
                {
                  Effect: 'Allow',
                  Action: 'sts:AssumeRole',
                  Principal: { RAM: 'acs:ram::1000000000000001:root' },
                },
              ],
            },
          },
        ],
        instances: [{ id: 'kst-one' }, { id: 'kst-two', region: 'cn-beijing' }],
        keys: [
          { id: 'key-one', instance: 'kst-one', aliases: ['alias/one'] },
          { id: 'key-two', instance: 'kst-two' },
          { id: 'key-rsa', instance: 'kst-one', spec: 'RSA_2048' },
          { id: 'key-default' },
        ],
        secrets: [
          { name: 'one', key: 'key-one', versions: [{ id: 'v1', value: 'first' }] },
          {
            name: 'two',
            instance: 'kst-two',
            versions: [
              { id: 'v1', value: 'old', stages: ['ACSPrevious'] },
              { id: 'v2', value: 'new' },
            ],
          },
          {
            name: 'rds',
            key: 'key-one',
            type: 'Rds',
            extendedConfig: { SecretSubType: 'SingleUser', DBInstanceId: 'rm-1' },
            rotation: { interval: '7d', enabled: true },
            versions: [{ id: 'v1', value: '{}' }],
          },
        ],
        rds: [{ id: 'rm-1', accounts: [{ name: 'app', password: 'p' }] }],
      },
    ],
  }
}

/** Sets (undefined: deletes) what a pointer names. */
export function patched(pointer: string, value: unknown): unknown {
  const document = soundDocument()
  const parts = pointer.split('/').slice(1)
  const last = parts.pop() as string
  const holder = parts.reduce<Record<string, unknown>>(
    (at, part) => at[part] as Record<string, unknown>,
    document as unknown as Record<string, unknown>,
  )
  if (value === undefined) delete holder[last]
  else holder[last] = value
  return document
}

/** What `readSeed` says of a document. */
export function refusal(document: unknown): string {
  try {
    readSeed(document, checks)
  } catch (error) {
    if (error instanceof SeedError) return error.message
    throw error
  }
  return 'none'
}
