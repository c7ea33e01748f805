import { parseArgs } from 'node:util'
import type { StartOptions } from '../options.ts'
import { CommandError } from './command-error.ts'

/** What each flag of `serve` means, for the help; `argument` is what it takes. */
export const serveFlags = {
  port: { argument: 'PORT', summary: 'where it listens; 0 takes a free one [5670]' },
  host: {
    argument: 'HOST',
    summary: 'address it listens on; another than loopback needs --admin-token [127.0.0.1]',
  },
  seed: { argument: 'FILE', summary: 'a seed or a snapshot to begin with, JSON [the default world]' },
  authentication: {
    argument: 'enforce|off',
    summary: 'off accepts any signature of a known access key [enforce]',
  },
  authorization: {
    argument: 'enforce|report|off',
    summary: 'report answers as if allowed and journals what would have been refused [enforce]',
  },
  throttling: {
    argument: 'off|documented',
    summary: 'documented refuses what is over the quotas of KMS [off]',
  },
  'rotation-error': {
    argument: 'code=…,status=…,message=…',
    summary: 'what a call gets while its secret is being rotated; no source names the code, so it can be set',
  },
  'ca-dir': { argument: 'DIR', summary: "where the CA for https is kept [the user's cache folder]" },
  'admin-token': {
    argument: 'TOKEN',
    summary: 'what /_emulator wants as a bearer token [KMS_EMULATOR_ADMIN_TOKEN]',
  },
  log: { argument: 'pretty|json|silent', summary: 'one line per request on standard error [pretty]' },
  'ready-file': { argument: 'FILE', summary: 'gets the URL once ready, and goes when the emulator stops' },
} as const

export type ServeFlag = keyof typeof serveFlags

/** The flags as they were given. */
export type ServeFlags = { readonly [Flag in ServeFlag]?: string | undefined }

/**
 * The flags of a plain `serve`, or undefined for any other command line, a mistake or a wish for help: those are yargs's,
 * whose loading would double the time to ready.
 */
export function plainServe(args: readonly string[]): ServeFlags | undefined {
  if (args.length > 0 && args[0] !== 'serve' && !args[0]?.startsWith('-')) return undefined
  try {
    const { values, tokens } = parseArgs({
      args: args[0] === 'serve' ? args.slice(1) : [...args],
      options: Object.fromEntries(Object.keys(serveFlags).map(name => [name, { type: 'string' as const }])),
      strict: true,
      tokens: true,
    })
    return tokens.length === Object.keys(values).length ? values : undefined
  } catch {
    return undefined
  }
}

/** The options of `startEmulator` that flags ask for, but for the seed, which is a file. Throws a `CommandError`. */
export function startOptionsOf(
  flags: ServeFlags,
  environment: NodeJS.ProcessEnv,
): Omit<StartOptions, 'seed'> {
  const { port = '5670', host, authentication, authorization, throttling, log = 'pretty' } = flags
  const adminToken = flags['admin-token'] ?? environment.KMS_EMULATOR_ADMIN_TOKEN
  return {
    port: /^\d+$/.test(port) ? Number(port) : Number.NaN,
    host,
    // `startEmulator` refuses words that it does not know.
    authentication: authentication as StartOptions['authentication'],
    authorization: authorization as StartOptions['authorization'],
    throttling: throttling as StartOptions['throttling'],
    log: log as StartOptions['log'],
    rotationError: readRotationError(flags['rotation-error']),
    caDir: flags['ca-dir'],
    adminToken: adminToken === '' ? undefined : adminToken,
  }
}

/** `code=…,status=…,message=…`, each at most once; a comma before anything else belongs to the value. */
function readRotationError(text: string | undefined): StartOptions['rotationError'] {
  if (text === undefined) return undefined
  const parts = new Map<string, string>()
  for (const part of text.split(/,(?=(?:code|status|message)=)/)) {
    const [, name = '', value = ''] = /^(code|status|message)=(.*)$/s.exec(part) ?? []
    if (name === '' || parts.has(name))
      throw new CommandError(2, '`--rotation-error` is `code=…,status=…,message=…`, any of them once')
    parts.set(name, value)
  }
  const [code, status, message] = ['code', 'status', 'message'].map(name => parts.get(name))
  return {
    ...(code === undefined ? {} : { code }),
    ...(status === undefined ? {} : { status: Number(status) }),
    ...(message === undefined ? {} : { message }),
  }
}
