import { replaceWithString } from '../../edits.ts'
import { faultsOf } from '../../faults.ts'
import type { PolicyString } from '../../policy/index.ts'
import { defineRule, type Problem } from '../../rule.ts'
import { decryptStatement, examplePolicy } from '../example-policy.ts'
import { splitString } from '../split-string.ts'
import { hasActionForm } from './action-names.ts'

const db = 'acs:kms:cn-hangzhou:1234567890123456:secret/db'

/** An action that does not have the form `code:Name`. */
export const invalidActionFormat = defineRule({
  id: 'invalid-action-format',
  family: 'action',
  level: 'error',
  summary: 'an action that is not written `code:Name`',
  why: 'RAM reads an action as the code of a service, a colon and a name; anything else is refused or matches no request.',
  help: 'write the code of the service, a colon and the name, e.g. `kms:GetSecretValue`; `*` alone is every action',
  source:
    'RAM documentation, policy elements (2025) and policy check (2025); KMS documentation, key policies and secret policies (2025)',
  ramCheck: 'Invalid action format',
  examples: {
    wrong: examplePolicy(
      { Action: ['kms:GetSecretValue', 'kms: DescribeSecret'], Resource: db },
      decryptStatement,
    ),
    right: examplePolicy(
      { Action: ['kms:GetSecretValue', 'kms:DescribeSecret'], Resource: db },
      decryptStatement,
    ),
  },
  hides: [{ rules: ['redundant-action', 'wildcard-in-service'], within: 'place' }],
  *check(subject) {
    for (const fault of faultsOf(subject, 'invalid-action-format')) yield { ...fault, help: kmsAlone }
    for (const { statement } of subject.statements) {
      for (const action of statement.actions) {
        if (!hasActionForm(action.value)) yield problemOf(action, subject.text)
      }
    }
  },
})

const kmsAlone = 'each action of a key or secret policy starts with `kms:`, e.g. `kms:Decrypt`'
const codeAndName = /^[\w*?-]+:[\w*?]+$/

function problemOf(action: PolicyString, text: string): Problem {
  const written = `\`${action.value}\``
  const squeezed = action.value.replace(/\s+/g, '').replace('：', ':')
  if (squeezed !== action.value && codeAndName.test(squeezed)) {
    const what = /\s/.test(action.value) ? 'white space' : 'a full-width colon'
    const title = `write \`${squeezed}\``
    return {
      place: action,
      message: `${written} has ${what} in it, so it is no action`,
      help: title,
      fix: { safety: 'safe', title, edits: [replaceWithString(action, squeezed)] },
    }
  }
  const parts = action.value.split(/[\s,;，；、]+/).filter(part => part !== '')
  if (parts.length > 1 && parts.every(part => codeAndName.test(part))) {
    return {
      place: action,
      message: `${written} is ${parts.length} actions in one string, so it is none`,
      help: `write ${parts.map(part => JSON.stringify(part)).join(', ')}`,
      fix: splitString(text, action, parts, 'actions'),
    }
  }
  return { place: action, message: whatIsWrong(action.value) }
}

function whatIsWrong(value: string): string {
  const form = 'an action is the code of a service, a colon and a name'
  const colon = value.indexOf(':')
  if (value.trim() === '') return `the action is empty; ${form}`
  if (colon < 0) return `\`${value}\` has no colon; ${form}`
  if (colon === 0) return `\`${value}\` names no service before the colon`
  if (value.trim().length === colon + 1) return `\`${value}\` names no action behind the colon`
  if (/\s/.test(value)) return `\`${value}\` has white space in it; ${form}`
  return `\`${value}\` is not the code of a service, one colon and a name`
}
