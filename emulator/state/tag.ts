/** What carries tags: a key or a secret. */
export interface Tagged {
  readonly tags: Map<string, string>
}

/** Tags of one resource. Source: CreateSecret, console; TagResource's own text says 10. */
export const mostTags = 20

/** How many tags a resource would have once `tags` are added. */
export function countTagsAfter({ tags }: Tagged, added: ReadonlyMap<string, string>): number {
  let count = tags.size
  for (const key of added.keys()) if (!tags.has(key)) count++
  return count
}

/** Adds tags; a key that is there gets the new value (assumed). */
export function addTags({ tags }: Tagged, added: ReadonlyMap<string, string>): void {
  for (const [key, value] of added) tags.set(key, value)
}

/** Takes tags away; keys that are not there are passed over. Source: UntagResources. */
export function removeTags({ tags }: Tagged, keys: Iterable<string>): void {
  for (const key of keys) tags.delete(key)
}
