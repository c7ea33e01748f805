import type { Source } from '../machine.ts'
import type { Account, World } from './account.ts'
import { hour, minute } from './clock.ts'
import { databaseRotator } from './database-rotation.ts'
import { ecsRotator } from './ecs-rotation.ts'
import { type RotationEvent, report } from './event.ts'
import { isExpired } from './instance.ts'
import { ramRotator } from './ram-rotation.ts'
import {
  planSecretRotation,
  type RunningRotation,
  type Secret,
  type SecretType,
  secretArn,
} from './secret.ts'
import { wrappingFor } from './secret-value.ts'

/** Whose secret rotates, when, and where new passwords and ids come from. */
export interface RotationContext {
  readonly world: World
  readonly account: Account
  readonly now: number
  readonly source: Source
}

/** A rotation of one secret, with the key version that its new value is sealed under. */
export interface RotationStep extends RotationContext {
  readonly secret: Secret
  readonly versionId: string
  readonly wrapping: { readonly id: string; readonly material: Buffer }
}

/** How secrets of a type rotate. */
export interface Rotator {
  /** How long a rotation takes where nothing else is asked for. */
  readonly window: number
  /** Why what the secret manages cannot be changed now, or null. */
  fault(context: RotationContext, secret: Secret): string | null
  /** Makes the new version at the start of the window; absent: nothing happens before its end. */
  begin?(step: RotationStep): void
  /** Finishes: afterwards the new version has `ACSCurrent`. */
  end(step: RotationStep): void
}

/** How a rotation is asked for. `window` absent: as long as the type takes. */
export interface RotationRequest {
  readonly world: World
  readonly versionId: string
  readonly trigger: RunningRotation['trigger']
  readonly window?: number | undefined
  readonly reads?: RunningRotation['reads']
  readonly now: number
  readonly source: Source
}

/** A RAM secret keeps both AccessKeys for so long. Source: KMS FAQ, automatic rotation; calls without a window assumed alike. */
export const ramWindow = 48 * hour

/** A rotation that should be over at once and lasts so long has met something broken. Source: KMS FAQ. */
const patience = 2 * minute

const rotators: Readonly<Record<SecretType, Rotator | undefined>> = {
  Generic: undefined,
  Rds: databaseRotator,
  Redis: databaseRotator,
  PolarDB: databaseRotator,
  RAMCredentials: ramRotator(ramWindow),
  ECS: ecsRotator,
}

/**
 * Begins a rotation; one that takes no time is over when this returns. Nobody is refused for what is out of order:
 * the rotation waits for what the secret manages, and fails where KMS itself cannot write. Source: KMS FAQ.
 */
export function beginRotation(account: Account, secret: Secret, request: RotationRequest): void {
  const { world, versionId, trigger, reads = 'served', now, source } = request
  const { rotation } = secret
  const rotator = rotators[secret.type]
  if (!rotator || !rotation || rotation.running || secret.versions.has(versionId))
    throw new Error(`secret ${secret.name} cannot begin to rotate`)
  const wrapping = wrappingFor(account, secret, now)
  if (typeof wrapping === 'string') {
    failRotation(account, secret, versionId, now, wrapping)
    return
  }
  const broken = rotator.fault({ world, account, now, source }, secret) !== null
  const asked = request.window ?? rotator.window
  const endsAt = now + (broken && asked === 0 ? patience : asked)
  rotation.running = { startedAt: now, endsAt, versionId, trigger, reads }
  if (!broken) rotator.begin?.({ world, account, secret, versionId, wrapping, now, source })
  if (endsAt === now) endRotation(account, secret, { world, now, source })
  else planSecretRotation(account, secret, now)
}

/**
 * Ends the rotation under way: versions, labels and what the secret manages change as its type asks. While that is
 * gone or out of order the rotation stays under way, automatic rotation is `Invalid` and a failure is reported once.
 */
export function endRotation(
  account: Account,
  secret: Secret,
  { world, now, source }: Pick<RotationContext, 'world' | 'now' | 'source'>,
): void {
  const rotator = rotators[secret.type]
  const running = secret.rotation?.running
  if (!rotator || !secret.rotation || !running) return
  const { versionId } = running
  const fault = rotator.fault({ world, account, now, source }, secret)
  if (fault !== null) {
    if (!running.stuck) failRotation(account, secret, versionId, now, fault)
    running.stuck = true
    return
  }
  const wrapping = wrappingFor(account, secret, now)
  if (typeof wrapping === 'string') {
    delete secret.rotation.running
    failRotation(account, secret, versionId, now, wrapping)
    return
  }
  const step: RotationStep = { world, account, secret, versionId, wrapping, now, source }
  if (!secret.versions.has(versionId)) rotator.begin?.(step)
  rotator.end(step)
  succeed(account, secret, versionId, now)
}

/**
 * Ends every rotation that outlived its window for what it manages, and begins those that could not begin: to be called
 * when that is back.
 */
export function resumeRotations(
  account: Account,
  context: Pick<RotationContext, 'world' | 'now' | 'source'>,
): void {
  for (const secrets of account.secrets.values())
    for (const secret of secrets) {
      const instance = secret.instance === undefined ? undefined : account.instances.get(secret.instance)
      // Nothing rotates in an instance whose subscription ended; renewing it enters what fell due.
      if (instance && isExpired(instance, context.now)) continue
      if (secret.rotation?.running?.stuck) endRotation(account, secret, context)
      else if (secret.rotation?.running) beginLate(account, secret, context)
    }
}

/** What a rotation does at its start is done now where it could not be done then. */
function beginLate(
  account: Account,
  secret: Secret,
  { world, now, source }: Pick<RotationContext, 'world' | 'now' | 'source'>,
): void {
  const rotator = rotators[secret.type]
  const versionId = secret.rotation?.running?.versionId
  if (!rotator?.begin || versionId === undefined || secret.versions.has(versionId)) return
  const wrapping = wrappingFor(account, secret, now)
  if (typeof wrapping === 'string' || rotator.fault({ world, account, now, source }, secret) !== null) return
  rotator.begin({ world, account, secret, versionId, wrapping, now, source })
}

/** Source: KMS FAQ and monitoring page: automatic rotation is `Invalid` and stops. */
function failRotation(account: Account, secret: Secret, versionId: string, now: number, why: string): void {
  const { rotation } = secret
  if (!rotation) return
  if (rotation.status === 'Enabled') rotation.status = 'Invalid'
  delete rotation.next
  report(account.events, {
    ...eventOf(account, secret, versionId, now),
    name: 'Secret:RotateSecret:Failure',
    failureInfo: { errorCode: 'Kms:ErrorCode', errorMessage: why },
  })
}

/** The dates start anew; a policy that was `Invalid` works again (assumed). */
function succeed(account: Account, secret: Secret, versionId: string, now: number): void {
  const { rotation } = secret
  if (!rotation) return
  delete rotation.running
  rotation.last = now
  secret.updatedAt = now
  if (rotation.status === 'Invalid' && rotation.interval > 0) rotation.status = 'Enabled'
  if (rotation.status === 'Enabled') rotation.next = now + rotation.interval
  planSecretRotation(account, secret, now)
  report(account.events, { ...eventOf(account, secret, versionId, now), name: 'Secret:RotateSecret:Success' })
}

function eventOf(
  account: Account,
  secret: Secret,
  versionId: string,
  at: number,
): Omit<RotationEvent, 'name'> {
  const { region, name: secretName, type, extendedConfig, rotation } = secret
  if (type === 'Generic') throw new Error(`secret ${secretName} does not rotate`)
  return {
    at,
    region,
    secretName,
    secretType: type,
    secretSubType: String(extendedConfig?.SecretSubType ?? ''),
    entity: entityArn(account, secret),
    versionId,
    rotationStatus: rotation?.status ?? 'Disabled',
  }
}

/** Source: monitoring pages of 2021: the database of an Rds secret, the secret itself for ECS; for others assumed. */
function entityArn({ id }: Account, { region, name, type, extendedConfig }: Secret): string {
  if (type === 'Rds') return `acs:rds:${region}:${id}:dbinstance/${extendedConfig?.DBInstanceId ?? ''}`
  return secretArn(region, id, name)
}
