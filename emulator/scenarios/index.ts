import { clockSkew } from './clock-skew.ts'
import { instanceExpired } from './instance-expired.ts'
import { instanceReleased } from './instance-released.ts'
import { internalFailure } from './internal-failure.ts'
import { keyDisabled } from './key-disabled.ts'
import { keyPendingDeletion } from './key-pending-deletion.ts'
import { legacySecret } from './legacy-secret.ts'
import { managedAccountMissing } from './managed-account-missing.ts'
import { network } from './network.ts'
import { notAuthorized } from './not-authorized.ts'
import { ramAuthorizationMissing } from './ram-authorization-missing.ts'
import { rotationInProgress } from './rotation-in-progress.ts'
import { rotationStuck } from './rotation-stuck.ts'
import type { Scenario } from './scenario.ts'
import { serviceUnavailable } from './service-unavailable.ts'
import { throttled } from './throttled.ts'

/** Every scenario, in the order in which they are listed. */
export const scenarios: readonly Scenario[] = [
  rotationInProgress,
  rotationStuck,
  instanceExpired,
  instanceReleased,
  notAuthorized,
  ramAuthorizationMissing,
  managedAccountMissing,
  legacySecret,
  keyDisabled,
  keyPendingDeletion,
  clockSkew,
  throttled,
  serviceUnavailable,
  internalFailure,
  network,
]

/** The scenario of a name. */
export function findScenario(name: string): Scenario | undefined {
  return scenarios.find(scenario => scenario.name === name)
}
