// Bundles both products to dist/ and writes their declarations. Run by `npm ci` (script `prepare`) and `npm run build`.
import { execFileSync } from 'node:child_process'
import { chmod, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'
import { esbuildSchemaPlugin } from './schema-plugin.mjs'

const require = createRequire(import.meta.url)
const { version, dependencies } = require('../package.json')

await rm('dist', { recursive: true, force: true })
await build({
  entryPoints: [
    'emulator/cli.ts',
    'emulator/index.ts',
    'emulator/vitest.ts',
    'linter/cli.ts',
    'linter/index.ts',
    'linter/policy/index.ts',
  ],
  outdir: 'dist',
  outbase: '.',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  chunkNames: 'chunks/[name]-[hash]',
  external: [...Object.keys(dependencies), ...Object.keys(dependencies).map(name => `${name}/*`), 'vitest'],
  define: { __VERSION__: JSON.stringify(version) },
  // A bundled CommonJS package may call require() for Node's own modules.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
  },
  minifySyntax: true,
  legalComments: 'linked',
  logLevel: 'warning',
  plugins: [esbuildSchemaPlugin],
})
for (const cli of ['dist/emulator/cli.js', 'dist/linter/cli.js']) await chmod(cli, 0o755)

const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc')
execFileSync(
  process.execPath,
  [tsc, '--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--outDir', 'dist/types'],
  { stdio: 'inherit' },
)
