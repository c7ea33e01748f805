import { answer } from '../../emulator/answer.ts'
import { createEmulator, type Emulator } from '../../emulator/emulator.ts'
import { defaultSettings, type Settings } from '../../emulator/settings.ts'
import type { Account } from '../../emulator/state/account.ts'
import { readJson } from './exchange.ts'
import { standingMachine, start } from './machine.ts'
import { type SignedRequestOptions, signedRequest, type WrittenRequest } from './signed-request.ts'

export const root = { accessKeyId: 'LTAIemulatorroot00000001', accessKeySecret: 'emulator-root-secret' }
export const inactive = { accessKeyId: 'LTAIinactive', accessKeySecret: 'inactive-secret' }
export const session = {
  accessKeyId: 'STS.reader',
  accessKeySecret: 'reader-secret',
  securityToken: 'CAISreader/+=',
}
export const otherSession = {
  accessKeyId: 'STS.other',
  accessKeySecret: 'other-secret',
  securityToken: 'CAISother/+=',
}

/** The default world with an access key that is disabled and two sessions of a role, an hour long. */
export function startWorld(settings: Partial<Settings> = {}, changes: Partial<Account> = {}) {
  const seed = readJson<{ accounts: [Record<string, unknown>] }>(
    new URL('../../fixtures/worlds/default.json', import.meta.url),
  )
  const trust = {
    Version: '1',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { RAM: ['acs:ram::1000000000000001:root'] },
      },
    ],
  }
  Object.assign(seed.accounts[0], {
    accessKeys: [
      { id: root.accessKeyId, secret: root.accessKeySecret },
      { id: inactive.accessKeyId, secret: inactive.accessKeySecret, status: 'Inactive' },
    ],
    roles: [{ name: 'reader', trust, policies: ['AliyunKMSFullAccess'] }],
    sessions: [session, otherSession].map((each, n) => ({
      ...each,
      role: 'reader',
      name: `s${n}`,
      expiration: '+1h',
    })),
  })
  const machine = standingMachine()
  const emulator = createEmulator({
    seed,
    settings: { ...defaultSettings, ...settings },
    machine,
    onBug: error => {
      throw error
    },
  })
  const [account] = [...emulator.world.accounts.values()] as [Account]
  Object.assign(account, changes)
  return { emulator, account, machine }
}

export type Style = 'V1' | 'V3'
export const styles: readonly Style[] = ['V1', 'V3']

/** ListSecrets of the root, sound but for the changes. */
export function request(style: Style, changes: Partial<SignedRequestOptions> = {}): WrittenRequest {
  return signedRequest({ style, action: 'ListSecrets', ...root, now: start, nonce: 'n', ...changes })
}

/** The code of the refusal that a request meets, or `none`. */
export async function codeOf(emulator: Emulator, wire: WrittenRequest): Promise<string> {
  const { status, body } = await answer(emulator, wire)
  return status === 200 ? 'none' : JSON.parse(body).Code
}
