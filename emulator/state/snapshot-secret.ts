import type { Account } from './account.ts'
import { changedMembers, filledMembers } from './changed-members.ts'
import { formatDuration, formatExactTime } from './relative-time.ts'
import { currentStage, type Secret, type SecretRotation, type SecretVersion, stagesOf } from './secret.ts'
import type {
  SeedRunningRotation,
  SeedSecret,
  SeedSecretRotation,
  SeedSecretVersion,
} from './seed-document.ts'
import { policyFrom } from './seed-policy.ts'
import { laterTime } from './snapshot-key.ts'

/** A secret as a document holds it: its values only as they are sealed; `region` is the world's. */
export function snapshotSecret(account: Account, secret: Secret, region: string): SeedSecret {
  const instance = secret.instance === undefined ? undefined : account.instances.get(secret.instance)
  const key = account.keys.get(secret.key)
  const versions = [...secret.versions.values()].map(version => snapshotVersion(secret, version))
  return {
    name: secret.name,
    ...changedMembers({ instance: secret.instance }),
    key: secret.key,
    ...(key ? {} : { keyDeleted: true, ...(secret.serviceManagedKey ? { serviceManagedKey: true } : {}) }),
    ...changedMembers(
      { region: secret.region, type: secret.type },
      { region: instance?.region ?? key?.region ?? region, type: 'Generic' },
    ),
    ...(secret.extendedConfig ? { extendedConfig: structuredClone(secret.extendedConfig) } : {}),
    ...filledMembers({ rotation: snapshotRotation(secret) }),
    ...(secret.policy === undefined ? {} : { policy: policyFrom(secret.policy) }),
    ...filledMembers({ tags: Object.fromEntries(secret.tags) }),
    ...changedMembers(
      { description: secret.description, creator: secret.creator },
      { description: '', creator: account.id },
    ),
    ...(secret.plannedDeletion === undefined
      ? {}
      : { plannedDeletion: formatExactTime(secret.plannedDeletion) }),
    created: formatExactTime(secret.createdAt),
    ...laterTime('updated', secret.updatedAt, secret.createdAt),
    versions,
    ...filledMembers({ stageOrder: stageOrder(secret) }),
  }
}

function snapshotVersion(
  secret: Secret,
  { id, sealed, dataType, createdAt }: SecretVersion,
): SeedSecretVersion {
  const stages = stagesOf(secret, id)
  const usual = stages.length === 1 && stages[0] === currentStage
  return {
    id,
    ciphertext: sealed.toString('base64'),
    ...(dataType === 'text' ? {} : { dataType }),
    ...(usual ? {} : { stages }),
    ...laterTime('created', createdAt, secret.createdAt),
  }
}

/** The order of all labels where the versions' own lists, one after the other, would not give it; else empty. */
function stageOrder(secret: Secret): string[] {
  const order = [...secret.stages.keys()]
  const listed = [...secret.versions.keys()].flatMap(id => stagesOf(secret, id))
  return order.every((stage, index) => stage === listed[index]) ? [] : order
}

/** Empty where the secret does not rotate and never did. */
function snapshotRotation({ rotation, createdAt }: Secret): SeedSecretRotation {
  if (!rotation) return {}
  const { status, interval, last, next, running } = rotation
  if (status === 'Disabled' && interval === 0 && last === undefined && next === undefined && !running)
    return {}
  return {
    ...(status === 'Enabled' ? {} : { enabled: false }),
    ...(status === 'Invalid' ? { invalid: true } : {}),
    ...(interval === 0 ? {} : { interval: formatDuration(interval) }),
    ...(last === undefined ? {} : { last: formatExactTime(last) }),
    ...(next === undefined ? {} : nextTime(next, status, (last ?? createdAt) + interval)),
    ...(running ? { running: snapshotRunning(running) } : {}),
  }
}

function nextTime(next: number, status: SecretRotation['status'], usual: number): { readonly next?: string } {
  return status === 'Enabled' ? laterTime('next', next, usual) : { next: formatExactTime(next) }
}

function snapshotRunning(running: NonNullable<SecretRotation['running']>): SeedRunningRotation {
  const { startedAt, endsAt, versionId, trigger, reads, stuck } = running
  return {
    startedAt: formatExactTime(startedAt),
    endsAt: formatExactTime(endsAt),
    versionId,
    ...changedMembers({ trigger, reads, stuck }, { trigger: 'automatic', reads: 'served' }),
  }
}
