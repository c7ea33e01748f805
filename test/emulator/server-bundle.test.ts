import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

const program = `
  import { get } from 'node:https'
  import { listen } from './emulator/server.ts'
  import { certificateAuthority } from './emulator/tls.ts'
  const before = 'getMetadata' in Reflect
  const authority = certificateAuthority({ now: Date.now() })
  const handler = (_request, response) => response.end('answered')
  const server = await listen({ port: 0, host: '127.0.0.1', handler, certificate: () => authority })
  const { certificatePem: ca } = await authority
  get({ host: '127.0.0.1', port: server.port, ca }, async answer => {
    console.log(JSON.stringify({ before, status: answer.statusCode, body: String(await answer.toArray()) }))
    await server.close()
  })
`

/** As `.ci/build.mjs` bundles: a package that works unbundled may still not survive it. */
test('certificates are made in a bundle too, by what is loaded on first use', async () => {
  const outdir = await mkdtemp(join(tmpdir(), 'kms-emulator-bundle-'))
  await build({
    stdin: { contents: program, resolveDir: process.cwd() },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    minifySyntax: true,
    logLevel: 'warning',
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
    },
  })
  const { stdout } = await promisify(execFile)(process.execPath, [join(outdir, 'stdin.mjs')])
  expect(JSON.parse(stdout)).toEqual({ before: false, status: 200, body: 'answered' })
  await rm(outdir, { recursive: true })
})
