import pc from 'picocolors'
import type { PolicyKind } from '../policy/index.ts'
import type { Span } from '../position.ts'
import { printable } from '../printable.ts'

/** A policy as `ram-lint extract` reports it. */
export interface Extracted extends Span {
  readonly path: string
  readonly form: 'json' | 'terraform' | 'plan' | 'ros' | 'markdown' | 'shell'
  /** What its file calls it, e.g. `alicloud_ram_policy.reader`. */
  readonly name: string
  /** RFC 6901 pointer to it in its file, or in the same configuration written as JSON. */
  readonly pointer: string
  readonly kind: PolicyKind
  /** Values that are known only when the file is deployed stand in it as `${…}`; null if it is no JSON. */
  readonly document: unknown
  readonly text: string
  readonly unknowns: readonly (Span & { readonly label: string })[]
}

/** What `ram-lint extract` answers with `--format json`; `extraction.schema.json` describes it. */
export interface ExtractedReport {
  readonly version: 1
  readonly policies: readonly Extracted[]
  /** Documents that are known only when their file is deployed. */
  readonly unresolved: readonly (Span & {
    readonly path: string
    readonly name: string
    readonly label: string
  })[]
}

/** The report as JSON. */
export function extractedJson(report: ExtractedReport): string {
  return `${JSON.stringify(report, null, 2)}\n`
}

/** For people: where each policy came from, and its document. */
export function extractedPretty(
  { policies, unresolved }: ExtractedReport,
  { color, quiet = false }: { readonly color: boolean; readonly quiet?: boolean },
): string {
  const { bold, dim, yellow } = pc.createColors(color)
  const placeOf = ({ path, start }: { readonly path: string } & Span) =>
    bold(printable(`${path}:${start.line}:${start.column}`))
  const blocks = policies.map(policy => {
    const { name, path, kind, document, text, unknowns } = policy
    const own = name === path ? '' : `${printable(name)} `
    const lines = (document === null ? text.trim() : JSON.stringify(document, null, 2)).split('\n')
    if (quiet) return `${placeOf(policy)} ${own}${dim(kind)}\n`
    const notes = unknowns.length === 0 ? [] : [dim(`  ${unknownText(unknowns.length)}`)]
    return [
      `${placeOf(policy)} ${own}${dim(kind)}`,
      ...lines.map(line => `  ${printable(line)}`),
      ...notes,
      '',
    ].join('\n')
  })
  const others = unresolved.map(each => {
    const { name, label } = each
    return `${placeOf(each)} ${printable(name)} ${yellow('not known before it is deployed')}: ${printable(label)}\n`
  })
  return [...blocks, ...(others.length === 0 ? [] : [others.join('')])].join(quiet ? '' : '\n')
}

function unknownText(count: number): string {
  return count === 1
    ? '1 value is known only when it is deployed'
    : `${count} values are known only when it is deployed`
}
