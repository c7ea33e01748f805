/** What a command meets of the process that it runs in. */
export interface Terminal {
  /** The current folder. */
  readonly folder: string
  /** Environment variables. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Whether standard output shows colours. */
  readonly color: boolean
  /** Columns of standard output. */
  readonly columns: number
  /** Whether standard error is a screen whose last line can be written anew. */
  readonly live: boolean
  /** Milliseconds since some moment; never goes back. */
  now(): number
  /** Milliseconds since 1970, as the calendar has it. */
  time(): number
  /** Writes to standard output. */
  out(text: string): void
  /** Writes to standard error. */
  err(text: string): void
  /** All of standard input. */
  input(): Promise<Uint8Array>
}
