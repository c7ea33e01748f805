/** A JSON Schema imported with `?validate` is its validator, compiled by ajv when the package is built. */
declare module '*.schema.json?validate' {
  import type { ValidateFunction } from 'ajv'

  const validate: ValidateFunction
  // biome-ignore lint/style/noDefaultExport: the build makes it so
  export default validate
  /** The schema itself. */
  export function readSchema(): unknown
}
