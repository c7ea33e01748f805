import type { Plugin as EsbuildPlugin } from 'esbuild'
import type { Plugin as VitePlugin } from 'vitest/config'

export function compileValidator(file: string): Promise<string>
export const esbuildSchemaPlugin: EsbuildPlugin
export const viteSchemaPlugin: VitePlugin
