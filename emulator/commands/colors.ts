import pc from 'picocolors'

/** Colours where a person looks: on a terminal, unless `NO_COLOR` says no; `FORCE_COLOR` says yes everywhere. */
export function colors(): ReturnType<typeof pc.createColors> {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env
  const terminal = process.stdout.isTTY === true && TERM !== 'dumb'
  return pc.createColors(!NO_COLOR && (FORCE_COLOR ? FORCE_COLOR !== '0' : terminal))
}

const good = /^(?:200|Running|Connected|Enabled|allow)$|:Success$/
const bad =
  /^(?:0|[1345]\d\d|Deleted|Unavailable|Invalid|Error|Disconnected|\w+-deny)$|:Failure$|\(expired\)$/
const between = /^(?:Stopped|Connecting|Uninitialized|PendingDeletion)$/

/** A word that tells how something is, in green, red or yellow; others stay as they are. */
export function toned(word: string, shown = word): string {
  const { green, red, yellow } = colors()
  const tone = [[good, green] as const, [bad, red] as const, [between, yellow] as const].find(([words]) =>
    words.test(word),
  )?.[1]
  return tone ? tone(shown) : shown
}
