import { atLeast } from '../finding.ts'
import type { Checked, ReportOptions, Writer } from './checked.ts'
import { withoutLongQuotes } from './short-quotes.ts'

export type { Checked, ReportOptions } from './checked.ts'

/** A format of `check`: how its writer is loaded, and whether `--quiet` may shorten it. */
interface Format {
  /** Programs get every finding; people may ask for fewer. */
  readonly readers: 'people' | 'programs'
  readonly load: () => Promise<Writer>
}

/** Each writer is loaded when a report of its format is asked for: start-up pays for no other. */
const writers = {
  pretty: { readers: 'people', load: async () => prettyWriter(await import('./pretty.ts')) },
  concise: {
    readers: 'people',
    load: async () => only((await import('./concise.ts')).concise),
  },
  json: { readers: 'programs', load: async () => only((await import('./json.ts')).json) },
  sarif: { readers: 'programs', load: async () => (await import('./sarif.ts')).sarif },
  junit: { readers: 'programs', load: async () => (await import('./junit.ts')).junit },
  github: { readers: 'people', load: async () => (await import('./github.ts')).github },
  gitlab: { readers: 'programs', load: async () => (await import('./gitlab.ts')).gitlab },
  markdown: { readers: 'people', load: async () => (await import('./markdown.ts')).markdown },
} satisfies Readonly<Record<string, Format>>

export type FormatName = keyof typeof writers

/** What `--format` of `check` takes; the first is the default. */
export const formatNames = Object.keys(writers) as [FormatName, ...FormatName[]]

/** The text of a report in one format. */
export async function writeFormat(
  format: FormatName,
  checked: Checked,
  options: ReportOptions,
): Promise<string> {
  const { readers, load }: Format = writers[format]
  const write = await load()
  const short = withoutLongQuotes(checked)
  return write(options.quiet && readers === 'people' ? onlyFailing(short, options) : short, options)
}

function only(write: (report: Checked['report']) => string): Writer {
  return ({ report }) => write(report)
}

function prettyWriter({ pretty }: typeof import('./pretty.ts')): Writer {
  return ({ report, texts, fixes }, options) => pretty(report, { texts, fixes, ...options })
}

function onlyFailing(checked: Checked, { failOn }: ReportOptions): Checked {
  const files = checked.report.files.map(file => ({
    ...file,
    findings: file.findings.filter(({ level }) => atLeast(level, failOn)),
  }))
  return { ...checked, report: { ...checked.report, files } }
}
