import { writeReport } from '../files.ts'
import { summarise } from '../lint.ts'
import type { PolicyKind } from '../policy/index.ts'
import { printable } from '../printable.ts'
import { concise } from '../reports/concise.ts'
import { differencePretty } from '../reports/difference.ts'
import { proofJson } from '../reports/proof.ts'
import type { PolicyText } from '../secret-read/attached-texts.ts'
import { diff as compare } from '../secret-read/diff.ts'
import type { Terminal } from '../terminal.ts'
import { choiceOf, colorOf, type Given, outputsOf, valueFor } from './flags.ts'
import { asked, describePaths, type NamedPolicies, policiesAt } from './policies.ts'
import { WrongUse } from './wrong-use.ts'

/** Runs `ram-lint diff` and answers the exit code. Throws a `WrongUse`. */
export async function diff(given: Given, terminal: Terminal): Promise<number> {
  const outputs = outputsOf(given, ['pretty', 'json', 'markdown'])
  const color = colorOf(given, terminal)
  const failing = choiceOf(given, 'fail-on', ['widened']) !== undefined
  const kind = choiceOf<PolicyKind>(given, 'kind', ['identity', 'session', 'control'])
  const { before, after, problems } = await sidesOf(given, terminal, kind)
  if (before.length === 0 && after.length === 0) {
    terminal.err(`ram-lint: no policy found in ${describePaths(given.paths)}\n`)
    return 3
  }
  const difference = asked(() => compare({ before, after }))
  const files = [...problems, ...difference.files]
  const answer = { ...difference, files }
  terminal.err(concise(summarise(files, 0)))
  for (const { format, file } of outputs) {
    const text =
      format === 'json'
        ? proofJson(answer)
        : format === 'markdown'
          ? (await import('../reports/proof-markdown.ts')).differenceMarkdown(answer)
          : differencePretty(answer, color && file === null)
    const problem = file === null ? terminal.out(text) : writeReport(file, terminal.folder, text)
    if (typeof problem === 'string') throw new WrongUse(problem)
  }
  if (failing && (difference.added.length > 0 || difference.refused.length > 0 || problems.length > 0))
    return 1
  return difference.verdict === 'undecided' ? 4 : 0
}

interface Sides {
  readonly before: readonly PolicyText[]
  readonly after: readonly PolicyText[]
  readonly problems: NamedPolicies['problems']
}

async function sidesOf(given: Given, terminal: Terminal, kind: PolicyKind | undefined): Promise<Sides> {
  const base = valueFor(given, 'base')
  const attachable: readonly PolicyKind[] = kind === undefined ? anyKind : [kind]
  const read = (paths: readonly string[]) => policiesAt(paths, given, terminal, { kind, attachable })
  if (base !== undefined) {
    const { policies, problems } = await read(given.paths)
    const past = await filesOfBase(base, given.paths, terminal)
    const own = kind === undefined ? {} : { kind }
    return { before: past.map(file => ({ ...file, ...own })), after: policies, problems }
  }
  const [old, now, ...more] = given.paths
  if (old === undefined || now === undefined || more.length > 0)
    throw new WrongUse(
      `\`diff\` compares two paths, OLD and NEW, not ${given.paths.length}; or write \`--base REV\``,
    )
  const before = await missing(old, () => read([old]), terminal)
  const after = await read([now])
  return { before: before.policies, after: after.policies, problems: [...before.problems, ...after.problems] }
}

const anyKind: readonly PolicyKind[] = ['identity', 'session', 'control', 'trust', 'key', 'secret']

/** An OLD that is not there is the empty set: a policy that is new. */
async function missing(
  path: string,
  read: () => Promise<NamedPolicies>,
  terminal: Terminal,
): Promise<NamedPolicies> {
  const { exists } = await import('../files.ts')
  if (exists(path, terminal.folder)) return read()
  terminal.err(`${printable(`${path}: does not exist: taken as no policy at all`)}\n`)
  return { policies: [], problems: [] }
}

/** Of a folder at a revision those files count that are met when it is walked: `*.json` that hold a policy. */
async function filesOfBase(base: string, paths: readonly string[], terminal: Terminal) {
  const { filesAt, RevisionError } = await import('../revision.ts')
  const { recognise } = await import('../recognise.ts')
  try {
    return filesAt(base, paths, terminal.folder).filter(
      ({ path, text }) =>
        paths.includes(path) || (/\.json$/i.test(path) && recognise(text, path, false).kind !== null),
    )
  } catch (error) {
    if (error instanceof RevisionError) throw new WrongUse(error.message)
    throw error
  }
}
