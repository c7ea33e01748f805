import { resolve } from 'node:path'
import { readSource, type Source } from '../files.ts'
import { checkText, type FileReport, refused } from '../lint.ts'
import type { PolicyKind } from '../policy/index.ts'
import { printable } from '../printable.ts'
import type { PolicyText } from '../secret-read/policy-text.ts'
import { RequestError } from '../secret-read/request.ts'
import { formOf } from '../sources/index.ts'
import type { Terminal } from '../terminal.ts'
import { choiceFor, configuredKind, namedConfigOf } from './configured.ts'
import type { Given } from './flags.ts'
import { describeAbsent, sourcesOf } from './sources.ts'
import { WrongUse } from './wrong-use.ts'

/** Policies that a command line names, and what cannot be read of them. */
export interface NamedPolicies {
  readonly policies: readonly PolicyText[]
  /** A report on each file that was met and cannot be read. */
  readonly problems: readonly FileReport[]
}

/**
 * The policies at paths. A file that is named is taken as a policy of the kind; of those met in a folder only what is
 * of a kind that can be attached counts, and what is left out is told.
 */
export async function policiesAt(
  paths: readonly string[],
  given: Given,
  terminal: Terminal,
  { kind, attachable }: { readonly kind: PolicyKind | undefined; readonly attachable: readonly PolicyKind[] },
): Promise<NamedPolicies> {
  const policies: PolicyText[] = []
  const problems: FileReport[] = []
  const config = await namedConfigOf(given, terminal)
  for (const source of await sourcesOf(paths, given, terminal, choiceFor(config, new Set([config?.full])))) {
    const { path, met } = source
    if ('problem' in source) {
      if (source.absent && !met) throw new WrongUse(describeAbsent(path, source.problem))
      problems.push(refused('', path, 'unreadable-source', source.problem))
      continue
    }
    const isHost = formOf(path, source.text) !== 'json'
    // What is met in a folder and holds policies beside others is for `check`: its unknowns would leave most questions open.
    if (met && isHost) {
      const { holdsPolicies } = await import('./hosted-policies.ts')
      if (await holdsPolicies(source))
        terminal.err(
          `${printable(`${path}: left out: policies in a file of another sort; name it to take them`)}\n`,
        )
      continue
    }
    const set = kind ?? configuredKind(config, resolve(terminal.folder, path))
    if (isHost) {
      const { hostedPolicies } = await import('./hosted-policies.ts')
      const hosted = await hostedPolicies(source, attachable, set, terminal)
      policies.push(...hosted.policies)
      if (hosted.report !== null) problems.push(hosted.report)
      continue
    }
    const own = set === undefined ? {} : { kind: set }
    const found = met ? checkText(source.text, path, { met, rules: [], ...own })?.policy?.kind : attachable[0]
    if (found === undefined) continue
    if (attachable.includes(found)) policies.push({ path, text: source.text, ...own })
    else terminal.err(`${printable(`${path}: left out: a ${found} policy`)}\n`)
  }
  return { policies, problems }
}

/** The policies that flags name beside those at PATH. */
export function otherPolicies(given: Given, terminal: Terminal) {
  const read = (name: string): PolicyText[] =>
    (given.values.get(name) ?? []).map(path => ({ path, text: textAt(path, terminal) }))
  const [keyPolicy] = read('key-policy')
  const [secretPolicy] = read('secret-policy')
  const [sessionPolicy] = read('session-policy')
  return {
    ...(keyPolicy === undefined ? {} : { keyPolicy }),
    ...(secretPolicy === undefined ? {} : { secretPolicy }),
    ...(sessionPolicy === undefined ? {} : { sessionPolicy }),
    controlPolicies: read('control-policy'),
  }
}

/** The text of a file that is named. Throws a `WrongUse` if it cannot be read. */
export function textAt(path: string, terminal: Terminal): string {
  const source: Source = readSource(path, terminal.folder)
  if ('text' in source) return source.text
  throw new WrongUse(describeAbsent(source.path, source.problem))
}

/** Runs something that throws a `RequestError` for a question that makes no sense; that is wrong use. */
export function asked<Answer>(answer: () => Answer): Answer {
  try {
    return answer()
  } catch (error) {
    if (error instanceof RequestError) throw new WrongUse(error.message)
    throw error
  }
}

/** Where policies were looked for, for the message that there are none. */
export function describePaths(paths: readonly string[]): string {
  return printable(paths.map(path => `\`${path}\``).join(', '))
}
