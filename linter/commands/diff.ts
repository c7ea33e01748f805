import { summarise } from '../lint.ts'
import type { PolicyKind } from '../policy/index.ts'
import { printable } from '../printable.ts'
import { concise } from '../reports/concise.ts'
import { differencePretty } from '../reports/difference.ts'
import { proofJson } from '../reports/proof.ts'
import { diff as compare } from '../secret-read/diff.ts'
import { type PolicyText, shownText } from '../secret-read/policy-text.ts'
import { formOf } from '../sources/index.ts'
import type { Terminal } from '../terminal.ts'
import { answerWish, shownAs, writeAnswer } from './answer.ts'
import { choiceOf, type Given, kinds, valueFor } from './flags.ts'
import { asked, describePaths, type NamedPolicies, policiesAt } from './policies.ts'
import { WrongUse } from './wrong-use.ts'

/** Runs `ram-lint diff` and answers the exit code. Throws a `WrongUse`. */
export async function diff(given: Given, terminal: Terminal): Promise<number> {
  const wish = answerWish(given, terminal, ['pretty', 'json', 'markdown'])
  const failing = choiceOf(given, 'fail-on', ['widened']) !== undefined
  const kind = choiceOf(given, 'kind', kinds)
  const { before, after, problems } = await sidesOf(given, terminal, kind)
  if (before.length === 0 && after.length === 0) {
    terminal.err(`ram-lint: no policy found in ${describePaths(given.paths)}\n`)
    return 3
  }
  wish.lap('reading')
  const difference = asked(() => compare({ before, after }))
  const files = [...problems, ...difference.files]
  wish.lap('deciding')
  const texts = new Map([...before, ...after].map(each => [each.path, shownText(each)]))
  const { answer } = await shownAs(wish, { ...difference, files }, texts)
  terminal.err(concise(summarise(answer.files, 0)))
  await writeAnswer(wish, terminal, async (format, style) =>
    format === 'json'
      ? proofJson(answer)
      : format === 'markdown'
        ? (await import('../reports/proof-markdown.ts')).differenceMarkdown(answer, style.quiet)
        : differencePretty(answer, style),
  )
  if (failing && difference.added.length > 0) return 1
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
    const past = await filesOfBase(base, given.paths, terminal)
    const { policies, problems } = await read(await present(given.paths, past, terminal))
    const { named, hosts } = sorted(past, kind)
    const hosted = await Promise.all(hosts.map(each => hostedBefore(each, attachable, kind, terminal)))
    return { before: [...named, ...hosted.flat()], after: policies, problems }
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

/** Policies, and files that hold some. */
function sorted(files: readonly PolicyText[], kind: PolicyKind | undefined) {
  const isHost = ({ path, text }: PolicyText) => formOf(path, text) !== 'json'
  const own = kind === undefined ? {} : { kind }
  return {
    named: files.filter(each => !isHost(each)).map(each => ({ ...each, ...own })),
    hosts: files.filter(isHost),
  }
}

/** What a file held at the revision; that it held none is no mistake. */
async function hostedBefore(
  file: PolicyText,
  ...options: [readonly PolicyKind[], PolicyKind | undefined, Terminal]
) {
  const { hostedPolicies } = await import('./hosted-policies.ts')
  return (await hostedPolicies(file, ...options)).policies
}

const anyKind: readonly PolicyKind[] = ['identity', 'session', 'control', 'trust', 'key', 'secret']

/** An OLD that is not there is the empty set: a policy that is new. */
async function missing(
  path: string,
  read: () => Promise<NamedPolicies>,
  terminal: Terminal,
): Promise<NamedPolicies> {
  const { exists, standardInput } = await import('../files.ts')
  if (path === standardInput || exists(path, terminal.folder)) return read()
  tellMissing(path, terminal)
  return { policies: [], problems: [] }
}

/** Without the paths that are there no more: policies that are gone. */
async function present(paths: readonly string[], past: readonly PolicyText[], terminal: Terminal) {
  const { exists } = await import('../files.ts')
  const { normalize, sep } = await import('node:path')
  const wasThere = (path: string) =>
    past.some(file =>
      `${normalize(file.path)}${sep}`.startsWith(`${normalize(path).replace(/[\\/]$/, '')}${sep}`),
    )
  const gone = paths.filter(path => !exists(path, terminal.folder) && wasThere(path))
  for (const path of gone) tellMissing(path, terminal)
  return paths.filter(path => !gone.includes(path))
}

function tellMissing(path: string, terminal: Terminal): void {
  terminal.err(`${printable(`${path}: does not exist: taken as no policy at all`)}\n`)
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
