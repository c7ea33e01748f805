import { type Account, secretsIn } from './account.ts'

/** Source: CreateSecret, parameter SecretType. */
export type SecretType = 'Generic' | 'Rds' | 'Redis' | 'RAMCredentials' | 'ECS' | 'PolarDB'

export const currentStage = 'ACSCurrent'
export const previousStage = 'ACSPrevious'

/** One stored version. It never changes: labels live on the secret. */
export interface SecretVersion {
  readonly id: string
  /** The value under its own data key, that data key under the secret's key: see `cryptography/envelope.ts`. */
  readonly sealed: Buffer
  readonly dataType: 'text' | 'binary'
  readonly createdAt: number
}

/** A secret. Times are milliseconds since 1970, intervals milliseconds. */
export interface Secret {
  readonly name: string
  readonly region: string
  /** The KMS instance that holds it; absent for secrets made without one (legacy). */
  readonly instance?: string
  /** Id of the key that protects its values. */
  readonly key: string
  /** True where the shared KMS chose the key: then no permission on the key is asked for, and no key is shown. */
  readonly serviceManagedKey: boolean
  readonly type: SecretType
  readonly creator: string
  readonly createdAt: number
  updatedAt: number
  description: string
  /** As given for the managed types; `CustomData` inside it can be changed. */
  extendedConfig?: Record<string, unknown>
  /** Managed types only. */
  rotation?: SecretRotation
  /** The secret policy's JSON text as it was set; secrets outside an instance have none. */
  policy?: string
  tags: Map<string, string>
  plannedDeletion?: number
  /** By id, oldest first. */
  versions: Map<string, SecretVersion>
  /** Each label points at one version. */
  stages: Map<string, string>
}

/** The rotation policy of a managed secret and the rotation under way, if any. */
export interface SecretRotation {
  status: 'Enabled' | 'Disabled' | 'Invalid'
  /** 0 while never set. */
  interval: number
  last?: number
  next?: number
  running?: RunningRotation
}

export interface RunningRotation {
  readonly startedAt: number
  readonly endsAt: number
  /** The version that this rotation makes. */
  readonly versionId: string
  readonly trigger: 'automatic' | 'immediate'
  /** `refused`: an undocumented variant a test may ask for, in which reads are refused too. */
  readonly reads: 'served' | 'refused'
  /** Its window is over and what the secret manages is gone or out of order: it ends when that is back. */
  stuck?: true
}

/** The labels of one version, in the order in which they were first set. */
export function stagesOf(secret: Secret, versionId: string): string[] {
  const stages: string[] = []
  for (const [stage, holder] of secret.stages) if (holder === versionId) stages.push(stage)
  return stages
}

/** `acs:kms:<region>:<account>:secret/<name>`; slashes in names stay. Source: API metadata samples. */
export function secretArn(region: string, accountId: string, name: string): string {
  return `acs:kms:${region}:${accountId}:secret/${name}`
}

/** Limits of one secret. Source: KMS documentation, generic secrets; CreateSecret, PutSecretValue. */
export const secretLimits = { versions: 10, stages: 8, valueBytes: 30_720, tags: 20 } as const

/** Binds an envelope to its place: a value moved to another secret or version does not open. */
export function envelopeContext(name: string, versionId: string): string {
  return `${name}\n${versionId}`
}

/** Stores a version; the oldest without a label makes room for the eleventh. */
export function addVersion(secret: Secret, version: SecretVersion): void {
  secret.versions.set(version.id, version)
  if (secret.versions.size <= secretLimits.versions) return
  const labelled = new Set(secret.stages.values())
  for (const id of secret.versions.keys()) {
    if (labelled.has(id) || id === version.id) continue
    secret.versions.delete(id)
    return
  }
}

/**
 * Points a label at a version. When `ACSCurrent` moves, `ACSPrevious` follows to the version that had it.
 * Source: PutSecretValue; assumed to hold for UpdateSecretVersionStage too.
 */
export function moveStage(secret: Secret, stage: string, versionId: string): void {
  const before = secret.stages.get(stage)
  secret.stages.set(stage, versionId)
  if (stage === currentStage && before !== undefined && before !== versionId)
    secret.stages.set(previousStage, before)
}

/** How many labels a secret would have once those of `moved` point at `versionId`. */
export function countStagesAfter(secret: Secret, moved: readonly string[], versionId: string): number {
  const all = new Set([...secret.stages.keys(), ...moved])
  const current = secret.stages.get(currentStage)
  if (moved.includes(currentStage) && current !== undefined && current !== versionId) all.add(previousStage)
  return all.size
}

/**
 * Stores a version and points labels at it. `ACSCurrent` moves first, so that a list which names `ACSPrevious` too is
 * obeyed (assumed).
 */
export function storeVersion(
  secret: Secret,
  version: SecretVersion,
  stages: readonly string[],
  now: number,
): void {
  if (stages.includes(currentStage)) moveStage(secret, currentStage, version.id)
  for (const stage of stages) if (stage !== currentStage) moveStage(secret, stage, version.id)
  addVersion(secret, version)
  secret.updatedAt = now
}

/** Takes a version away with the labels that point at it. */
export function removeVersion(secret: Secret, versionId: string): void {
  secret.versions.delete(versionId)
  for (const [stage, holder] of secret.stages) if (holder === versionId) secret.stages.delete(stage)
}

/** Moves a label, or takes it off where `to` is absent. */
export function changeStage(secret: Secret, stage: string, to: string | undefined, now: number): void {
  if (to === undefined) secret.stages.delete(stage)
  else moveStage(secret, stage, to)
  secret.updatedAt = now
}

/** Changes what UpdateSecret can change; what is absent stays. */
export function describeSecret(
  secret: Secret,
  changes: { readonly description: string | undefined; readonly customData: object | undefined },
  now: number,
): void {
  if (changes.description !== undefined) secret.description = changes.description
  if (changes.customData !== undefined)
    secret.extendedConfig = { ...secret.extendedConfig, CustomData: changes.customData }
  secret.updatedAt = now
}

/** Replaces the secret policy by a checked JSON text. */
export function setSecretPolicy(secret: Secret, policy: string, now: number): void {
  secret.policy = policy
  secret.updatedAt = now
}

/** Where a secret stands in the agenda: names are unique per region only. */
export function secretPlace({ region, name }: Pick<Secret, 'region' | 'name'>): string {
  return `${region}\n${name}`
}

/** The secret at a place of the agenda. */
export function secretAt(account: Account, place: string): Secret | undefined {
  const [region = '', name = ''] = place.split('\n')
  return account.secrets.get(region)?.get(name)
}

/** Plans a secret's deletion: until then it can be restored. */
export function planSecretDeletion(account: Account, secret: Secret, at: number, now: number): void {
  secret.plannedDeletion = at
  secret.updatedAt = now
  account.agenda.add({ at, kind: 'secret-deletion', id: secretPlace(secret) })
}

/** Takes a planned deletion back; a rotation that fell due meanwhile comes at once (assumed). */
export function restoreSecret(account: Account, secret: Secret, now: number): void {
  delete secret.plannedDeletion
  secret.updatedAt = now
  planSecretRotation(account, secret, now)
}

/** Takes a secret away for good. What it manages stays as it is. Source: DeleteSecret. */
export function removeSecret(account: Account, secret: Secret): void {
  secretsIn(account, secret.region).delete(secret.name)
}

/** Enters the next rotation of a secret and the end of the one under way; what is overdue comes at once. */
export function planSecretRotation(account: Account, secret: Secret, now: number): void {
  const { rotation } = secret
  const id = secretPlace(secret)
  if (rotation?.status === 'Enabled') {
    rotation.next ??= (rotation.last ?? secret.createdAt) + rotation.interval
    account.agenda.add({ at: Math.max(rotation.next, now), kind: 'secret-rotation', id })
  }
  if (rotation?.running)
    account.agenda.add({ at: Math.max(rotation.running.endsAt, now), kind: 'secret-rotation-end', id })
}

/**
 * Sets the rotation policy; `interval` absent: off. The first rotation comes an interval after the last one, or after
 * creation where there was none, and at once where that is past. Source: UpdateSecretRotationPolicy; creation assumed.
 */
export function setSecretRotation(
  account: Account,
  secret: Secret,
  interval: number | undefined,
  now: number,
): void {
  const { rotation } = secret
  if (!rotation) throw new Error(`secret ${secret.name} does not rotate`)
  rotation.status = interval === undefined ? 'Disabled' : 'Enabled'
  rotation.interval = interval ?? 0
  if (interval === undefined) delete rotation.next
  else rotation.next = Math.max((rotation.last ?? secret.createdAt) + interval, now)
  secret.updatedAt = now
  planSecretRotation(account, secret, now)
}
