/** A command line that cannot be obeyed: one sentence that says why. Exit code 2. */
export class WrongUse extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'WrongUse'
  }
}
