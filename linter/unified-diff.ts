/** Lines taken out and put in, in all, up to which a diff is minimal: beyond, its search takes minutes. */
const mostEdits = 2000

/**
 * A change of a file as a unified diff, which `patch -p1` and `git apply` take. One with very many changes takes out
 * the whole text and puts in the other. A path from the root of the file system is written as from the current folder.
 */
export async function unifiedDiff(path: string, before: string, after: string): Promise<string> {
  const { createTwoFilesPatch } = await import('diff')
  const bare = path.replace(/^(?:[a-z]:)?[\\/]+/i, '')
  const names = [`a/${bare}`, `b/${bare}`] as const
  const patch =
    createTwoFilesPatch(...names, before, after, undefined, undefined, {
      context: 3,
      maxEditLength: mostEdits,
    }) ?? wholePatch(names, before, after)
  return patch.replace(/^={3,}\n/, '')
}

function wholePatch([from, to]: readonly [string, string], before: string, after: string): string {
  const [old, now] = [linesOf(before), linesOf(after)]
  const range = (lines: readonly string[]) => `${lines.length === 0 ? 0 : 1},${lines.length}`
  const marked = (mark: string, lines: readonly string[]) =>
    lines.map(line => (line.endsWith('\n') ? mark + line : `${mark}${line}\n\\ No newline at end of file\n`))
  const head = `--- ${from}\n+++ ${to}\n@@ -${range(old)} +${range(now)} @@\n`
  return head + [...marked('-', old), ...marked('+', now)].join('')
}

/** Lines with their ends. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}
