import { readFileSync } from 'node:fs'
import type { AccountHandle, StartOptions } from '../../emulator/index.ts'
import { type Running, running } from './running.ts'

/** The world with a secret of every managed type, as a seed. */
export const managedSeed = JSON.parse(
  readFileSync(new URL('../../fixtures/worlds/managed.json', import.meta.url), 'utf8'),
) as NonNullable<StartOptions['seed']>

/** A managed secret of that world, what it manages, and how its account logs in at the start. */
export interface ManagedCase {
  readonly secret: string
  readonly kind: 'ram-user' | 'rds' | 'redis' | 'polardb' | 'ecs'
  readonly id: string
  readonly account: string
  readonly password: string
}

/** One of each type and subtype. */
export const managedCases: readonly ManagedCase[] = [
  {
    secret: 'rds/single',
    kind: 'rds',
    id: 'rm-example-single',
    account: 'shop',
    password: 'shop-password',
  },
  {
    secret: 'rds/double',
    kind: 'rds',
    id: 'rm-example-double',
    account: 'orders',
    password: 'orders-password',
  },
  { secret: 'redis/cache', kind: 'redis', id: 'r-example', account: 'cache', password: 'cache-password' },
  {
    secret: 'polardb/ledger',
    kind: 'polardb',
    id: 'pc-example',
    account: 'ledger',
    password: 'ledger-password',
  },
  {
    secret: 'acs/ram/user/report',
    kind: 'ram-user',
    id: 'report',
    account: 'LTAIemulatorreport000001',
    password: 'emulator-report-secret',
  },
  { secret: 'acs/ecs/web', kind: 'ecs', id: 'i-example', account: 'root', password: 'root-password' },
  { secret: 'acs/ecs/deploy', kind: 'ecs', id: 'i-example', account: 'deploy', password: 'ssh-rsa AAAA' },
]

/** An emulator with that world. */
export function managed(options: StartOptions = {}): Promise<Running> {
  return running({ seed: managedSeed, ...options })
}

/** The current value of a secret, read by the root. */
export async function currentValue(
  { call }: Running,
  account: AccountHandle,
  secret: string,
): Promise<Record<string, string>> {
  const { body } = await call(account, undefined, 'GetSecretValue', { SecretName: secret })
  return JSON.parse(String(body.SecretData))
}

/** The account and its password, public key or AccessKey secret in a value of any type. */
export function loginIn(value: Readonly<Record<string, string>>): { account: string; password: string } {
  const account = value.AccountName ?? value.UserName ?? value.AccessKeyId ?? ''
  const password = value.AccountPassword ?? value.Password ?? value.PublicKey ?? value.AccessKeySecret ?? ''
  return { account, password }
}

/** Names and versions of what was reported, without times. */
export function eventsOf(account: AccountHandle): string[][] {
  return account
    .events()
    .map(({ name, content }) => [name.slice('Secret:RotateSecret:'.length), content.secretName])
}
