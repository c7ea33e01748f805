import { type Known, verbatim } from './draft.ts'

/** What a two-letter escape stands for in JSON and in HCL. */
const letters: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['b', '\b'],
  ['f', '\f'],
  ['/', '/'],
  ['"', '"'],
  ['\\', '\\'],
])

/**
 * The text between two offsets of the host with its backslash escapes undone: runs that stand there as they are, and
 * one piece for each escape. `doubled` are marks that the host language writes twice, e.g. `$${` for `${` in HCL.
 */
export function unescaped(
  host: string,
  start: number,
  end: number,
  {
    backslash = true,
    doubled = [],
  }: { readonly backslash?: boolean; readonly doubled?: readonly string[] } = {},
): readonly Known[] {
  const pieces: Known[] = []
  let run = start
  const put = (at: number, length: number, text: string) => {
    if (at > run) pieces.push(verbatim(host, run, at))
    pieces.push({ text, start: at, end: at + length, same: false })
    run = at + length
  }
  for (let at = start; at < end; at = Math.max(at + 1, run)) {
    const character = host[at] as string
    if (backslash && character === '\\' && at + 1 < end) {
      const [length, text] = escapeAt(host, at, end)
      put(at, length, text)
    } else {
      const mark = doubled.find(each => host.startsWith(each, at))
      if (mark !== undefined && at + mark.length <= end) put(at, mark.length, mark.slice(1))
    }
  }
  if (end > run) pieces.push(verbatim(host, run, end))
  return pieces
}

function escapeAt(host: string, at: number, end: number): readonly [number, string] {
  const letter = host[at + 1] as string
  const [digits] = /^(?:u[0-9a-f]{4}|U[0-9a-f]{8})/i.exec(host.slice(at + 1, Math.min(at + 10, end))) ?? []
  if (digits !== undefined) {
    const code = Number.parseInt(digits.slice(1), 16)
    return [digits.length + 1, code <= 0x10_ff_ff ? String.fromCodePoint(code) : '\uFFFD']
  }
  return [2, letters.get(letter) ?? `\\${letter}`]
}
