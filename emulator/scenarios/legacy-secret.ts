import { ParameterFault } from '../operations/parameter.ts'
import { checkSecretName } from '../operations/secrets/secret-name.ts'
import { type AppliedScenario, secretsIn } from '../state/account.ts'
import { removeKey } from '../state/key.ts'
import { removeSecret, type Secret, secretArn } from '../state/secret.ts'
import { addSecretFrom } from '../state/seed-secret.ts'
import type { ScenarioParameter } from './parameter.ts'
import { defineScenario, type ScenarioContext } from './scenario.ts'
import { ScenarioFault } from './scenario-fault.ts'

interface Before {
  readonly region: string
  readonly name: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
  /** Id of the service key, where scenarios like this one made it. */
  readonly madeKey?: string
}

const newName: ScenarioParameter<string> = {
  summary: 'the name of the secret',
  otherwise: 'it must be given',
  read(value) {
    if (typeof value !== 'string') throw new ScenarioFault('name the secret that is to be there')
    try {
      checkSecretName('Generic', value)
    } catch (error) {
      throw error instanceof ParameterFault ? new ScenarioFault(error.message) : error
    }
    return value
  },
}

/** There is a secret from before KMS instances. */
export const legacySecret = defineScenario({
  name: 'legacy-secret',
  summary: 'there is a secret that was made without an instance; its value is `example-value`',
  causes:
    "the new console does not list it; ListSecrets does, without DKMSInstanceId; it has no policy, and its key is the service's: kms:Decrypt is not asked for",
  ends: 'when it is deleted',
  source: 'documented: KMS secrets FAQ; what the API shows of it is assumed',
  parameters: { name: newName },
  apply({ world, account, now, source }, { name }) {
    const { region } = world
    if (secretsIn(account, region).get(name))
      throw new ScenarioFault(`there is a secret \`${secretArn(region, account.id, name)}\` already`, 'name')
    const keys = new Set(account.keys.keys())
    const versions = [{ id: 'v1', value: 'example-value' }]
    addSecretFrom(account, { name, versions }, { region, now, source })
    const { key, createdAt } = secretsIn(account, region).get(name) as Secret
    const made = !keys.has(key) || [...account.scenarios.values()].some(each => madeKeyOf(each) === key)
    const before: Before = { region, name, createdAt, ...(made ? { madeKey: key } : {}) }
    return { changed: [`secret \`${name}\` is there, in no instance`], before }
  },
  holds: (context, before) => heldSecret(context, before) !== undefined,
  undo(context, before) {
    const { account } = context
    const secret = heldSecret(context, before)
    if (!secret) return []
    removeSecret(account, secret)
    const key = account.keys.get(before.madeKey ?? '')
    const inUse = [...account.secrets.values()].some(list => [...list].some(each => each.key === key?.id))
    if (key && !inUse) removeKey(account, key)
    return [`secret \`${secret.name}\` is gone`]
  },
  explains: () => false,
})

function madeKeyOf({ name, before }: AppliedScenario): string | undefined {
  return name === 'legacy-secret' ? (before as Before).madeKey : undefined
}

/** The secret, if it is still there and no other took its name. */
function heldSecret({ account }: ScenarioContext, { region, name, createdAt }: Before): Secret | undefined {
  const secret = account.secrets.get(region)?.get(name)
  return secret?.createdAt === createdAt && secret.instance === undefined ? secret : undefined
}
