// Bundles both products to dist/, or to the folder that is named, and writes their declarations. Run by `npm ci` (script
// `prepare`), by `npm run build` and by the test of the package.
import { execFileSync } from 'node:child_process'
import { chmod, copyFile, readdir, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { bundle, entryPoints } from './bundle.mjs'

const require = createRequire(import.meta.url)
const dist = resolve(process.argv[2] ?? 'dist')

await rm(dist, { recursive: true, force: true })
// Each product on its own, so that neither loads at its start what only the other uses.
for (const product of ['emulator/', 'linter/'])
  await bundle(
    dist,
    entryPoints.filter(entry => entry.startsWith(product)),
  )
for (const cli of ['emulator/cli.js', 'linter/cli.js']) await chmod(join(dist, cli), 0o755)

// For editors, which find a seed's by its `$schema`, and for whoever reads the reports.
const schemas = [
  'emulator/state/seed',
  'linter/config',
  'linter/reports/report',
  'linter/reports/explanation',
  'linter/reports/proof',
  'linter/reports/difference',
  'linter/reports/why',
  'linter/reports/extraction',
  'linter/reports/catalogue',
]
for (const schema of schemas)
  await copyFile(`${schema}.schema.json`, join(dist, `${basename(schema)}.schema.json`))

const types = join(dist, 'types')
const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc')
execFileSync(
  process.execPath,
  [tsc, '--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--noCheck', '--outDir', types],
  { stdio: 'inherit' },
)
const imported = entryPoints.filter(entry => !entry.endsWith('/cli.ts'))
const reached = await reachedFrom(imported.map(entry => join(types, entry.replace(/\.ts$/, '.d.ts'))))
for (const entry of await readdir(types, { recursive: true, withFileTypes: true })) {
  const file = join(entry.parentPath, entry.name)
  if (entry.isFile() && !reached.has(file)) await rm(file)
}
await removeEmptyFolders(types)

/** These declarations and all that they import: the rest no user's compiler reads. */
async function reachedFrom(files) {
  const reached = new Set()
  const queue = [...files]
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (reached.has(file)) continue
    reached.add(file)
    for (const [, path] of (await readFile(file, 'utf8')).matchAll(/(?:from |import\()["'](\.[^"']+)["']/g))
      queue.push(join(dirname(file), path.replace(/\.ts$/, '.d.ts')))
  }
  return reached
}

async function removeEmptyFolders(folder) {
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.isDirectory()) await removeEmptyFolders(join(folder, entry.name))
  if ((await readdir(folder)).length === 0) await rm(folder, { recursive: true })
}
