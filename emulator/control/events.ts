import { createHash } from 'node:crypto'
import type { Account } from '../state/account.ts'
import { formatTime, hour } from '../state/clock.ts'
import type { RotationEvent } from '../state/event.ts'
import { secretArn } from '../state/secret.ts'

/**
 * An event as CloudMonitor hands it on, member for member as printed: the two kinds differ in `eventTime` and
 * `instanceName`, `rotationSubType` and `secretSubType`. `versionId` is the emulator's own. Source: monitoring the rotation
 * of RDS and ECS secrets, 2021.
 */
export interface EventSummary {
  readonly product: 'KMS'
  /** Beijing time, `20180816T135935.689+0800`; of failures. */
  readonly eventTime?: string
  /** The secret's name; of successes. */
  readonly instanceName?: string
  readonly level: 'CRITICAL' | 'INFO'
  readonly name: RotationEvent['name']
  readonly regionId: string
  readonly resourceId: string
  readonly status: 'Failed' | 'Normal'
  readonly content: {
    readonly eventId: string
    readonly secretName: string
    readonly secretType: string
    readonly RotationEntityArn: string
    readonly rotationStatus: RotationEvent['rotationStatus']
    readonly rotationSubType?: string
    readonly secretSubType?: string
    readonly failureInfo?: RotationEvent['failureInfo']
    readonly failureTime?: string
    readonly successTime?: string
    readonly versionId: string
  }
  readonly ver: '1.0'
}

/** What KMS reported of an account's rotations, oldest first. */
export function listEvents(account: Account): EventSummary[] {
  return account.events.map(event => summaryOf(account.id, event))
}

function summaryOf(accountId: string, event: RotationEvent): EventSummary {
  const { name, at, region, secretName, secretType, secretSubType, failureInfo } = event
  const resourceId = secretArn(region, accountId, secretName)
  const content = {
    eventId: eventId(resourceId, event),
    secretName,
    secretType,
    RotationEntityArn: event.entity,
    rotationStatus: event.rotationStatus,
  }
  const shared = { product: 'KMS', name, regionId: region, resourceId, ver: '1.0' } as const
  const { versionId } = event
  if (name === 'Secret:RotateSecret:Success')
    return {
      ...shared,
      instanceName: secretName,
      level: 'INFO',
      status: 'Normal',
      content: { ...content, secretSubType, successTime: formatTime(at), versionId },
    }
  return {
    ...shared,
    eventTime: beijingTime(at),
    level: 'CRITICAL',
    status: 'Failed',
    content: {
      ...content,
      rotationSubType: secretSubType,
      ...(failureInfo ? { failureInfo } : {}),
      failureTime: formatTime(at),
      versionId,
    },
  }
}

/** The form is not documented: one that stays the same through a snapshot. */
function eventId(resourceId: string, { name, at, versionId }: RotationEvent): string {
  return createHash('sha256').update(`${resourceId}\n${versionId}\n${name}\n${at}`).digest('hex').slice(0, 32)
}

function beijingTime(milliseconds: number): string {
  const text = new Date(milliseconds + 8 * hour).toISOString()
  return `${text.slice(0, -1).replace(/[-:]/g, '')}+0800`
}
