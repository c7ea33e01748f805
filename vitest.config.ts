import { defineConfig } from 'vitest/config'
import { viteSchemaPlugin } from './.ci/schema-plugin.mjs'

export default defineConfig({
  plugins: [viteSchemaPlugin],
  define: { __VERSION__: JSON.stringify('0.0.0-test') },
  test: { include: ['test/**/*.test.ts'], testTimeout: 30_000, hookTimeout: 60_000 },
})
