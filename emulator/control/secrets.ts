import type { Emulator } from '../emulator.ts'
import type { Account } from '../state/account.ts'
import { day, minute } from '../state/clock.ts'
import { accountFault } from '../state/managed-account.ts'
import { beginRotation } from '../state/rotation.ts'
import { type Secret, type SecretRotation, secretArn } from '../state/secret.ts'
import { wrappingFor } from '../state/secret-value.ts'
import { readBody } from './body.ts'
import { ControlError, refuseInput } from './control-error.ts'
import { momentOf } from './moment.ts'
import { offer } from './offer.ts'
import { readDuration } from './time.ts'

/** A rotation that was begun; `endsAt` is absent where it is over already. */
export interface RotationSummary {
  readonly secretName: string
  readonly region: string
  /** The version that it makes. */
  readonly versionId: string
  readonly rotating: boolean
  /** ISO 8601: the end of the window. */
  readonly endsAt?: string
  readonly automaticRotation: SecretRotation['status']
}

/** The console's check of the account that a secret manages. */
export interface AccountCheck {
  readonly secretName: string
  readonly verified: boolean
  /** Why not, in one sentence. */
  readonly reason?: string
}

/** What the console takes as the rotation window of a RAM secret. Source: RAM page, immediate rotation. */
const windowBounds = { shortest: 10 * minute, longest: 2 * day }

/**
 * The console's immediate rotation. `name` is a SecretName or an ARN; `window`, such as `30m`, is for RAM secrets: how
 * long the old AccessKey lives on (absent: 48 hours).
 */
export function rotateSecret(
  emulator: Emulator,
  account: Account,
  name: string,
  body?: unknown,
): RotationSummary {
  const secret = requireSecret(account, name)
  const window = readWindow(secret, readBody(body, ['window']).get('window'))
  const moment = momentOf(emulator, account)
  refuseRotation(emulator, account, secret, moment.now)
  const versionId = moment.source.uuid()
  beginRotation(account, secret, { ...moment, versionId, trigger: 'immediate', window })
  const { running, status } = secret.rotation as SecretRotation
  return {
    secretName: secret.name,
    region: secret.region,
    versionId,
    rotating: running !== undefined,
    ...(running ? { endsAt: new Date(running.endsAt).toISOString() } : {}),
    automaticRotation: status,
  }
}

/**
 * The console's account check: fails where the RAM user, the instance or the account was deleted. Source: KMS FAQ, RAM
 * page; offered there for RAM and RDS secrets, here for every managed type.
 */
export function verifyAccount({ world }: Emulator, account: Account, name: string): AccountCheck {
  const secret = requireSecret(account, name)
  requireRotates(secret)
  const reason = accountFault(world, account, secret)
  return {
    secretName: secret.name,
    verified: reason === null,
    ...(reason === null ? {} : { reason }),
  }
}

function readWindow({ type, name }: Secret, value: unknown): number | undefined {
  if (value === undefined) return undefined
  if (type !== 'RAMCredentials')
    refuseInput('/window', `only RAM secrets have a window; \`${name}\` rotates at once`)
  const window = readDuration(value, '/window')
  if (window < windowBounds.shortest || window > windowBounds.longest)
    refuseInput('/window', 'the window of a rotation is 10 minutes to 2 days long (`10m` to `2d`)')
  return window
}

function refuseRotation({ settings }: Emulator, account: Account, secret: Secret, now: number): void {
  requireRotates(secret)
  if (secret.rotation?.running) throw new ControlError(409, settings.rotationError.message)
  if (secret.plannedDeletion !== undefined)
    throw new ControlError(409, `secret \`${secret.name}\` is planned to be deleted`)
  const wrapping = wrappingFor(account, secret, now)
  if (typeof wrapping === 'string')
    throw new ControlError(409, `secret \`${secret.name}\` cannot rotate: ${wrapping}`)
}

function requireRotates({ type, name }: Secret): void {
  if (type === 'Generic') throw new ControlError(409, `secret \`${name}\` is Generic: it manages nothing`)
}

function requireSecret(account: Account, name: string): Secret {
  const all = [...account.secrets.values()]
  const arn = /^acs:kms:([^:]*):([^:]*):secret\/(.+)$/.exec(name)
  const found = arn
    ? [arn[2] === account.id ? account.secrets.get(arn[1] as string)?.get(arn[3] as string) : undefined]
    : all.map(secrets => secrets.get(name))
  const [secret, ...others] = found.filter(each => each !== undefined)
  if (secret && others.length === 0) return secret
  if (secret) {
    const arns = [secret, ...others].map(each => secretArn(each.region, account.id, each.name))
    return refuseInput('', `several regions have this secret, so its ARN must be given${offer('', arns)}`)
  }
  const names = all.flatMap(secrets => [...secrets].map(each => each.name))
  throw new ControlError(404, `account \`${account.id}\` has no secret \`${name}\`${offer(name, names)}`)
}
