import type { Account, RamUser, World } from './account.ts'

/** Takes a RAM user away with its AccessKeys; it can come back. */
export function removeRamUser(world: World, account: Account, user: RamUser): void {
  account.users.delete(user.name)
  account.targets.removedUsers.set(user.name, user)
  for (const { id } of user.accessKeys) world.accessKeys.delete(id)
}

/** Brings a RAM user back with its AccessKeys. Answers why that cannot be, or null. */
export function restoreRamUser(world: World, account: Account, user: RamUser): string | null {
  if (account.users.has(user.name)) return `there is another RAM user \`${user.name}\` by now`
  const taken = user.accessKeys.find(({ id }) => world.accessKeys.has(id))
  if (taken) return `the AccessKey id \`${taken.id}\` belongs to somebody else by now`
  account.targets.removedUsers.delete(user.name)
  account.users.set(user.name, user)
  for (const key of user.accessKeys) world.accessKeys.set(key.id, { kind: 'user', account, key, user })
  return null
}
