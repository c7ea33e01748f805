import {
  actionNames,
  arnsOf,
  compileActionPattern,
  findWord,
  kmsActions,
  type Pattern,
  resourcesOfAction,
} from '../../policy/index.ts'
import { defineRule } from '../../rule.ts'
import { decryptStatement, examplePolicy } from '../example-policy.ts'
import { type Grants, grantsOf } from '../grants.ts'

/** Actions by which a reader sees what is opened, the worst first. */
const telling = [
  'kms:GetSecretValue',
  'kms:Decrypt',
  'ram:AttachPolicyToUser',
  'kms:SetSecretPolicy',
  'sts:AssumeRole',
  'kms:ScheduleKeyDeletion',
]

/** An Allow with NotAction. */
export const notActionWithAllow = defineRule({
  id: 'not-action-with-allow',
  family: 'access',
  level: 'security',
  summary: 'an Allow with NotAction, which grants all but what it lists',
  why: 'It grants every action of every service that is not named, those that do not exist yet included.',
  help: 'list in `Action` what is needed; to take something away from other Allows, write `Deny` with `Action`',
  source: 'RAM documentation, policy structure and syntax (2025-08): NotAction',
  examples: {
    wrong: {
      text: '{\n  "Version": "1",\n  "Statement": [\n    { "Effect": "Allow", "NotAction": "ram:*", "Resource": "*" }\n  ]\n}\n',
    },
    right: examplePolicy(
      { Action: 'kms:GetSecretValue', Resource: 'acs:kms:cn-hangzhou:1234567890123456:secret/db' },
      decryptStatement,
    ),
  },
  hides: [
    {
      rules: [
        'full-access',
        'service-wildcard',
        'read-all-secrets',
        'decrypt-on-all-keys',
        'policy-change-granted',
        'hidden-secret-read',
        'resource-wildcard',
        'privilege-escalation',
        'region-or-account-wildcard',
        'shadowed-allow',
        'redundant-statement',
      ],
      within: 'statement',
    },
  ],
  *check(subject) {
    const grants = grantsOf(subject)
    if (grants === null) return
    for (const statement of subject.policy.allows) {
      if (!statement.actionsNegated) continue
      // One that lists everything grants nothing.
      if (findWord([compileActionPattern('?*:?*')], statement.actions, 2000) === 'none') continue
      const { actions, pointer, resources } = statement.statement
      const [first, last] = [actions[0], actions.at(-1)]
      if (first === undefined || last === undefined) continue
      const opened = openedBy(grants, statement)
      const names = opened.map(name => `\`${name}\``).join(', ')
      yield {
        place: { pointer: `${pointer}/NotAction`, start: first.start, end: last.end },
        message: `\`NotAction\` with Allow grants all actions but ${actions.length === 1 ? `\`${first.value}\`` : `those ${actions.length}`}${names === '' ? '' : `, among them ${names}`}, on \`${resources[0]?.value}\`${resources.length > 1 ? ' and others' : ''}`,
      }
    }
  },
})

/** What an action can be asked on; of other services than KMS anything of theirs. */
function thingsOf(action: string): readonly Pattern[] {
  const [service = ''] = action.split(':')
  if (service === 'kms') return resourcesOfAction(action)
  return [arnsOf(`acs:${service}:{regionOrNone}:{accountOrNone}:{name}`), arnsOf('*')]
}

function openedBy(grants: Grants, statement: Parameters<Grants['exampleOf']>[1]): string[] {
  const opened = (name: string) =>
    grants.reachOf(name).allows.includes(statement) &&
    thingsOf(name).some(each => grants.exampleOf(name, statement, each) !== null)
  const found = telling.filter(opened)
  if (found.length > 0) return found.slice(0, 3)
  const others = [...kmsActions.map(({ action }) => action), ...actionNames.ram]
  return others.filter(opened).slice(0, 3)
}
