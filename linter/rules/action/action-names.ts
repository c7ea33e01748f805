import {
  actionNames,
  compileActionPattern,
  kmsActions,
  lowerCaseAction,
  matches,
  type Pattern,
  type PolicyString,
} from '../../policy/index.ts'
import { nearest } from '../../suggestion.ts'

/** The actions of one service, as far as they are known. */
interface ActionCatalogue {
  /** Without the code of the service. */
  readonly names: readonly string[]
  /** With the code of the service, in lower case. */
  readonly lowered: ReadonlySet<string>
}

function catalogue(actions: readonly string[]): ActionCatalogue {
  const names = actions.map(action => action.slice(action.indexOf(':') + 1))
  return { names, lowered: new Set(actions.map(lowerCaseAction)) }
}

const catalogues: ReadonlyMap<string, ActionCatalogue> = new Map([
  ['kms', catalogue(kmsActions.map(({ action }) => action))],
  ['ram', catalogue(actionNames.ram)],
  ['sts', catalogue(actionNames.sts)],
])

/** Whether a text has the form of an action or of a pattern of actions: `code:Name`, or `*` alone. */
export function hasActionForm(text: string): boolean {
  return /^(?:[^:\s]+:[^:\s,;]+|\*+)$/.test(text)
}

/** An action, or a pattern of actions, of a service whose actions are known, that is none of them. */
export interface StrangeAction {
  readonly service: string
  /** What was probably meant, if something is near. */
  readonly meant: string | undefined
  /** Whether nothing else is as near. */
  readonly clear: boolean
}

/** How many more times a name may be looked for among the known ones, which takes its time. */
export interface Guesses {
  left: number
}

/** A policy in which more names than this are unknown is no policy with spelling mistakes. */
export const enoughGuesses = (): Guesses => ({ left: 200 })

/** Null for an action that is known, that is of another service, whose service is a pattern, or that has not the form of one. */
export function readStrangeAction(
  action: PolicyString,
  pattern: Pattern,
  guesses: Guesses,
): StrangeAction | null {
  const { value } = action
  const colon = value.indexOf(':')
  // The head is in lower case; a service with a wildcard in it is none of those that are known.
  const service = pattern.head.length > colon ? pattern.head.slice(0, Math.max(colon, 0)) : ''
  const known = catalogues.get(service)
  if (known === undefined || !hasActionForm(value)) return null
  const literal = pattern.shape === 'literal'
  if (literal ? known.lowered.has(pattern.literal) : matchesSome(pattern, known)) return null
  const name = value.slice(colon + 1)
  guesses.left -= 1
  const { meant, clear } =
    guesses.left < 0
      ? { meant: undefined, clear: false }
      : literal
        ? nearName(name, known.names)
        : nearStart(name, known.names)
  return { service, meant: meant === undefined ? undefined : `${service}:${meant}`, clear }
}

function matchesSome(pattern: Pattern, { lowered }: ActionCatalogue): boolean {
  for (const name of lowered) if (matches(pattern, name)) return true
  return false
}

/** Clear is a name that is nearer than all others: found from either end of the list. */
function nearName(name: string, names: readonly string[]): Pick<StrangeAction, 'meant' | 'clear'> {
  const meant = nearest(name, names)
  return { meant, clear: meant !== undefined && nearest(name, names.toReversed()) === meant }
}

/** The words that names start with: `Get`, `GetSecret`, `GetSecretValue`. */
function startsOf(names: readonly string[]): readonly string[] {
  const starts = names.flatMap(name => {
    const words = name.match(/[A-Z][a-z]*/g) ?? []
    return words.map((_, index) => words.slice(0, index + 1).join(''))
  })
  return [...new Set(starts)]
}

/** For `Gett*` the start of names that is near (`Get*`); other patterns are not guessed at. */
function nearStart(name: string, names: readonly string[]): Pick<StrangeAction, 'meant' | 'clear'> {
  const fixed = /^(\w+)\*$/.exec(name)?.[1]
  if (fixed === undefined) return { meant: undefined, clear: false }
  const { meant, clear } = nearName(fixed, startsOf(names))
  return { meant: meant === undefined ? undefined : `${meant}*`, clear }
}

/** Every action of every service. */
export const anyAction = compileActionPattern('?*:?*')
