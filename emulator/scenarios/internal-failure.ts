import { defineScenario } from './scenario.ts'
import { beginTrouble, metTrouble, troubleHolds, troubleParameters, undoTrouble } from './service-trouble.ts'

/** Something in KMS is broken. */
export const internalFailure = defineScenario({
  name: 'internal-failure',
  summary: 'something in the service is broken',
  causes: '500 InternalFailure before anything else is looked at; nothing has changed',
  ends: 'with its undo, or after `times` calls',
  source: 'documented: KMS common errors; that nothing has changed is assumed',
  parameters: troubleParameters,
  apply: (context, reach) => beginTrouble(context, 'internal-failure', 'the service fails', reach),
  holds: troubleHolds,
  undo: undoTrouble,
  explains: metTrouble,
})
