// Lets vitest import a package's `*.wasm` as its bytes, as esbuild does with its loader `binary`: nothing is read from
// disk at run time, and a bundle needs no file beside it.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
/** vitest leaves what is in node_modules to Node, which knows no such files. */
const prefix = '\0wasm-bytes:'

export const viteWasmPlugin = {
  name: 'wasm-bytes',
  enforce: 'pre',
  resolveId(id) {
    return id.endsWith('.wasm') ? prefix + id : null
  },
  async load(id) {
    if (!id.startsWith(prefix)) return null
    const base64 = (await readFile(require.resolve(id.slice(prefix.length)))).toString('base64')
    return { code: `export default new Uint8Array(Buffer.from('${base64}', 'base64'))`, map: null }
  },
}
