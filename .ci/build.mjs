// Bundles both products to dist/ and writes their declarations. Run by `npm ci` (script `prepare`) and `npm run build`.
import { execFileSync } from 'node:child_process'
import { chmod, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { bundle } from './bundle.mjs'

const require = createRequire(import.meta.url)

await rm('dist', { recursive: true, force: true })
await bundle('dist')
for (const cli of ['dist/emulator/cli.js', 'dist/linter/cli.js']) await chmod(cli, 0o755)

const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc')
execFileSync(
  process.execPath,
  [tsc, '--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--outDir', 'dist/types'],
  { stdio: 'inherit' },
)
