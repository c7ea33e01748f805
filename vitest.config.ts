import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { viteSchemaPlugin } from './.ci/schema-plugin.mjs'
import { viteWasmPlugin } from './.ci/wasm-plugin.mjs'

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  plugins: [viteSchemaPlugin, viteWasmPlugin],
  // README's examples import the package by its name, as its users do.
  resolve: {
    alias: [
      { find: /^kms-emulator$/, replacement: source('emulator/index.ts') },
      { find: /^kms-emulator\/vitest$/, replacement: source('emulator/vitest.ts') },
    ],
  },
  define: { __VERSION__: JSON.stringify('0.0.0-test') },
  test: { include: ['test/**/*.test.ts'], testTimeout: 30_000, hookTimeout: 60_000 },
})
