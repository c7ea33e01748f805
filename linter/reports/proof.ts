import pc from 'picocolors'
import { printable, shortValue, withShortQuotes } from '../printable.ts'
import type { ChangedAccess } from '../secret-read/diff.ts'
import type { MatrixCell } from '../secret-read/matrix.ts'
import type { Proof, ProvedRequirement } from '../secret-read/prove.ts'
import { serviceManaged } from '../secret-read/target.ts'
import { placeLines } from './statement-place.ts'

type Colors = ReturnType<typeof pc.createColors>

/** What a proof for people needs beside it. */
export interface ProofOptions {
  /** The texts of the policies, by path. */
  readonly texts: ReadonlyMap<string, string>
  readonly color: boolean
  /** The verdict alone. */
  readonly quiet?: boolean
}

/** For people: the verdict, what becomes of each requirement and why, what is allowed beyond, and what is assumed. */
export function proofPretty(
  proof: Proof & { readonly matrix?: readonly MatrixCell[] },
  { texts, color, quiet = false }: ProofOptions,
): string {
  const colors = pc.createColors(color)
  const paint = {
    proved: colors.green,
    conditional: colors.yellow,
    denied: colors.red,
    undecided: colors.yellow,
  }[proof.verdict]
  const first = `${colors.bold(paint(proof.verdict))}: ${printable(headline(proof))}`
  if (quiet) return `${first}\n`
  const lines = [
    first,
    ...proof.refused.map(path => colors.red(printable(`  \`${path}\` is not attached: RAM would refuse it`))),
    ...proof.requirements.flatMap(each => ['', ...requirementLines(each, texts, colors)]),
    '',
    ...excessLines(proof, colors),
    ...(proof.matrix === undefined ? [] : ['', ...matrixLines(proof.matrix, colors)]),
    '',
    ...proof.assumptions.map(each => colors.dim(printable(`assumed: ${each}`))),
  ]
  return `${lines.join('\n')}\n`
}

/** The verdict as a sentence. */
export function headline({ verdict, reason, secret, gateway, credentials }: Proof): string {
  const way = `over the ${gateway} gateway with ${credentials === 'sts' ? 'an STS token' : 'an AccessKey'}`
  const read = `\`${secret}\` can be read ${way}`
  if (verdict === 'proved') return `${read}, whatever else the request carries`
  if (verdict === 'conditional') return `${read} only where the conditions below hold`
  if (verdict === 'undecided') return `whether ${read} was not found within the budget of the analysis`
  if (reason === 'conflicting-conditions')
    return `\`${secret}\` can never be read ${way}: each part is allowed in some requests, but not both in one`
  return `\`${secret}\` cannot be read ${way}`
}

function requirementLines(
  { verdict, action, resource, text, decidedBy, nearest, conditions }: ProvedRequirement,
  texts: ReadonlyMap<string, string>,
  colors: Colors,
): string[] {
  const paint = verdict === 'allowed' ? colors.green : verdict.endsWith('deny') ? colors.red : colors.yellow
  const lines = [`${paint(verdict)} ${printable(`${action} on ${resource}`)}`]
  if (verdict !== 'allowed') lines.push(`  ${printable(withShortQuotes(text))}`)
  for (const place of nearest === null ? decidedBy : [nearest])
    lines.push(...placeLines(place, texts, { dim: colors.dim, mark: paint }))
  for (const { operator, key, values } of conditions) {
    const wanted = values.map(value => `\`${value}\``).join(', ')
    lines.push(`  if ${printable(withShortQuotes(`${operator} \`${key}\`: ${wanted}`))}`)
  }
  return lines
}

function excessLines({ minimal, excess, verdict }: Proof, colors: Colors): string[] {
  if (minimal === null)
    return [colors.yellow('whether more is allowed was not found within the budget of the analysis')]
  if (minimal)
    return [
      verdict === 'proved'
        ? colors.green('minimal: nothing is allowed that the read does not need')
        : 'nothing is allowed that the read does not need',
    ]
  return [
    colors.yellow('not minimal: this is allowed beyond what the read needs'),
    ...regionLines(excess, colors),
  ]
}

/** Accesses with the statement that grants each and a request that shows it. */
export function regionLines(regions: readonly ChangedAccess[], colors: Colors): string[] {
  return regions.flatMap(region => [
    printable(`  ${describeRegion(region, names => listed(names))}`),
    colors.dim(printable(`    ${region.path} ${region.pointer}; e.g. ${describeExample(region.example)}`)),
  ])
}

/** An access in one phrase: what, on what, and by whom where that is told. */
export function describeRegion(region: ChangedAccess, list: (names: readonly string[]) => string): string {
  const on = region.resources === null ? '' : ` on ${list(region.resources)}`
  const by = 'principals' in region ? ` by ${list(region.principals)}` : ''
  return `${list(region.actions)}${on}${by}${region.unlisted ? ' (names that KMS does not have today)' : ''}`
}

/** An example request in one phrase. */
export function describeExample(example: ChangedAccess['example']): string {
  const { action, resource, context } = example
  const keys = Object.entries(context).map(([key, value]) => shortValue(`${key}=${[value].flat().join(',')}`))
  const on = resource === null ? '' : ` on ${shortValue(resource)}`
  const by = 'principal' in example ? ` by ${example.principal}` : ''
  return `${shortValue(action)}${on}${by}${keys.length === 0 ? '' : ` with ${keys.join(', ')}`}`
}

/** As many as fit in a line. */
export function listed(names: readonly string[], most = 4): string {
  const shown = names.slice(0, most).map(shortValue).join(', ')
  return names.length > most ? `${shown} and ${names.length - most} more` : shown
}

function matrixLines(cells: readonly MatrixCell[], colors: Colors): string[] {
  const rows = cells.map(({ gateway, credentials, key, verdict, minimal }) => [
    gateway,
    credentials === 'sts' ? 'STS token' : 'AccessKey',
    key === serviceManaged ? 'service-managed key' : 'key of your own',
    `${verdict}${minimal === true && verdict !== 'denied' ? ', minimal' : ''}`,
  ])
  const head = ['gateway', 'credentials', 'key', 'verdict']
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map(row => (row[column] as string).length)),
  )
  const line = (row: readonly string[]) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] as number)).join('  ')}`.trimEnd()
  return [colors.dim(line(head)), ...rows.map(line)]
}

/** A proof or a difference as JSON; `proof.schema.json` and `difference.schema.json` describe them. */
export function proofJson(answer: object): string {
  return `${JSON.stringify(answer, null, 2)}\n`
}
