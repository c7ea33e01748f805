import { defineRule } from '../../rule.ts'
import { coveredPatterns } from '../covered-patterns.ts'
import { examplePolicy } from '../example-policy.ts'

const key = 'acs:kms:cn-hangzhou:1234567890123456:key/key-hzz65f1a2b3c4d5e6f7a'

/** An action that another entry of the same list already stands for. */
export const redundantAction = defineRule({
  id: 'redundant-action',
  family: 'action',
  level: 'suggestion',
  summary: 'an action that another entry of the same list already stands for',
  why: 'It changes nothing, and a reader who removes it believes to have taken access away.',
  help: 'remove the entry that is covered, or narrow the pattern that covers it',
  source:
    'RAM documentation, policy elements (2025): wildcards, and that case does not count in most actions',
  examples: {
    wrong: examplePolicy({ Action: ['kms:Decrypt', 'kms:Describe*', 'kms:DescribeKey'], Resource: key }),
    right: examplePolicy({ Action: ['kms:Decrypt', 'kms:Describe*'], Resource: key }),
  },
  *check({ statements, text }) {
    for (const { statement, actions } of statements) {
      for (const { entry, by, same, fix } of coveredPatterns(text, statement.actions, actions)) {
        const message = same
          ? `\`${entry.value}\` stands twice in the list${entry.value === by.value ? '' : `: \`${by.value}\` is the same action, as case does not count`}`
          : `\`${entry.value}\` is covered by \`${by.value}\` of the same list`
        const related = [{ place: by, message: same ? 'it stands here already' : 'this covers it' }]
        const help = same ? 'remove one of the two' : `remove \`${entry.value}\`, or narrow \`${by.value}\``
        yield { place: entry, message, help, related, ...(fix === null ? {} : { fix }) }
      }
    }
  },
})
