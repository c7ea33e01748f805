// How both products are bundled: for dist/ by build.mjs, for a folder of their own by tests that run the command line.
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { esbuildSchemaPlugin } from './schema-plugin.mjs'

const { version, dependencies } = createRequire(import.meta.url)('../package.json')

/** The files that the package's `bin` and `exports` name, as sources. */
export const entryPoints = [
  'emulator/cli.ts',
  'emulator/index.ts',
  'emulator/vitest.ts',
  'linter/cli.ts',
  'linter/index.ts',
  'linter/policy/index.ts',
]

/** Bundles entry points into `outdir`, each at its own path; what is loaded later goes into chunks. */
export async function bundle(outdir, entries = entryPoints) {
  await build({
    entryPoints: entries,
    absWorkingDir: dirname(dirname(fileURLToPath(import.meta.url))),
    outdir,
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
    // Less text to parse at every start; names stay, for stack traces.
    minifyWhitespace: true,
    legalComments: 'linked',
    logLevel: 'warning',
    plugins: [esbuildSchemaPlugin],
    // The HCL parser and its grammar, in the chunk that is loaded for Terraform alone.
    loader: { '.wasm': 'binary' },
  })
}
