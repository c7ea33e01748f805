import { findAction } from '../policy/index.ts'
import { readSecretRead } from './prove.ts'
import { RequestError } from './request.ts'
import { dependentChecked, dependents, type Requirement, requirementsOf } from './requirements.ts'
import { type AskedTarget, serviceManaged } from './target.ts'

/** What an application does with its secret beside reading it. */
export type Beside = 'write' | 'rotate'

/** What a policy is to be generated for. */
export interface GenerateInput extends AskedTarget {
  readonly with?: readonly Beside[]
}

/** A policy document. */
export interface GeneratedPolicy {
  readonly Version: '1'
  readonly Statement: readonly {
    readonly Effect: 'Allow'
    readonly Action: readonly string[]
    readonly Resource: readonly string[]
  }[]
}

const actionsBeside: Readonly<Record<Beside, readonly string[]>> = {
  write: ['kms:PutSecretValue'],
  // Assumed: the key is not asked for by RotateSecret; no page says that it is.
  rotate: ['kms:RotateSecret'],
}

/**
 * The least identity policy that lets an application read a secret, and write or rotate it: one statement for the
 * secret, one for its key. Decrypt is in it wherever a key of the user's own is, also for an STS token on the shared
 * gateway, which needs it on the move to an AccessKey. Throws a `RequestError`.
 */
export function generate(input: GenerateInput): GeneratedPolicy {
  const read = readSecretRead(input)
  const asked = [...requirementsOf(read), ...dependents(read)]
  for (const beside of input.with ?? []) {
    if (!Object.hasOwn(actionsBeside, beside))
      throw new RequestError(
        `\`${beside}\` is nothing that is done with a secret; write \`write\` or \`rotate\``,
      )
    for (const action of actionsBeside[beside]) {
      asked.push({ action, resource: read.secret })
      if (read.key === serviceManaged) continue
      for (const each of findAction(action)?.dependentActions ?? [])
        asked.push({ action: each.action, resource: read.key })
    }
  }
  return leastPolicy(asked)
}

/**
 * The identity policy that allows each of some actions on its resource, and nothing else: one statement for each set of
 * actions, with the resources that they are needed on.
 */
export function leastPolicy(requirements: readonly Requirement[]): GeneratedPolicy {
  const byResource = new Map<string, Set<string>>()
  for (const { action, resource } of requirements) {
    const actions = byResource.get(resource) ?? new Set()
    byResource.set(resource, actions.add(action))
  }
  const statements = new Map<string, { actions: readonly string[]; resources: string[] }>()
  for (const [resource, actions] of byResource) {
    const key = [...actions].sort().join()
    const statement = statements.get(key)
    if (statement === undefined) statements.set(key, { actions: [...actions], resources: [resource] })
    else statement.resources.push(resource)
  }
  return {
    Version: '1',
    Statement: [...statements.values()].map(({ actions, resources }) => ({
      Effect: 'Allow',
      Action: actions,
      Resource: resources,
    })),
  }
}

/** What else is to be known about the policy: why an action is in it that is not asked for today. Throws a `RequestError`. */
export function generateNotes(input: GenerateInput): readonly string[] {
  const read = readSecretRead(input)
  if (read.key === serviceManaged || dependentChecked(read)) return []
  return [
    '`kms:Decrypt` is in it although the shared gateway does not ask for it with an STS token: it is needed on the move to an AccessKey or to the gateway of an instance',
  ]
}
