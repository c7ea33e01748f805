import type { Plugin } from 'vitest/config'

export const viteWasmPlugin: Plugin
