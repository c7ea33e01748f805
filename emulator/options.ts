import type { RotationError } from './call.ts'
import { isLoopback } from './control/guard.ts'
import { defaultSettings, type Settings } from './settings.ts'
import { suggestion } from './state/suggestion.ts'

/** How to start an emulator; names as the flags of the command line, in camelCase. */
export interface StartOptions {
  /** A seed or a snapshot; absent: the default world. */
  readonly seed?: unknown
  /** 0, the default, takes a free port. */
  readonly port?: number | undefined
  /** Another than loopback needs `adminToken`. */
  readonly host?: string | undefined
  readonly authentication?: Settings['authentication'] | undefined
  readonly authorization?: Settings['authorization'] | undefined
  readonly throttling?: Settings['throttling'] | undefined
  /** What a call is refused with while its secret is being rotated; members left out stay as they are. */
  readonly rotationError?: Partial<RotationError> | undefined
  /** Where the CA is kept; absent: the user's cache folder. */
  readonly caDir?: string | undefined
  /** Bearer token that the control interface then wants. */
  readonly adminToken?: string | undefined
  /** One line per request on standard error. */
  readonly log?: 'pretty' | 'json' | 'silent' | undefined
}

/** The values of those options that are words. */
export const optionChoices = {
  authentication: ['enforce', 'off'],
  authorization: ['enforce', 'report', 'off'],
  throttling: ['off', 'documented'],
  log: ['pretty', 'json', 'silent'],
} as const

/** An option that is wrong, in one sentence. */
export class OptionError extends Error {
  readonly option: string

  constructor(option: string, message: string) {
    super(message)
    this.name = 'OptionError'
    this.option = option
  }
}

const known = [
  'seed',
  'port',
  'host',
  ...Object.keys(optionChoices),
  'rotationError',
  'caDir',
  'adminToken',
  'machine',
]

/** Throws an `OptionError` for the first option that is wrong. */
export function checkOptions(options: StartOptions): void {
  for (const name of Object.keys(options))
    if (!known.includes(name))
      throw new OptionError(name, `there is no option \`${name}\`${suggestion(name, known)}`)
  for (const [name, choices] of Object.entries(optionChoices) as [
    keyof typeof optionChoices,
    readonly string[],
  ][]) {
    const value = options[name]
    if (value === undefined || choices.includes(value)) continue
    const hint = suggestion(String(value), choices)
    throw new OptionError(name, `\`${name}\` is ${choices.map(each => `\`${each}\``).join(' or ')}${hint}`)
  }
  const { port = 0, host = '127.0.0.1', adminToken } = options
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new OptionError('port', '`port` is a number from 0 (any that is free) to 65535')
  if (adminToken !== undefined && !/^[\x21-\x7e]+$/.test(adminToken))
    throw new OptionError('adminToken', 'the admin token must be printable characters without blanks')
  if (adminToken === undefined && !isLoopback(host))
    throw new OptionError('host', `\`${host}\` can be reached by others, so an admin token must be set`)
  checkRotationError(options.rotationError)
}

function checkRotationError({ code = 'A', status = 400, message = '' }: Partial<RotationError> = {}): void {
  if (!/^[A-Za-z][A-Za-z0-9.]*$/.test(code))
    throw new OptionError('rotationError', 'the code of `rotationError` is letters, digits and dots')
  if (!Number.isInteger(status) || status < 400 || status > 599)
    throw new OptionError('rotationError', 'the status of `rotationError` is a number from 400 to 599')
  if (typeof message !== 'string')
    throw new OptionError('rotationError', 'the message of `rotationError` is a text')
}

/** The settings that options ask for. */
export function settingsOf(options: StartOptions): Settings {
  const { authentication, authorization, throttling } = defaultSettings
  return {
    authentication: options.authentication ?? authentication,
    authorization: options.authorization ?? authorization,
    throttling: options.throttling ?? throttling,
    rotationError: { ...defaultSettings.rotationError, ...options.rotationError },
  }
}
