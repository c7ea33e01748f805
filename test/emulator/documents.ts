import { commonErrors, notEmulated } from '../../emulator/common-errors.ts'
import { connectionErrors } from '../../emulator/connection-errors.ts'
import type { ErrorTable } from '../../emulator/errors.ts'
import { notEmulatedOperations, operations } from '../../emulator/operations/index.ts'
import type { Operation } from '../../emulator/operations/operation.ts'
import type { Parameter } from '../../emulator/operations/parameter.ts'
import { regionErrors } from '../../emulator/region.ts'
import { assumedRotationError } from '../../emulator/settings.ts'
import { gatewayErrors } from '../../emulator/wire/gateway-errors.ts'
import { kmsActions } from '../../linter/policy/index.ts'
import { exchanges } from './exchange.ts'
import { evidenceOf, facts, kmsOperations, reasonFor } from './fidelity.ts'

/** Text in a cell of a Markdown table. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map(row => `| ${row.map(cell).join(' | ')} |`).join('\n')

/** OPERATIONS.md: made of the declarations, the error tables, the exchanges and the metadata. */
export function operationsDocument(): string {
  return `${[
    '# Operations',
    'Generated from the declarations in `operations/`, the exchanges in `fixtures/exchanges/` and the provider’s metadata in `fixtures/facts/`; `npm run documents` writes it anew, and a test compares it.',
    counts(),
    '## Any operation',
    'What the gateway and the service refuse before an operation is reached. `<name>` is filled in.',
    [connectionErrors, gatewayErrors, regionErrors, commonErrors, notEmulated].map(errorTable).join('\n\n'),
    `While a secret is being rotated, what is refused gets ${assumedRotationError.status} \`${assumedRotationError.code}\` \`${assumedRotationError.message}\`: the sentence is documented, code and status are assumed; \`--rotation-error\` sets them.`,
    ...operations.map(operationSection),
    '## Not emulated',
    `Refused by name, with 400 \`Emulator.NotEmulated\`, a code that the service does not have: ${notEmulatedOperations.map(name => `\`${name}\``).join(', ')}.`,
  ].join('\n\n')}\n`
}

function counts(): string {
  const rows = kmsOperations.flatMap(evidenceOf)
  const count = (state: string) => rows.filter(row => row.state === state).length
  const declared = operations.flatMap(({ errors }) => Object.values(errors))
  const sure = (certainty: string) => declared.filter(row => row.certainty === certainty).length
  return [
    `- ${operations.length} operations are emulated, ${notEmulatedOperations.length} of KMS are not.`,
    `- The metadata lists ${rows.length} errors for the emulated ones: ${count('produced')} are produced by an exchange, ${count('left out')} are left out with a reason, ${count('missing')} are missing.`,
    `- The operations declare ${declared.length} refusals: ${sure('documented')} documented, ${sure('seen')} seen in real answers, ${sure('assumed')} assumed.`,
    `- ${exchanges.length} exchanges are played in the tests.`,
  ].join('\n')
}

function operationSection(operation: Operation): string {
  const { name, product, group, source, differences } = operation
  const left = (facts[name]?.parameters ?? []).filter(parameter => !(parameter.name in operation.parameters))
  const missing = left.map(
    parameter => `\`${parameter.name}\`: ${reasonFor(name, { parameter: parameter.name })}`,
  )
  const leftErrors = evidenceOf(operation)
    .filter(({ state }) => state === 'left out')
    .map(({ status, code, why }) => `${status} \`${code}\`: ${why}`)
  const notes = [...differences, ...missing, ...leftErrors]
  const actions = kmsActions
    .filter(({ api }) => api.includes(name))
    .flatMap(({ action, dependentActions }) => [
      `\`${action}\``,
      ...dependentActions.map(dependent => `\`${dependent.action}\` (${dependent.when})`),
    ])
  return [
    `## ${name}`,
    `${product === 'Sts' ? 'STS, ' : ''}${group}. Source: ${source}.${actions.length > 0 ? ` RAM actions: ${actions.join(', ')}.` : ''}`,
    parameterTable(operation),
    Object.keys(operation.errors).length > 0 ? errorTable(operation.errors) : 'No refusals of its own.',
    ...(notes.length > 0 ? [`Differs:\n${notes.map(note => `- ${note}`).join('\n')}`] : []),
  ].join('\n\n')
}

function parameterTable({ parameters }: Operation): string {
  const rows = Object.entries(parameters).map(([name, parameter]) => [
    `\`${name}\``,
    parameter.kind,
    parameter.rules.required ? 'yes' : '',
    ruleText(parameter),
  ])
  return rows.length === 0 ? 'No parameters.' : table(['parameter', 'form', 'required', 'rules'], rows)
}

function ruleText({ rules }: Parameter<unknown>): string {
  const { values, default: standard, min, max, minLength, maxLength, maxBytes, maxItems, note = '' } = rules
  return [
    values ? values.map(value => `\`${value}\``).join(', ') : '',
    min !== undefined || max !== undefined ? `${min ?? ''} to ${max ?? ''}` : '',
    minLength ? `${minLength} characters or more` : '',
    maxLength === undefined ? '' : `${maxLength} characters at most`,
    maxBytes === undefined ? '' : `${maxBytes} bytes at most`,
    maxItems === undefined ? '' : `${maxItems} entries at most`,
    standard === undefined ? '' : `default \`${standard}\``,
    note,
  ]
    .filter(text => text !== '')
    .join('; ')
}

/** `CODE for …` in our tables is CODE with another text. */
function errorTable(errors: ErrorTable): string {
  const rows = Object.entries(errors).map(([code, { status, message, certainty, source }]) => [
    String(status),
    `\`${code.replace(/ .*$/, '')}\``,
    message.replaceAll('<', '&lt;'),
    certainty,
    source,
  ])
  return table(['status', 'code', 'message', 'certainty', 'source'], rows)
}
