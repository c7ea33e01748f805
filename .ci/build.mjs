// Bundles both products to dist/ and writes their declarations. Run by `npm ci` (script `prepare`) and `npm run build`.
import { execFileSync } from 'node:child_process'
import { chmod, copyFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { bundle, entryPoints } from './bundle.mjs'

const require = createRequire(import.meta.url)

await rm('dist', { recursive: true, force: true })
// Each product on its own, so that neither loads at its start what only the other uses.
for (const product of ['emulator/', 'linter/'])
  await bundle(
    'dist',
    entryPoints.filter(entry => entry.startsWith(product)),
  )
for (const cli of ['dist/emulator/cli.js', 'dist/linter/cli.js']) await chmod(cli, 0o755)

// For editors, which find a seed's by its `$schema`, and for whoever reads the reports.
const schemas = ['emulator/state/seed', 'linter/reports/report', 'linter/reports/explanation']
for (const schema of schemas) await copyFile(`${schema}.schema.json`, `dist/${basename(schema)}.schema.json`)

const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc')
execFileSync(
  process.execPath,
  [tsc, '--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--noCheck', '--outDir', 'dist/types'],
  { stdio: 'inherit' },
)
for (const other of ['test', 'vitest.config.d.ts'])
  await rm(join('dist/types', other), { recursive: true, force: true })
