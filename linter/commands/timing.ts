import type { RuleTimer } from '../inspect.ts'

/** How long each rule took, the slowest first, in a table; `whole` is the time of the run. Milliseconds. */
export function timingTable({ spent }: RuleTimer, whole: number): string {
  const rows = [...spent].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  const rules = rows.reduce((sum, [, time]) => sum + time, 0)
  const lines = rows.map(([id, time]) => {
    const share = rules === 0 ? 0 : (100 * time) / rules
    return `${milliseconds(time)} ${share.toFixed(1).padStart(6)} %  ${id}\n`
  })
  const rest = `${milliseconds(whole - rules)}           reading files and policies\n`
  return `        ms    share  rule\n${lines.join('')}${milliseconds(rules)}  100.0 %  all rules\n${rest}`
}

function milliseconds(time: number): string {
  return Math.max(time, 0).toFixed(2).padStart(10)
}
