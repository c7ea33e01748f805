import { findAction } from '../policy/index.ts'
import type { ReadTarget } from '../rule.ts'
import { serviceManaged } from './target.ts'

/** A permission that a read of a secret needs. */
export interface Requirement {
  readonly action: string
  readonly resource: string
}

/** A read that is asked about, with its secret and its key (`service-managed` included). */
export type SecretRead = Required<ReadTarget>

/**
 * What reading the secret needs, by the table of actions: GetSecretValue on it, and what depends on that on its key
 * (Decrypt), but for a service-managed key, and but for an STS token on the shared gateway. Source: KMS documentation,
 * GetSecretValue and KMS SDK pages.
 */
export function requirementsOf(read: SecretRead): readonly Requirement[] {
  const own = { action: reading.action, resource: read.secret }
  return dependentChecked(read) ? [own, ...dependents(read)] : [own]
}

/** Whether the gateway asks for the permission on the key. */
export function dependentChecked({ key, gateway, credentials }: SecretRead): boolean {
  return key !== serviceManaged && !(gateway === 'shared' && credentials === 'sts')
}

/** What the key must permit where the gateway asks for it. */
export function dependents({ key }: Pick<SecretRead, 'key'>): readonly Requirement[] {
  if (key === serviceManaged) return []
  return reading.dependentActions.map(({ action }) => ({ action, resource: key }))
}

const reading = (() => {
  const entry = findAction('kms:GetSecretValue')
  if (entry === undefined) throw new Error('the table of actions has no GetSecretValue')
  return entry
})()
