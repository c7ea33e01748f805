/** The members of `all` that are neither undefined nor as usual: for documents that say only what is not usual. */
export function changedMembers<M extends object>(
  all: M,
  usual: { readonly [K in keyof M]?: M[K] } = {},
): { [K in keyof M]?: Exclude<M[K], undefined> } {
  const changed: { [K in keyof M]?: Exclude<M[K], undefined> } = {}
  for (const name of Object.keys(all) as (keyof M)[])
    if (all[name] !== undefined && all[name] !== usual[name])
      changed[name] = all[name] as Exclude<M[typeof name], undefined>
  return changed
}

/** The lists and objects that are not empty. */
export function filledMembers<M extends object>(all: M): Partial<M> {
  const filled: Partial<M> = {}
  for (const name of Object.keys(all) as (keyof M)[]) {
    const member = all[name]
    const size = Array.isArray(member) ? member.length : Object.keys(member as object).length
    if (size > 0) filled[name] = member
  }
  return filled
}
