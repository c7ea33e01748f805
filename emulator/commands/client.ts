import { CommandError } from './command-error.ts'

/** What every client command takes. */
export interface ClientFlags {
  readonly url?: string | undefined
  readonly account?: string | undefined
  readonly 'admin-token'?: string | undefined
  readonly json?: boolean | undefined
}

/** A request of the control interface; `path` follows `/_emulator`. */
export interface Ask {
  readonly method?: 'GET' | 'PUT' | 'POST' | 'DELETE'
  readonly path: string
  readonly query?: Readonly<Record<string, string | undefined>>
  /** Sent as JSON. */
  readonly body?: unknown
  /** True where the request is about the whole emulator, not one account. */
  readonly global?: boolean
}

/** Where the emulator is: the flag, `KMS_EMULATOR_URL`, or the default port of this machine. */
export function urlOf({ url }: ClientFlags): string {
  const text = url || process.env.KMS_EMULATOR_URL || 'http://127.0.0.1:5670'
  if (!URL.canParse(text) || !/^https?:/.test(text))
    throw new CommandError(
      2,
      `\`${text}\` is no address of an emulator; write one such as http://127.0.0.1:5670`,
    )
  return text.replace(/\/+$/, '')
}

/** Sends a request and answers its JSON; throws a `CommandError` in one sentence where it was refused or nobody answers. */
export async function ask<T>(flags: ClientFlags, request: Ask): Promise<T> {
  const { method = 'GET', path, query = {}, body, global = false } = request
  const token = flags['admin-token'] || process.env.KMS_EMULATOR_ADMIN_TOKEN
  const base = urlOf(flags)
  const url = new URL(`${base}/_emulator${path}`)
  for (const [name, value] of Object.entries({ ...query, ...(global ? {} : { account: flags.account }) }))
    if (value !== undefined) url.searchParams.set(name, value)
  const response = await fetch(url, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch(() => {
    throw new CommandError(1, `no emulator answers at ${base}; start one with \`kms-emulator serve\``)
  })
  const answered: unknown = await response.json().catch(() => undefined)
  if (response.ok && answered !== undefined) return answered as T
  throw new CommandError(
    1,
    refusalOf(answered) ?? `what answers at ${base} is no emulator (HTTP ${response.status})`,
  )
}

function refusalOf(answered: unknown): string | undefined {
  const { error } = (answered ?? {}) as { error?: { pointer?: string; message?: string } }
  if (error?.message === undefined) return undefined
  return error.pointer ? `${error.pointer}: ${error.message}` : error.message
}

/** A path segment of a name that was given. */
export function segment(name: string): string {
  return encodeURIComponent(name)
}

/** Prints an answer: as JSON where that was asked for, else as text for people. */
export function print(flags: ClientFlags, answer: unknown, text: () => string): void {
  process.stdout.write(`${flags.json ? JSON.stringify(answer, null, 2) : text()}\n`)
}
