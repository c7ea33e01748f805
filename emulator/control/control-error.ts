/** The control interface's refusal: the HTTP status, our own words, and the JSON pointer of what is wrong in the body. */
export class ControlError extends Error {
  readonly status: number
  readonly pointer: string
  /** Members that the answer carries beside them. */
  readonly details: Readonly<Record<string, unknown>>

  constructor(
    status: number,
    message: string,
    pointer = '',
    details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message)
    this.name = 'ControlError'
    this.status = status
    this.pointer = pointer
    this.details = details
  }
}

/** Refuses input: 400, with the pointer of what is wrong (empty for the whole body). */
export function refuseInput(pointer: string, message: string): never {
  throw new ControlError(400, message, pointer)
}
