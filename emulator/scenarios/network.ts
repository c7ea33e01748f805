import { choiceOf } from './parameter.ts'
import { defineScenario } from './scenario.ts'
import { beginTrouble, metTrouble, troubleHolds, troubleParameters, undoTrouble } from './service-trouble.ts'

const kinds = {
  reset: ['connection-reset', 'connections break before the call arrives'],
  timeout: ['never-answered', 'calls get lost and nobody answers'],
  truncated: ['answer-truncated', 'connections break in the middle of the answer'],
} as const

/** The way to KMS is broken. */
export const network = defineScenario({
  name: 'network',
  summary: 'the way to the service is broken',
  causes:
    'reset: the connection breaks and nothing has changed; timeout: no answer ever comes and nothing has changed; truncated: the call has done its work and the answer breaks off',
  ends: 'with its undo, or after `times` calls',
  source: 'assumed: what networks do',
  parameters: {
    kind: choiceOf('what happens', ['reset', 'timeout', 'truncated'], 'reset'),
    ...troubleParameters,
  },
  apply(context, { kind, ...reach }) {
    const [trouble, sentence] = kinds[kind]
    return beginTrouble(context, trouble, sentence, reach)
  },
  holds: troubleHolds,
  undo: undoTrouble,
  explains: metTrouble,
})
