import type { ActionEntry, CompiledStatement, PolicyString } from '../../policy/index.ts'
import { defineRule, type Problem } from '../../rule.ts'
import { decryptStatement, examplePolicy } from '../example-policy.ts'
import { applicabilityOf, covers } from './applicability.ts'
import {
  containerTemplates,
  kmsTemplates,
  namedTypeOf,
  takesInTemplate,
  templatesOf,
} from './kms-resources.ts'
import { readResource } from './resource-arn.ts'

const account = 'acs:kms:cn-hangzhou:1234567890123456'

/**
 * A container and things in it in one Resource list, for actions of which each works on one of the two only. Not a
 * pattern that stands for both (`secret*`), and not where one pattern of actions needs both (`kms:List*`).
 */
export const containerAndInstanceMixed = defineRule({
  id: 'container-and-instance-mixed',
  family: 'resource',
  level: 'warning',
  summary:
    'a container and things in it as resources of one statement, for actions that each work on one of them',
  why: 'It reads as if an action such as `kms:CreateSecret` were limited to the names beside the container. It is not: it works on the container and so on every name.',
  help: 'write two statements: one for the actions on the container, one for those on what is named',
  source:
    'KMS documentation, RAM authorization (2021 and 2025): actions on containers cannot be limited to names',
  examples: {
    wrong: examplePolicy(
      {
        Action: ['kms:GetSecretValue', 'kms:ListSecrets'],
        Resource: [`${account}:secret/db`, `${account}:secret`],
      },
      decryptStatement,
    ),
    right: examplePolicy(
      { Action: 'kms:GetSecretValue', Resource: `${account}:secret/db` },
      { Action: 'kms:ListSecrets', Resource: `${account}:secret` },
      decryptStatement,
    ),
  },
  *check({ statements }) {
    for (const statement of statements) {
      const { resources } = statement.statement
      if (resources.length < 2 || statement.actions.length < 2) continue
      const seen = new Set<string>()
      for (const container of resources) {
        const template = containerOf(container)
        if (template === null || seen.has(template)) continue
        seen.add(template)
        const problem = problemOf(statement, container, template)
        if (problem !== null) yield problem
      }
    }
  },
})

/** The form of a container; null for any other resource, also for a pattern that is more than a container. */
function containerOf(resource: PolicyString): string | null {
  const read = readResource(resource)
  if (read.form !== 'arn' || namedTypeOf(read.arn.relativeId) !== null) return null
  const template = containerTemplates.find(each => covers(read.arn, each))
  if (template === undefined) return null
  return kmsTemplates.some(each => each !== template && covers(read.arn, each)) ? null : template
}

function problemOf(statement: CompiledStatement, container: PolicyString, template: string): Problem | null {
  const instances = kmsTemplates.filter(each => each.startsWith(`${template}/`))
  const instance = statement.statement.resources.find(each => {
    const read = readResource(each)
    if (read.form !== 'arn' || covers(read.arn, template)) return false
    return instances.some(one => covers(read.arn, one))
  })
  if (instance === undefined) return null
  const entries = [...applicabilityOf(statement).entries]
  if (entries.length === 0 || entries.some(([, list]) => list === null)) return null
  const onContainer = entries.filter(([, list]) => worksOn(list, [template]))
  const onInstance = new Set(entries.filter(([, list]) => worksOn(list, instances)))
  const [outer, inner] = [onContainer[0]?.[0], [...onInstance][0]?.[0]]
  if (outer === undefined || inner === undefined || onContainer.some(entry => onInstance.has(entry)))
    return null
  const all = takesInAll(instance, instances)
  if (all && /[*?]/.test(outer.value)) return null
  return {
    place: container,
    message: `\`${outer.value}\` works on \`${container.value}\` and is not limited to \`${instance.value}\`, which is for \`${inner.value}\``,
    ...(all ? { help: `write two statements, or \`${container.value}*\` for both` } : {}),
    related: [{ place: instance, message: `this is for \`${inner.value}\`` }],
  }
}

/** Beside all that is in a container nothing can be taken for a limit of a pattern of actions. */
function takesInAll(resource: PolicyString, templates: readonly string[]): boolean {
  const read = readResource(resource)
  return read.form === 'arn' && templates.every(template => takesInTemplate(read.arn.relativeId, template))
}

function worksOn(list: readonly ActionEntry[] | null, templates: readonly string[]): boolean {
  return list?.some(entry => templatesOf(entry).some(each => templates.includes(each))) ?? false
}
