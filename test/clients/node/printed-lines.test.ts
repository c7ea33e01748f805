import { createRequire } from 'node:module'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundledCommandLine, type CommandLine, type Serving } from '../../emulator/command-line.ts'

// biome-ignore lint/suspicious/noExplicitAny: the packages are driven as an application in JavaScript would
type Package = any
const require: (name: string) => Package = createRequire(import.meta.url)

let cli: CommandLine
let serving: Serving

beforeAll(async () => {
  cli = await bundledCommandLine()
  serving = await cli.serve()
})
afterAll(async () => {
  await serving?.stop()
  await cli?.remove()
})

/** What the application imports, and how it reads a secret with the client that the line makes. */
const applications: readonly {
  client: string
  imports: () => Record<string, unknown>
  read: (client: Package) => Promise<unknown>
}[] = [
  {
    client: 'Node kms20160120',
    imports: () => ({
      Kms: require('@alicloud/kms20160120').default,
      Config: require('@alicloud/rpc-client').Config,
    }),
    async read(client) {
      const { GetSecretValueRequest } = require('@alicloud/kms20160120')
      const { RuntimeOptions } = require('@alicloud/tea-util')
      const request = new GetSecretValueRequest({ secretName: 'example-secret' })
      return (await client.getSecretValue(request, new RuntimeOptions({}))).secretData
    },
  },
  {
    client: 'Node pop-core',
    imports: () => ({ RPCClient: require('@alicloud/pop-core').RPCClient }),
    async read(client) {
      return (await client.request('GetSecretValue', { SecretName: 'example-secret' })).SecretData
    },
  },
]

test.each(applications)('the line of $client runs as it is printed', async ({ client, imports, read }) => {
  const [, line] = new RegExp(`^  ${client} +(.*)$`, 'm').exec(serving.output.stdout) ?? []
  const names = imports()
  const made = new Function(...Object.keys(names), `return ${line}`)(...Object.values(names))
  expect(await read(made)).toBe('example-value')
})
