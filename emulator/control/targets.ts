import type { Emulator } from '../emulator.ts'
import type { Account } from '../state/account.ts'
import { managedPlace, nounOf } from '../state/managed-account.ts'
import {
  changeTarget as changeManaged,
  type ManagedTarget,
  type TargetKind,
  type TargetPlace,
  type TargetVerb,
  targetAt,
  targetKinds,
  targetLogin,
  targetPlaces,
} from '../state/managed-target.ts'
import { resumeRotations } from '../state/rotation.ts'
import type { TargetStatus } from '../state/target.ts'
import { readBody } from './body.ts'
import { ControlError, refuseInput } from './control-error.ts'
import { momentOf } from './moment.ts'
import { offer } from './offer.ts'

/** A thing that managed secrets change; never a password. */
export interface TargetSummary {
  readonly kind: TargetKind
  /** An instance's id, a RAM user's name. */
  readonly id: string
  /** `Deleted`: removed, it can be restored. */
  readonly status: TargetStatus
  /** Database accounts, users of an ECS instance, AccessKeys of a RAM user. */
  readonly accounts: readonly { readonly name: string; readonly status: TargetStatus }[]
  /** The names of the secrets that manage it. */
  readonly secrets: readonly string[]
}

/** The things of an account that managed secrets could change, removed ones included. */
export function listTargets({ world }: Emulator, account: Account): TargetSummary[] {
  const secrets = secretsByPlace(account)
  return targetPlaces(account).map(place => {
    const target = targetAt(world, account, place) as ManagedTarget
    return summaryOf(place, target, secrets.get(keyOf(place)) ?? [])
  })
}

/**
 * Removes, restores, stops or starts a thing, or one of its accounts where the body names one; rotations that waited for
 * it go on. A RAM user is stopped by making its AccessKeys Inactive. Removing what is removed changes nothing.
 */
export function changeTarget(
  emulator: Emulator,
  account: Account,
  { kind, id }: { readonly kind: string; readonly id: string },
  verb: TargetVerb,
  body?: unknown,
): TargetSummary {
  const place = requirePlace(emulator, account, kind, id)
  const name = readBody(body, ['account']).get('account')
  const target =
    name === undefined ? requireTarget(emulator, account, place) : accountOf(emulator, account, place, name)
  const fault = changeManaged(target, verb)
  if (fault !== null) throw new ControlError(409, fault)
  resumeRotations(account, momentOf(emulator, account))
  const secrets = secretsByPlace(account).get(keyOf(place)) ?? []
  return summaryOf(place, requireTarget(emulator, account, place), secrets)
}

/** Whether an account of a thing lets in who brings this password, public key or AccessKey secret. */
export function tryLogin(
  emulator: Emulator,
  account: Account,
  { kind, id }: { readonly kind: string; readonly id: string },
  body: unknown,
): { readonly login: boolean } {
  const place = requirePlace(emulator, account, kind, id)
  const members = readBody(body, ['account', 'password'])
  const name = textIn(members, 'account')
  return { login: targetLogin(account, { ...place, account: name }, textIn(members, 'password')) }
}

function textIn(members: ReadonlyMap<string, unknown>, name: string): string {
  const value = members.get(name)
  return typeof value === 'string' ? value : refuseInput(`/${name}`, `\`${name}\` must be given, as a text`)
}

function requirePlace(emulator: Emulator, account: Account, given: string, id: string): TargetPlace {
  const kind = targetKinds.find(each => each === given)
  if (!kind) throw new ControlError(404, `there is no kind \`${given}\`${offer(given, targetKinds)}`)
  const place = { kind, id }
  requireTarget(emulator, account, place)
  return place
}

function requireTarget({ world }: Emulator, account: Account, place: TargetPlace): ManagedTarget {
  const target = targetAt(world, account, place)
  if (target) return target
  const { kind, id } = place
  const ids = targetPlaces(account)
    .filter(each => each.kind === kind)
    .map(each => each.id)
  throw new ControlError(404, `account \`${account.id}\` has no ${nounOf[kind]} \`${id}\`${offer(id, ids)}`)
}

function accountOf(emulator: Emulator, account: Account, place: TargetPlace, name: unknown): ManagedTarget {
  const { accounts } = requireTarget(emulator, account, place)
  const found = accounts.find(each => each.name === name)
  const names = accounts.map(each => each.name)
  return (
    found ??
    refuseInput(
      '/account',
      `${nounOf[place.kind]} \`${place.id}\` has no account \`${name}\`${offer(String(name), names)}`,
    )
  )
}

function summaryOf(
  { kind, id }: TargetPlace,
  { status, accounts }: ManagedTarget,
  secrets: readonly string[],
): TargetSummary {
  return { kind, id, status, accounts: accounts.map(({ name, status }) => ({ name, status })), secrets }
}

function secretsByPlace(account: Account): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const secrets of account.secrets.values())
    for (const secret of secrets) {
      const place = managedPlace(secret)
      if (!place) continue
      const names = found.get(keyOf(place)) ?? []
      found.set(keyOf(place), [...names, secret.name])
    }
  return found
}

function keyOf({ kind, id }: TargetPlace): string {
  return `${kind} ${id}`
}
