import { printable } from '../printable.ts'
import { proofJson } from '../reports/proof.ts'
import { type Beside, generateNotes, generate as generatePolicy } from '../secret-read/generate.ts'
import type { Terminal } from '../terminal.ts'
import { answerWish, shownAs, writeAnswer } from './answer.ts'
import { type Given, valueFor } from './flags.ts'
import { asked } from './policies.ts'

/** Runs `ram-lint generate` and answers the exit code. Throws a `WrongUse`. */
export async function generate(given: Given, terminal: Terminal): Promise<number> {
  const wish = answerWish(given, terminal, ['pretty', 'json'])
  const [secret, key, gateway, credentials] = ['secret', 'key', 'gateway', 'credentials'].map(name =>
    valueFor(given, name),
  )
  const input = {
    secret,
    key,
    gateway,
    credentials,
    with: (given.values.get('with') ?? []) as readonly Beside[],
  }
  const policy = asked(() => generatePolicy(input))
  wish.lap('deciding')
  const shown = await shownAs(wish, { policy, notes: generateNotes(input) }, new Map())
  await writeAnswer(wish, terminal, () => proofJson(shown.answer.policy))
  const isForPeople = wish.outputs.some(({ format }) => format === 'pretty')
  if (isForPeople && !wish.quiet)
    for (const note of shown.answer.notes) terminal.err(`note: ${printable(note)}\n`)
  return 0
}
