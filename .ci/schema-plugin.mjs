// Compiles `*.schema.json` imported with `?validate` to a standalone ajv validator, for esbuild and for vitest alike,
// so that ajv's compiler is never loaded at run time: only its small run-time helpers are.
import { readFile } from 'node:fs/promises'
import Ajv from 'ajv/dist/2020.js'
import standaloneCode from 'ajv/dist/standalone/index.js'

const suffix = '.schema.json?validate'
/** Vite reads every id that ends in `.json` as JSON; this one does not. */
const asModule = '.schema-validator'

/**
 * Source text of an ES module with the schema's validator as its default export and, for whoever puts an error into
 * words, `readSchema`. Errors carry keyword, params and paths only: data and schema are found by these.
 */
export async function compileValidator(file) {
  const schema = JSON.parse(await readFile(file, 'utf8'))
  const ajv = new Ajv.default({
    code: { source: true, esm: true, lines: false },
    allErrors: false,
    messages: false,
    strict: true,
    inlineRefs: false,
    logger: false,
    // Lengths are those of JavaScript: no helper is needed to count code points.
    unicode: false,
    allowUnionTypes: true,
  })
  const code = standaloneCode.default(ajv, ajv.compile(withoutAnnotations(schema)))
  const imports = []
  const body = code.replaceAll(/require\("(ajv\/dist\/runtime\/\w+)"\)\.default/g, (_, path) => {
    const name = `runtime${imports.length}`
    imports.push(`import ${name} from '${path}.js'`)
    // Some loaders unwrap the default export of a CommonJS module, Node does not.
    return `(${name}.default ?? ${name})`
  })
  if (/\brequire\(/.test(body))
    throw new Error(`the validator of ${file} needs a module that is not a run-time helper`)
  return `${imports.join('\n')}\n${body}\nexport const readSchema = () => (${JSON.stringify(schema)})\n`
}

const annotations = new Set(['title', 'description', 'default', 'examples', '$comment'])
const mapsOfSchemas = new Set(['properties', 'patternProperties', '$defs', 'dependentSchemas'])

/** The schema as the validator needs it: what only people read would be copied into its code. */
function withoutAnnotations(schema) {
  if (Array.isArray(schema)) return schema.map(withoutAnnotations)
  if (typeof schema !== 'object' || schema === null) return schema
  const kept = Object.entries(schema).filter(([keyword]) => !annotations.has(keyword))
  return Object.fromEntries(
    kept.map(([keyword, value]) => {
      if (!mapsOfSchemas.has(keyword)) return [keyword, withoutAnnotations(value)]
      return [
        keyword,
        Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withoutAnnotations(each)])),
      ]
    }),
  )
}

export const esbuildSchemaPlugin = {
  name: 'schema-validator',
  setup(build) {
    build.onResolve({ filter: /\.schema\.json\?validate$/ }, async args => {
      const { path } = await build.resolve(args.path.replace('?validate', ''), {
        kind: 'import-statement',
        resolveDir: args.resolveDir,
      })
      return { path, namespace: 'schema-validator' }
    })
    build.onLoad({ filter: /.*/, namespace: 'schema-validator' }, async args => ({
      contents: await compileValidator(args.path),
      loader: 'js',
      resolveDir: process.cwd(),
      watchFiles: [args.path],
    }))
  },
}

export const viteSchemaPlugin = {
  name: 'schema-validator',
  enforce: 'pre',
  async resolveId(id, importer) {
    if (!id.endsWith(suffix)) return null
    const resolved = await this.resolve(id.replace('?validate', ''), importer, { skipSelf: true })
    return resolved && `${resolved.id}${asModule}`
  },
  async load(id) {
    if (!id.endsWith(asModule)) return null
    const file = id.slice(0, -asModule.length)
    this.addWatchFile(file)
    return { code: await compileValidator(file), map: null }
  },
}
