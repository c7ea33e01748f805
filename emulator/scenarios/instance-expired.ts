import { expireInstance, type Instance, isExpired, renewInstance } from '../state/instance.ts'
import { formatExactTime } from '../state/relative-time.ts'
import { instanceName } from './parameter.ts'
import { defineScenario, type ScenarioContext } from './scenario.ts'
import { ScenarioFault } from './scenario-fault.ts'

/** Times are milliseconds since 1970. */
interface Before {
  readonly instance: string
  readonly endDate: number
  /** When the scenario ended the subscription instead. */
  readonly endedAt: number
}

/** The subscription of a KMS instance ended, now. */
export const instanceExpired = defineScenario({
  name: 'instance-expired',
  summary: 'the subscription of a KMS instance ended: the keys and secrets in it are Unavailable',
  causes:
    'Rejected.Unavailable for values and cryptography in the instance; what only describes goes on to work',
  ends: 'when the instance is renewed within 15 days; on day 16 it is released with all that is in it',
  source: 'documented: KMS secrets FAQ, billing page; which calls go on to work after the end is assumed',
  parameters: { instance: instanceName() },
  apply({ account, now }, { instance: id }) {
    const instance = account.instances.get(id) as Instance
    if (instance.chargeType === 'POSTPAY')
      throw new ScenarioFault(
        `instance \`${id}\` is pay-as-you-go and has no subscription to end`,
        'instance',
      )
    if (isExpired(instance, now))
      throw new ScenarioFault(
        `the subscription of instance \`${id}\` ended already, at ${formatExactTime(instance.endDate)}`,
        'instance',
      )
    const { endDate } = instance
    expireInstance(account, instance, now)
    const before: Before = { instance: id, endDate, endedAt: now }
    return { changed: [endMoved(id, endDate, now)], before }
  },
  holds: (context, before) => heldInstance(context, before) !== undefined,
  undo(context, before) {
    const instance = heldInstance(context, before)
    if (!instance) return []
    renewInstance(context.account, instance, before.endDate, context.now)
    return [endMoved(instance.id, before.endedAt, before.endDate)]
  },
  explains: ({ code }) => code === 'Rejected.Unavailable',
})

/** The instance, if it is still there and nobody renewed it. */
function heldInstance({ account }: ScenarioContext, before: Before): Instance | undefined {
  const instance = account.instances.get(before.instance)
  return instance?.endDate === before.endedAt ? instance : undefined
}

function endMoved(id: string, from: number, to: number): string {
  return `instance \`${id}\` ends ${formatExactTime(to)} instead of ${formatExactTime(from)}`
}
