import type { Finding, Level } from '../finding.ts'
import type { Span } from '../position.ts'
import { positionsIn } from '../position.ts'
import { clip, printable } from '../printable.ts'
import type { Fix, Rule } from '../rule.ts'
import { findRule } from '../rules/index.ts'
import { version } from '../version.ts'
import { type Checked, isAbsolute, reportPath } from './checked.ts'
import { jsonText } from './json.ts'

/**
 * SARIF's levels for ours. What fails a run by default is an `error`; RAM's own word stands in `properties.level`.
 * Source: SARIF 2.1.0, 3.27.10; the mapping is ours.
 */
const sarifLevels: Readonly<Record<Level, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  security: 'error',
  warning: 'warning',
  suggestion: 'note',
}

/**
 * How grave GitHub shows a rule about granted access: 7.0 to 8.9 is `high`, 4.0 to 6.9 `medium`; other rules have none
 * and are shown by their level. Source of the ranges: GitHub documentation, SARIF support (2025); the numbers: assumed.
 */
const severities: Readonly<Partial<Record<Level, string>>> = { security: '8.0', warning: '5.0' }

/** Static Analysis Results Interchange Format, version 2.1.0. Columns count UTF-16 units. */
export function sarif({ report, texts, fixes }: Checked): string {
  const rules = new Map<string, number>()
  const results = report.files.flatMap(({ path, findings }) => {
    const text = texts.get(path)
    const regionOf = text === undefined ? undefined : regionsIn(text)
    return findings.map(finding => {
      if (!rules.has(finding.rule)) rules.set(finding.rule, rules.size)
      const fix = regionOf === undefined ? undefined : fixOf(fixes.get(finding), path, regionOf)
      return { ...resultOf(finding, path, rules.get(finding.rule) as number), ...fix }
    })
  })
  const driver = { name: 'ram-lint', version, semanticVersion: version, rules: [...rules.keys()].map(ruleOf) }
  const run = {
    tool: { driver },
    columnKind: 'utf16CodeUnits',
    newlineSequences: ['\r\n', '\n', '\r'],
    originalUriBaseIds: { [base]: { description: { text: 'the folder in which ram-lint was run' } } },
    invocations: [{ executionSuccessful: true }],
    results,
  }
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [run],
  }
  return jsonText(log)
}

/** The name that GitHub and editors know for the top of the sources. */
const base = '%SRCROOT%'

function resultOf(finding: Finding, path: string, ruleIndex: number) {
  const { rule, level, message, help, pointer, related, fingerprint } = finding
  return {
    ruleId: rule,
    ruleIndex,
    level: sarifLevels[level],
    message: { text: messageText(`${message}; ${help}`) },
    locations: [{ ...locationOf(path, finding), ...logical(pointer) }],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((each, id) => ({
            id,
            ...locationOf(path, each),
            message: { text: messageText(each.message) },
          })),
        }),
    partialFingerprints: { 'ramLintFingerprint/v1': fingerprint },
    properties: { level },
  }
}

/**
 * Text without what SARIF means by `[text](target)` and `{0}`. Other braces stay as they are: no reader undoubles them.
 * Source: SARIF 2.1.0, 3.11.5 and 3.11.6.
 */
function messageText(text: string): string {
  return printable(text)
    .replace(/\[(?=[^[\]]*\]\()/g, '\\[')
    .replace(/\{(\d+)\}/g, '{{$1}}')
}

function logical(pointer: string) {
  return pointer === '' ? {} : { logicalLocations: [{ fullyQualifiedName: printable(pointer) }] }
}

function locationOf(path: string, span: Span) {
  return { physicalLocation: { artifactLocation: artifactOf(path), region: regionOf(span) } }
}

/** Lines and columns only: readers differ in whether an offset counts a byte order mark. */
function regionOf({ start, end }: Span) {
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column }
}

/** A path as a URI reference, relative to the current folder unless the path is absolute. */
function artifactOf(path: string) {
  const plain = reportPath(path, '')
  const encoded = plain.toWellFormed().split('/').map(encodeSegment).join('/')
  if (!isAbsolute(plain)) return { uri: encoded, uriBaseId: base }
  return { uri: `file://${encoded.startsWith('/') ? '' : '/'}${encoded}` }
}

/** A colon in a segment is encoded as well: the first would be taken for a scheme. */
function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replace(
    /[!'()*]/g,
    mark => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** Regions of edits; null for one that touches the byte order mark, which has no column. */
function regionsIn(text: string): (start: number, end: number) => ReturnType<typeof regionOf> | null {
  const positionOf = positionsIn(text)
  const first = text.startsWith('\uFEFF') ? 1 : 0
  return (start, end) => (start < first ? null : regionOf({ start: positionOf(start), end: positionOf(end) }))
}

function fixOf(fix: Fix | undefined, path: string, region: ReturnType<typeof regionsIn>) {
  if (fix === undefined) return undefined
  const replacements = fix.edits.map(edit => ({
    deletedRegion: region(edit.start, edit.end),
    insertedContent: { text: edit.text },
  }))
  if (replacements.some(({ deletedRegion }) => deletedRegion === null)) return undefined
  const title = messageText(fix.title)
  const text = fix.safety === 'safe' ? title : `${title} (unsafe: it may change what is granted)`
  const artifactChanges = [{ artifactLocation: artifactOf(path), replacements }]
  return { fixes: [{ description: { text }, artifactChanges, properties: { safety: fix.safety } }] }
}

function ruleOf(id: string) {
  const rule = findRule(id)
  if (rule === undefined) throw new Error(`there is no rule ${id}`)
  const { summary, why, help, level, family } = rule
  const severity = family === 'access' ? severities[level] : undefined
  return {
    id,
    shortDescription: { text: clip(summary, 1024) },
    fullDescription: { text: clip(`${summary}. ${why}`, 1024) },
    help: { text: `${help}\n\n${why}`, markdown: helpMarkdown(rule) },
    defaultConfiguration: { level: sarifLevels[level] },
    properties: {
      tags: severity === undefined ? [family] : ['security', family],
      level,
      ...(severity === undefined ? {} : { 'security-severity': severity }),
    },
  }
}

/** Our own words, so not escaped. */
function helpMarkdown({ help, why, examples, source, ramCheck }: Rule): string {
  const example = (title: string, text: string): string =>
    `${title}:\n\n\`\`\`json\n${text.trimEnd()}\n\`\`\``
  const shown =
    examples === null || examples.wrong.text === ''
      ? []
      : [example('Wrong', examples.wrong.text), example('Right', examples.right.text)]
  const check = ramCheck === undefined ? [] : [`RAM's own check: ${ramCheck}`]
  return [help, why, ...shown, ...check, `Source: ${source}`].join('\n\n')
}
