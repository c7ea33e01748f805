import { instanceExpired } from './instance-expired.ts'
import { notAuthorized } from './not-authorized.ts'
import { rotationInProgress } from './rotation-in-progress.ts'
import type { Scenario } from './scenario.ts'

/** Every scenario, in the order in which they are listed. */
export const scenarios: readonly Scenario[] = [rotationInProgress, instanceExpired, notAuthorized]

/** The scenario of a name. */
export function findScenario(name: string): Scenario | undefined {
  return scenarios.find(scenario => scenario.name === name)
}
