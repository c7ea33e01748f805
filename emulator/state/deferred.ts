/** A function that makes its value when it is first called, and answers the same ever after. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/**
 * Sets a member that is made when somebody first looks at it. A clock that is moved over many rotations would otherwise
 * make a key pair or a password for each of them, of which few are ever seen.
 */
export function deferMember<T, Name extends keyof T>(thing: T, name: Name, make: () => T[Name]): void {
  Object.defineProperty(thing, name, { get: once(make), enumerable: true, configurable: true })
}
