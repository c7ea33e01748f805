import configSchema from './config.schema.json' with { type: 'json' }
import catalogueSchema from './reports/catalogue.schema.json' with { type: 'json' }
import differenceSchema from './reports/difference.schema.json' with { type: 'json' }
import explanationSchema from './reports/explanation.schema.json' with { type: 'json' }
import extractionSchema from './reports/extraction.schema.json' with { type: 'json' }
import proofSchema from './reports/proof.schema.json' with { type: 'json' }
import reportSchema from './reports/report.schema.json' with { type: 'json' }
import whySchema from './reports/why.schema.json' with { type: 'json' }

export type { Finding, Level, Related } from './finding.ts'
export { levels } from './finding.ts'
export type { FileReport, LintOptions, Report, Summary } from './lint.ts'
export { lint } from './lint.ts'
export type { PolicyKind } from './policy/index.ts'
export type { Position, Span } from './position.ts'
export type { AccessRegion, ExampleRequest } from './secret-read/access-regions.ts'
export type { PolicyTexts } from './secret-read/attached-texts.ts'
export type { ChangedAccess, Difference, DiffInput } from './secret-read/diff.ts'
export { diff } from './secret-read/diff.ts'
export type { ExplainInput, Explanation } from './secret-read/explain.ts'
export { explain } from './secret-read/explain.ts'
export type { Beside, GeneratedPolicy, GenerateInput } from './secret-read/generate.ts'
export { generate, leastPolicy } from './secret-read/generate.ts'
export type { OpenCondition, StatementPlace } from './secret-read/judgement.ts'
export type { PolicyText } from './secret-read/policy-text.ts'
export type { Proof, ProvedRequirement, ProveInput } from './secret-read/prove.ts'
export { prove } from './secret-read/prove.ts'
export { RequestError } from './secret-read/request.ts'
export type { ResourcePolicyRegion } from './secret-read/resource-policy-diff.ts'
export type { Why, WhyInput } from './secret-read/why.ts'
export { why } from './secret-read/why.ts'
export { version } from './version.ts'

/** The JSON Schemas (2020-12) of what `ram-lint` prints as JSON, and of its configuration. */
export const schemas = {
  report: reportSchema,
  explanation: explanationSchema,
  proof: proofSchema,
  difference: differenceSchema,
  why: whySchema,
  extraction: extractionSchema,
  catalogue: catalogueSchema,
  config: configSchema,
} as const
