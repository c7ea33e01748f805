import type { Account } from '../state/account.ts'
import { releaseTold } from '../state/instance.ts'
import { parseDuration } from '../state/relative-time.ts'
import { suggestion } from '../state/suggestion.ts'
import { ScenarioFault } from './scenario-fault.ts'

/** One parameter of a scenario. `read` gets undefined where it was left out; throws `ScenarioFault` where it is wrong. */
export interface ScenarioParameter<T> {
  readonly summary: string
  /** What leaving it out means. */
  readonly otherwise: string
  /** The values that it takes, where they are few and always the same. */
  readonly choices?: readonly string[]
  read(value: unknown, account: Account): T
}

/** The name of something that the account has; left out, the account's only one. `gone`: what became of one that it has not. */
export function nameOf(
  what: string,
  namesIn: (account: Account) => readonly string[],
  gone: (account: Account, name?: string) => string = () => '',
): ScenarioParameter<string> {
  return {
    summary: `which ${what}`,
    otherwise: `the account's only ${what}`,
    read(value, account) {
      const names = namesIn(account)
      if (value === undefined) {
        const [only] = names
        if (names.length === 1 && only !== undefined) return only
        throw new ScenarioFault(
          names.length === 0
            ? `the account has no ${what}${gone(account)}`
            : `name the ${what}: ${listed(names)}`,
        )
      }
      if (typeof value === 'string' && names.includes(value)) return value
      if (typeof value !== 'string') throw new ScenarioFault(`the name of a ${what} is a text`)
      const hint =
        gone(account, value) ||
        suggestion(value, names) ||
        (names.length === 0 ? '' : `; there is ${listed(names)}`)
      throw new ScenarioFault(`the account has no ${what} \`${value}\`${hint}`)
    },
  }
}

/** A KMS instance of the account. */
export function instanceName(): ScenarioParameter<string> {
  return nameOf('instance', account => [...account.instances.keys()], releaseTold)
}

/** Likewise, but undefined where it was left out; `otherwise` says what that means. */
export function nameIfGiven(
  what: string,
  namesIn: (account: Account) => readonly string[],
  otherwise: string,
): ScenarioParameter<string | undefined> {
  const { summary, read } = nameOf(what, namesIn)
  return {
    summary,
    otherwise,
    read: (value, account) => (value === undefined ? undefined : read(value, account)),
  }
}

/** One of a few words; left out, `usual`. */
export function choiceOf<const T extends string>(
  summary: string,
  choices: readonly T[],
  usual: T,
): ScenarioParameter<T> {
  return {
    summary,
    otherwise: usual,
    choices,
    read(value = usual) {
      const chosen = choices.find(choice => choice === value)
      if (chosen !== undefined) return chosen
      const hint = typeof value === 'string' ? suggestion(value, choices) : ''
      throw new ScenarioFault(`this must be ${listed(choices, ' or ')}${hint}`)
    },
  }
}

/** A length of time such as `30m`, as text; left out, whatever `otherwise` says. */
export function durationIn(summary: string, otherwise: string): ScenarioParameter<string | undefined> {
  return {
    summary,
    otherwise,
    read(value) {
      if (value === undefined) return undefined
      if (typeof value === 'string' && (parseDuration(value) ?? 0) > 0) return value
      throw new ScenarioFault('this must be a length of time such as `30m` (units d, h, m, s)')
    },
  }
}

/** The first names of what may be many. */
function listed(names: readonly string[], between = ', '): string {
  const first = names.slice(0, 12).map(name => `\`${name}\``)
  return first.join(between) + (names.length > first.length ? `${between}…` : '')
}
