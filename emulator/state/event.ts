import type { SecretType } from './secret.ts'

/** What KMS reports to CloudMonitor about a rotation. Source: monitoring the rotation of secrets, 2021. */
export interface RotationEvent {
  readonly name: 'Secret:RotateSecret:Success' | 'Secret:RotateSecret:Failure'
  readonly at: number
  readonly region: string
  readonly secretName: string
  readonly secretType: Exclude<SecretType, 'Generic'>
  readonly secretSubType: string
  /** The ARN of what was rotated. */
  readonly entity: string
  readonly versionId: string
  readonly rotationStatus: 'Enabled' | 'Disabled' | 'Invalid'
  /** Codes are not documented: `Kms:ErrorCode` is the one printed. */
  readonly failureInfo?: { readonly errorCode: string; readonly errorMessage: string }
}

/** Events that an account keeps. */
const mostEvents = 1000

/** Adds an event; the oldest makes room. */
export function report(events: RotationEvent[], event: RotationEvent): void {
  events.push(event)
  if (events.length > mostEvents) events.shift()
}
