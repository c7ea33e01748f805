import configSchema from './config.schema.json' with { type: 'json' }
import explanationSchema from './reports/explanation.schema.json' with { type: 'json' }
import extractionSchema from './reports/extraction.schema.json' with { type: 'json' }
import reportSchema from './reports/report.schema.json' with { type: 'json' }

export type { Finding, Level, Related } from './finding.ts'
export { levels } from './finding.ts'
export type { FileReport, LintOptions, Report, Summary } from './lint.ts'
export { lint } from './lint.ts'
export type { PolicyKind } from './policy/index.ts'
export type { Position, Span } from './position.ts'
export type { PolicyText } from './secret-read/attached-texts.ts'
export type { ExplainInput, Explanation } from './secret-read/explain.ts'
export { explain } from './secret-read/explain.ts'
export type { GeneratedPolicy } from './secret-read/generate.ts'
export { leastPolicy } from './secret-read/generate.ts'
export type { OpenCondition, StatementPlace } from './secret-read/judgement.ts'
export { RequestError } from './secret-read/request.ts'
export { version } from './version.ts'

/** The JSON Schemas (2020-12) of what `ram-lint` prints as JSON, and of its configuration. */
export const schemas = {
  report: reportSchema,
  explanation: explanationSchema,
  extraction: extractionSchema,
  config: configSchema,
} as const
