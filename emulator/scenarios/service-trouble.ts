import { operations } from '../operations/index.ts'
import { suggestion } from '../state/suggestion.ts'
import { addTrouble, endTrouble, type TroubleKind } from '../state/trouble.ts'
import type { ScenarioParameter } from './parameter.ts'
import type { Change, RefusedCall, ScenarioContext } from './scenario.ts'
import { ScenarioFault } from './scenario-fault.ts'

/** What a scenario of the service itself keeps. */
export interface TroubleBefore {
  readonly trouble: string
}

/** Which calls meet it and how often. */
interface Reach {
  readonly operation: string | undefined
  readonly times?: number | undefined
  readonly perSecond?: number | undefined
}

/** How many, from one on, as a number or its digits; left out, whatever `otherwise` says. */
export function countIn(summary: string, otherwise: string): ScenarioParameter<number | undefined> {
  return {
    summary,
    otherwise,
    read(value) {
      if (value === undefined) return undefined
      const count = typeof value === 'string' && /^[0-9]{1,9}$/.test(value) ? Number(value) : value
      if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 1) return count
      throw new ScenarioFault('this must be a whole number from 1 on')
    },
  }
}

/** The name of an operation that is emulated; left out, every operation. */
export const operationName: ScenarioParameter<string | undefined> = {
  summary: 'which operation',
  otherwise: 'all of them',
  read(value) {
    if (value === undefined) return undefined
    const names = operations.map(({ name }) => name)
    if (typeof value === 'string' && names.includes(value)) return value
    if (typeof value !== 'string') throw new ScenarioFault('the name of an operation is a text')
    throw new ScenarioFault(`no operation \`${value}\` is emulated${suggestion(value, names)}`)
  },
}

/** The parameters of a scenario that ends after some calls. */
export const troubleParameters = {
  operation: operationName,
  times: countIn('how many calls meet it', 'all of them until it is undone'),
}

/** Lets a trouble begin; `sentence` says what calls meet. */
export function beginTrouble(
  { account, source }: ScenarioContext,
  kind: TroubleKind,
  sentence: string,
  { operation, times, perSecond }: Reach,
): Change<TroubleBefore> {
  const id = `trouble-${source.bytes(4).toString('hex')}`
  addTrouble(account, {
    id,
    kind,
    ...(operation === undefined ? {} : { operation }),
    ...(times === undefined ? {} : { times }),
    ...(perSecond === undefined ? {} : { perSecond }),
  })
  const calls = operation === undefined ? 'calls' : `calls of ${operation}`
  const next = times === undefined ? calls : `the next ${times} ${calls}`
  return { changed: [`${sentence}: ${next}`], before: { trouble: id } }
}

/** Whether it goes on: some end after as many calls as they were given. */
export function troubleHolds({ account }: ScenarioContext, { trouble }: TroubleBefore): boolean {
  return account.troubles.has(trouble)
}

/** Ends it. */
export function undoTrouble({ account }: ScenarioContext, { trouble }: TroubleBefore): string[] {
  return endTrouble(account, trouble) ? ['the service is as usual'] : []
}

/** Whether a call met it. */
export function metTrouble({ trouble }: RefusedCall, _: unknown, before: TroubleBefore): boolean {
  return trouble === before.trouble
}
