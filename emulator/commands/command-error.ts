/** Why a command ends without success: one sentence, and the exit code (1: it failed; 2: the command line is wrong). */
export class CommandError extends Error {
  readonly exitCode: 1 | 2

  constructor(exitCode: 1 | 2, message: string) {
    super(message)
    this.name = 'CommandError'
    this.exitCode = exitCode
  }
}
