import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type AccountHandle,
  type RunningEmulator,
  type StartOptions,
  startEmulator,
} from '../../emulator/index.ts'
import { standingMachine } from './machine.ts'
import { signedRequest } from './signed-request.ts'

/** An emulator that listens on a machine whose clock stands. */
export interface Running {
  readonly kms: RunningEmulator
  readonly machine: ReturnType<typeof standingMachine>
  /** A signed call of the API by a user of an account (without a name its root): status and body without RequestId. */
  call(
    account: AccountHandle,
    user: string | undefined,
    action: string,
    parameters?: Record<string, string>,
  ): Promise<{ status: number; body: Record<string, unknown> }>
  /** A request of the control interface. */
  control(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: unknown }>
}

/** Starts one; the caller closes `kms`. */
export async function running(options: StartOptions = {}): Promise<Running> {
  const machine = standingMachine()
  const caDir = mkdtempSync(join(tmpdir(), 'kms-emulator-ca-'))
  const started = await startEmulator({ caDir, ...options, machine } as StartOptions)
  const kms: RunningEmulator = {
    ...started,
    async close() {
      await started.close()
      rmSync(caDir, { recursive: true, force: true })
    },
  }
  let nonces = 0
  return {
    kms,
    machine,
    async call(account, user, action, parameters = {}) {
      const { query } = signedRequest({
        action,
        parameters,
        ...account.credentials(user),
        now: machine.now(),
        nonce: `running-${++nonces}`,
      })
      const response = await fetch(`${kms.url}/?${query}`)
      const { RequestId, HostId, Recommend, ...body } = (await response.json()) as Record<string, unknown>
      return { status: response.status, body }
    },
    async control(method, path, body, headers = {}) {
      const response = await fetch(`${kms.url}/_emulator${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      return { status: response.status, body: await response.json() }
    },
  }
}

/** An account's members with a RAM secret that rotates, managed for user `app`; its only managed secret. */
export function managedAccount() {
  const key = { id: 'LTAI5tmanaged0001', secret: 'managed-secret-0001' }
  return {
    accessKeys: [{ id: 'LTAI5tmanagedroot', secret: 'managed-root-secret' }],
    users: [
      { name: 'app', accessKeys: [key], policies: ['AliyunKMSFullAccess'] },
      {
        name: 'admin',
        accessKeys: [{ id: 'LTAI5tmanagedadmin', secret: 'managed-admin-secret' }],
        groups: ['all'],
      },
    ],
    groups: [{ name: 'all', policies: ['AliyunKMSFullAccess'] }],
    secrets: [
      {
        name: 'acs/ram/user/app',
        instance: 'kst-hzz0example0000000000',
        key: 'key-hzz0example000000000000',
        type: 'RAMCredentials' as const,
        extendedConfig: { SecretSubType: 'RamUserAccessKey', UserName: 'app' },
        rotation: { interval: '30d', enabled: true },
        versions: [
          {
            id: 'v1',
            value: JSON.stringify({
              AccessKeyId: key.id,
              AccessKeySecret: key.secret,
              GenerateTimestamp: '2025-12-31T00:00:00Z',
            }),
          },
        ],
      },
    ],
  }
}
