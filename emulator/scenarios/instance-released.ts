import { keyArn } from '../state/key.ts'
import { secretArn } from '../state/secret.ts'
import { releaseInstance } from '../state/settle.ts'
import { instanceName } from './parameter.ts'
import { defineScenario } from './scenario.ts'

interface Before {
  readonly instance: string
  /** ARNs of the keys and secrets that went with it. */
  readonly gone: readonly string[]
}

/** Fifteen days have passed since the subscription of a KMS instance ended. */
export const instanceReleased = defineScenario({
  name: 'instance-released',
  summary: 'a KMS instance is released, and every key and secret in it is gone',
  causes: '404 for what was in it, Forbidden.DKMSInstanceNotFound on its own gateway',
  ends: 'never: only a backup brings back what was in it, in another instance; its undo changes nothing',
  source: 'documented: billing page, KMS secrets FAQ',
  parameters: { instance: instanceName() },
  apply({ account, now }, { instance: id }) {
    const keys = [...account.keys.values()].filter(key => key.instance === id)
    const secrets = [...account.secrets.values()].flatMap(list =>
      [...list].filter(each => each.instance === id),
    )
    const gone = [
      ...keys.map(key => keyArn(key.region, account.id, key.id)),
      ...secrets.map(({ region, name }) => secretArn(region, account.id, name)),
    ]
    releaseInstance(account, id, now)
    const before: Before = { instance: id, gone }
    const held = `${keys.length} ${keys.length === 1 ? 'key' : 'keys'} and ${secrets.length} ${secrets.length === 1 ? 'secret' : 'secrets'}`
    return { changed: [`instance \`${id}\` is gone, with ${held}`], before }
  },
  holds: ({ account }, { instance }) => !account.instances.has(instance),
  undo: () => [],
  explains({ code, resource }, _, { instance, gone }) {
    if (code === undefined || !/NotFound$/.test(code)) return false
    return resource !== undefined && (gone.includes(resource) || resource.endsWith(`/${instance}`))
  },
})
