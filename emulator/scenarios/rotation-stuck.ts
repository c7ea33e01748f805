import { abandonRotation } from '../state/abandoned-rotation.ts'
import { minute } from '../state/clock.ts'
import { managedPlace } from '../state/managed-account.ts'
import type { TargetPlace } from '../state/managed-target.ts'
import { formatExactTime } from '../state/relative-time.ts'
import { beginRotation, endRotation, ramWindow } from '../state/rotation.ts'
import { planSecretRotation, type Secret, type SecretRotation } from '../state/secret.ts'
import { managedSecretName, managedSecretNamed, refuseWhatCannotRotate } from './managed-secret.ts'
import {
  bringBack,
  type RemovedTarget,
  removeTarget,
  scenariosBeside,
  sentenceFor,
} from './removed-target.ts'
import { defineScenario, type ScenarioContext } from './scenario.ts'

interface Before {
  readonly region: string
  readonly secret: string
  /** The version that the rotation would make. */
  readonly versionId: string
  readonly stages: readonly (readonly [stage: string, versionId: string])[]
  readonly status: SecretRotation['status']
  readonly next?: number
  readonly target: RemovedTarget
}

const name = 'rotation-stuck'

/** What the secret manages is gone, and the window of the rotation that waits for it is over. */
export const rotationStuck = defineScenario({
  name,
  summary: 'what a managed secret manages is gone, so its rotation outlived its window',
  causes:
    'RotateSecret and UpdateSecretRotationPolicy are refused, AutomaticRotation is Invalid, an event `Secret:RotateSecret:Failure`; reads are served',
  ends: 'when the RAM user, database or ECS instance is back: the rotation ends, `Secret:RotateSecret:Success`',
  source: 'documented: KMS FAQ (window, 2 minutes), monitoring pages of 2021 (Invalid, event)',
  parameters: { secret: managedSecretName },
  apply(context, { secret: secretName }) {
    const { world, account, now, source } = context
    const secret = managedSecretNamed(account, secretName)
    refuseWhatCannotRotate(context, secret)
    const { status, next } = secret.rotation as SecretRotation
    const stages = [...secret.stages]
    const versionId = source.uuid()
    const window = secret.type === 'RAMCredentials' ? ramWindow : 2 * minute
    const target = removeTarget(context, managedPlace(secret) as TargetPlace)
    const begun = now - window
    beginRotation(account, secret, { world, versionId, trigger: 'automatic', window, now: begun, source })
    endRotation(account, secret, { world, now, source })
    const before: Before = {
      region: secret.region,
      secret: secretName,
      versionId,
      stages,
      status,
      ...(next === undefined ? {} : { next }),
      target,
    }
    return {
      changed: [
        `${sentenceFor(target.place)} is gone`,
        `the rotation of secret \`${secretName}\` that began ${formatExactTime(begun)} is stuck`,
      ],
      before,
    }
  },
  holds: (context, before) => heldSecret(context, before) !== undefined,
  undo(context, before, others) {
    const secret = heldSecret(context, before)
    const changed: string[] = []
    if (secret) {
      takeBack(context, secret, before)
      changed.push(`the rotation of secret \`${secret.name}\` is taken back: its policy is as before`)
    }
    return [...changed, ...bringBack(context, before.target, scenariosBeside(context, name, others))]
  },
  explains({ operation, code, resource }, { secret }) {
    const refused = operation === 'RotateSecret' || operation === 'UpdateSecretRotationPolicy'
    if (code === 'Forbidden.NoPermission') return false
    return refused && (resource?.endsWith(`:secret/${secret}`) ?? false)
  },
})

function takeBack(context: ScenarioContext, secret: Secret, { stages, status, next }: Before): void {
  abandonRotation(context.account, secret, { ...context, stages })
  const rotation = secret.rotation as SecretRotation
  rotation.status = status
  if (next !== undefined) rotation.next = next
  planSecretRotation(context.account, secret, context.now)
}

/** The secret, if this very rotation still waits. */
function heldSecret({ account }: ScenarioContext, before: Before): Secret | undefined {
  const secret = account.secrets.get(before.region)?.get(before.secret)
  return secret?.rotation?.running?.versionId === before.versionId ? secret : undefined
}
