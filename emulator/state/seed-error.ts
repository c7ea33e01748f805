/** Why a seed, a snapshot or an account is refused: `pointer` (RFC 6901) says where, `reason` what is wrong and what to write. */
export class SeedError extends Error {
  readonly pointer: string
  readonly reason: string

  constructor(pointer: string, reason: string) {
    super(`${pointer === '' ? 'the document' : pointer}: ${reason}`)
    this.name = 'SeedError'
    this.pointer = pointer
    this.reason = reason
  }
}

/** Refuses what is at a pointer. */
export function refuseSeed(pointer: string, reason: string): never {
  throw new SeedError(pointer, reason)
}

/** A member's name as a part of a pointer. */
export function pointerPart(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}
