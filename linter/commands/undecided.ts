/** A question that cannot be answered before something else is known: one sentence that says what. Exit code 4. */
export class Undecided extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'Undecided'
  }
}
