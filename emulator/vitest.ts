import { test as base, type TestAPI } from 'vitest'
import { type AccountHandle, type RunningEmulator, type StartOptions, startEmulator } from './index.ts'

/** What each test gets: `kms`, one emulator per worker, and `account`, an account of its own on it. */
export interface EmulatorFixtures {
  readonly kms: RunningEmulator
  readonly account: AccountHandle
}

/**
 * Vitest's `test` with an emulator: started when the first test of a worker asks for it, with an account of its own for
 * each test, so that tests run side by side. For another runner: `startEmulator` before all, `createAccount` before each,
 * `delete` after each, `close` after all.
 */
export function emulatorTest(options: StartOptions = {}): TestAPI<EmulatorFixtures> {
  return base.extend<EmulatorFixtures>({
    kms: [
      // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern which fixtures are wanted
      async ({}, use) => {
        const kms = await startEmulator(options)
        await use(kms)
        await kms.close()
      },
      { scope: 'worker' },
    ],
    account: async ({ kms }, use) => {
      const account = await kms.createAccount()
      await use(account)
      await account.delete()
    },
  })
}

/** `emulatorTest` with the default world. */
export const test: TestAPI<EmulatorFixtures> = emulatorTest()
