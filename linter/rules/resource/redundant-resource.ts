import { defineRule } from '../../rule.ts'
import { areApart, coveredPatterns } from '../covered-patterns.ts'
import { decryptStatement, examplePolicy } from '../example-policy.ts'
import { isReadable, readResource } from './resource-arn.ts'

/** A resource that another entry of the same list already stands for. */
export const redundantResource = defineRule({
  id: 'redundant-resource',
  family: 'resource',
  level: 'suggestion',
  summary: 'a resource that another entry of the same list already stands for',
  why: 'It changes nothing, and a reader who removes it believes to have taken access away.',
  help: 'remove the entry that is covered, or narrow the pattern that covers it',
  source: 'RAM documentation, policy elements (2025): wildcards',
  examples: {
    wrong: examplePolicy(
      {
        Action: 'kms:GetSecretValue',
        Resource: [
          'acs:kms:cn-hangzhou:1234567890123456:secret/app-*',
          'acs:kms:cn-hangzhou:1234567890123456:secret/app-db',
        ],
      },
      decryptStatement,
    ),
    right: examplePolicy(
      { Action: 'kms:GetSecretValue', Resource: 'acs:kms:cn-hangzhou:1234567890123456:secret/app-*' },
      decryptStatement,
    ),
  },
  *check({ statements, text }) {
    for (const { statement, resources } of statements) {
      if (resources === null || areApart(resources)) continue
      if (!statement.resources.every(resource => isReadable(readResource(resource)))) continue
      for (const { entry, by, same, fix } of coveredPatterns(text, statement.resources, resources)) {
        const message = same
          ? `\`${entry.value}\` stands twice in the list`
          : `\`${entry.value}\` is covered by \`${by.value}\` of the same list`
        const related = [{ place: by, message: same ? 'it stands here already' : 'this covers it' }]
        const help = same ? 'remove one of the two' : `remove \`${entry.value}\`, or narrow \`${by.value}\``
        yield { place: entry, message, help, related, ...(fix === null ? {} : { fix }) }
      }
    }
  },
})
