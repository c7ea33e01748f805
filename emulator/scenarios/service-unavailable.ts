import { defineScenario } from './scenario.ts'
import { beginTrouble, metTrouble, troubleHolds, troubleParameters, undoTrouble } from './service-trouble.ts'

/** KMS cannot answer for a while. */
export const serviceUnavailable = defineScenario({
  name: 'service-unavailable',
  summary: 'the service cannot answer for a while',
  causes: '503 ServiceUnavailableTemporary before anything else is looked at',
  ends: 'with its undo, or after `times` calls',
  source: 'documented: KMS common errors; that it comes before parameters and permissions is assumed',
  parameters: troubleParameters,
  apply: (context, reach) =>
    beginTrouble(context, 'service-unavailable', 'the service is unavailable', reach),
  holds: troubleHolds,
  undo: undoTrouble,
  explains: metTrouble,
})
