/**
 * The names by which RAM's own checker (the console's "Validate policies", ValidatePolicy of Access Analyzer) calls what
 * it finds. Documented, policy check (2025); the page goes on behind the last one that could be read.
 */
export const ramChecks = [
  'Data type mismatch',
  'Invalid action format',
  'Invalid ARN prefix',
  'Invalid condition key format',
  'Invalid condition multiple Boolean',
  'Invalid condition operator',
  'Invalid effect',
  'Invalid policy element',
  'Invalid version',
  'Json syntax error',
  'Missing action',
  'Missing ARN field',
] as const

/** One of them. */
export type RamCheck = (typeof ramChecks)[number]
