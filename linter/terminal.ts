/** What a command meets of the process that it runs in. */
export interface Terminal {
  /** The current folder. */
  readonly folder: string
  /** Whether standard output shows colours. */
  readonly color: boolean
  /** Columns of standard output. */
  readonly columns: number
  /** Writes to standard output. */
  out(text: string): void
  /** Writes to standard error. */
  err(text: string): void
  /** All of standard input. */
  input(): Promise<Uint8Array>
}
