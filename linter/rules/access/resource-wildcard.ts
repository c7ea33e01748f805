import { type CompiledStatement, kmsActions, lowerCaseAction, type PolicyString } from '../../policy/index.ts'
import { defineRule } from '../../rule.ts'
import { decryptStatement, examplePolicy } from '../example-policy.ts'
import { grantsOf, instanceTemplates, wholeGrants } from '../grants.ts'

/** Actions with a rule of their own for this. */
const others = new Set(['kms:GetSecretValue', 'kms:Decrypt'])

const actions = kmsActions
  .map(({ action }) => ({ action, name: lowerCaseAction(action), templates: instanceTemplates(action) }))
  .filter(({ action, templates }) => !others.has(action) && templates.length > 0)

/** An action on all its resources. */
export const resourceWildcard = defineRule({
  id: 'resource-wildcard',
  family: 'access',
  level: 'security',
  summary: 'an action of KMS on every key, secret, alias or certificate of a region and account',
  why: 'The action can be limited to the things that it is needed on, and is not.',
  help: 'name the keys and secrets that are meant',
  source: 'action table of KMS (RAM authorization page 2021 and 2025; newer actions in part assumed)',
  examples: {
    wrong: examplePolicy({ Action: ['kms:DescribeSecret', 'kms:ListSecretVersionIds'], Resource: '*' }),
    right: examplePolicy(
      {
        Action: ['kms:GetSecretValue', 'kms:DescribeSecret'],
        Resource: 'acs:kms:cn-hangzhou:1234567890123456:secret/db',
      },
      decryptStatement,
    ),
  },
  *check(subject) {
    const grants = grantsOf(subject)
    if (grants === null || !grants.policyOf('kms').allows.some(hasWildcard)) return
    const found = new Map<CompiledStatement, { resource: PolicyString; actions: string[] }>()
    for (const { action, name, templates } of actions) {
      if (!grants.allows(name) || !grants.reachOf(action).allows.some(hasWildcard)) continue
      const seen = new Set<CompiledStatement>()
      for (const template of templates) {
        for (const { statement, resource } of wholeGrants(grants, action, template)) {
          if (seen.has(statement)) continue
          seen.add(statement)
          const known = found.get(statement)
          if (known === undefined) found.set(statement, { resource, actions: [action] })
          else known.actions.push(action)
        }
      }
    }
    for (const { resource, actions: names } of found.values()) {
      const shown = names.slice(0, 3).map(name => `\`${name}\``)
      const more = names.length > 3 ? ` and ${names.length - 3} more` : ''
      yield {
        place: resource,
        message: `\`${resource.value}\` grants ${shown.join(', ')}${more} on everything of ${names.length === 1 ? 'its type' : 'their types'} in a region and account`,
      }
    }
  },
})

function hasWildcard({ resources }: CompiledStatement): boolean {
  return resources?.some(({ shape }) => shape !== 'literal') ?? false
}
