import { abandonRotation } from '../state/abandoned-rotation.ts'
import { minute } from '../state/clock.ts'
import { durationOf, formatExactTime } from '../state/relative-time.ts'
import { beginRotation, ramWindow } from '../state/rotation.ts'
import type { Secret } from '../state/secret.ts'
import { managedSecretName, managedSecretNamed, refuseWhatCannotRotate } from './managed-secret.ts'
import { choiceOf, durationIn } from './parameter.ts'
import { defineScenario, type ScenarioContext } from './scenario.ts'

interface Before {
  readonly region: string
  readonly secret: string
  /** The version that the rotation makes. */
  readonly versionId: string
  /** The labels and the versions that they pointed at. */
  readonly stages: readonly (readonly [stage: string, versionId: string])[]
}

/** RDS and ECS rotate at once; what lasts longer than this has met something broken. Source: KMS FAQ. */
const longestOfOthers = 2 * minute

/** A rotation of a managed secret has begun and goes on until its window ends. */
export const rotationInProgress = defineScenario({
  name: 'rotation-in-progress',
  summary: 'a rotation of a managed secret has begun and lasts until its window ends',
  causes: 'RotateSecret with a new VersionId and UpdateSecretRotationPolicy are refused; reads are served',
  ends: 'when the window ends: versions, labels and what the secret manages move as documented',
  source: 'documented: KMS FAQ, RAM secrets page; the code of the refusal is assumed and can be set',
  parameters: {
    secret: managedSecretName,
    window: durationIn('how long it lasts', '48h for RAM secrets, 2m for others'),
    trigger: choiceOf('who began it', ['automatic', 'immediate'], 'automatic'),
    reads: choiceOf('`refused` is no documented behaviour', ['served', 'refused'], 'served'),
  },
  apply(context, { secret: name, window, trigger, reads }) {
    const { world, account, now, source } = context
    const secret = managedSecretNamed(account, name)
    refuseWhatCannotRotate(context, secret)
    const stages = [...secret.stages]
    const versionId = source.uuid()
    const usual = secret.type === 'RAMCredentials' ? ramWindow : longestOfOthers
    const length = window === undefined ? usual : durationOf(window)
    beginRotation(account, secret, { world, versionId, trigger, window: length, reads, now, source })
    const before: Before = { region: secret.region, secret: name, versionId, stages }
    const until = `secret \`${name}\` is being rotated until ${formatExactTime(now + length)}`
    const note = 'reads of it are refused, which is no documented behaviour'
    return { changed: reads === 'refused' ? [until, note] : [until], before }
  },
  holds: (context, before) => heldSecret(context, before) !== undefined,
  undo(context, before) {
    const secret = heldSecret(context, before)
    if (!secret) return []
    abandonRotation(context.account, secret, { ...context, stages: before.stages })
    return [`the rotation of secret \`${secret.name}\` is taken back: versions and labels are as before`]
  },
  explains({ operation, resource }, { secret, reads }) {
    const refused = ['RotateSecret', 'UpdateSecretRotationPolicy', ...(reads === 'refused' ? readers : [])]
    return refused.includes(operation) && (resource?.endsWith(`:secret/${secret}`) ?? false)
  },
})

const readers = ['GetSecretValue', 'BatchGetSecretValue']

/** The secret, if this very rotation is still under way. */
function heldSecret({ account }: ScenarioContext, before: Before): Secret | undefined {
  const secret = account.secrets.get(before.region)?.get(before.secret)
  return secret?.rotation?.running?.versionId === before.versionId ? secret : undefined
}
