import { type Beside, generatedText, generate as generatePolicy } from '../secret-read/generate.ts'
import type { Terminal } from '../terminal.ts'
import { type Given, valueFor } from './flags.ts'
import { asked } from './policies.ts'

/** Runs `ram-lint generate` and answers the exit code. Throws a `WrongUse`. */
export async function generate(given: Given, terminal: Terminal): Promise<number> {
  const [secret, key, gateway, credentials] = ['secret', 'key', 'gateway', 'credentials'].map(name =>
    valueFor(given, name),
  )
  const beside = (given.values.get('with') ?? []) as readonly Beside[]
  terminal.out(
    generatedText(asked(() => generatePolicy({ secret, key, gateway, credentials, with: beside }))),
  )
  return 0
}
