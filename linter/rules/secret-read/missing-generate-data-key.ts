import { arnsOf, compileResourcePattern, findAction, parseArn } from '../../policy/index.ts'
import { defineRule, type RuleSubject } from '../../rule.ts'
import { serviceManaged } from '../../secret-read/target.ts'
import { decryptStatement, examplePolicy } from '../example-policy.ts'
import { type Grants, grantsOf, written, writtenAction } from '../grants.ts'

const needed = 'kms:GenerateDataKey'
const secret = 'acs:kms:cn-hangzhou:1234567890123456:secret/db'
const key = 'acs:kms:cn-hangzhou:1234567890123456:key/key-hzz65f1a2b3c4d5e6f7a'
const writing = ['kms:CreateSecret', 'kms:PutSecretValue']

/** A secret that is written without the right to encrypt it. */
export const missingGenerateDataKey = defineRule({
  id: 'missing-generate-data-key',
  family: 'secret-read',
  level: 'warning',
  summary: 'CreateSecret or PutSecretValue, and GenerateDataKey on no key',
  why: "KMS encrypts a value with a data key of the secret's key; under a key of your own the caller needs GenerateDataKey on it.",
  help: "add `kms:GenerateDataKey` on the ARN of the secret's key",
  source: 'KMS documentation, CreateSecret and PutSecretValue pages (2025)',
  examples: {
    wrong: examplePolicy(
      { Action: ['kms:GetSecretValue', 'kms:PutSecretValue'], Resource: secret },
      decryptStatement,
    ),
    right: examplePolicy(
      { Action: ['kms:GetSecretValue', 'kms:PutSecretValue'], Resource: secret },
      { Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: key },
    ),
  },
  *check(subject) {
    const grants = grantsOf(subject)
    if (grants === null || subject.target.key === serviceManaged) return
    // Granted where it never applies: that is the mistake, and other rules tell of it.
    if (grants.reachOf(needed).allows.some(({ actionsNegated }) => !actionsNegated) && !onSomeKey(grants))
      return
    for (const action of writing) {
      for (const statement of grants.reachOf(action).allows) {
        if (statement.actionsNegated) continue
        if (canEncrypt(subject, grants, action, statement)) continue
        const entry = writtenAction(statement, action)
        const by = entry.value.toLowerCase() === action.toLowerCase() ? '' : ` (by \`${entry.value}\`)`
        yield {
          place: entry,
          message: `\`${action}\`${by} needs \`${needed}\` on the key of the secret, which no statement grants`,
        }
        return
      }
    }
  },
})

function onSomeKey(grants: Grants): boolean {
  const keys = arnsOf('acs:kms:{region}:{writtenAccount}:key/{keyId}')
  return grants.reachOf(needed).allows.some(each => grants.exampleOf(needed, each, keys) !== null)
}

/** True, too, where nothing is written at all. */
function canEncrypt(
  { target }: RuleSubject,
  grants: Grants,
  action: string,
  statement: Parameters<Grants['exampleOf']>[1],
): boolean {
  const templates = findAction(action)?.resources ?? []
  const asked =
    target.secret !== undefined && action === 'kms:PutSecretValue'
      ? [compileResourcePattern(target.secret)]
      : []
  const things = templates.flatMap(
    ({ arn }) => grants.exampleOf(action, statement, arnsOf(written(arn)), ...asked) ?? [],
  )
  if (things.length === 0) return true
  const keys = target.key === undefined ? null : compileResourcePattern(target.key)
  const encrypting = grants.reachOf(needed).allows
  // Where the secret's region is open, any key that a secret of the pattern could have will do.
  const open = (statement.resources ?? []).some(({ shape }) => shape !== 'literal')
  return things.some(thing => {
    const home = open ? {} : (parseArn(thing) ?? {})
    const near = keys ?? arnsOf('acs:kms:{region}:{writtenAccount}:key/{keyId}', home)
    return encrypting.some(each => {
      grants.budget.steps -= 1
      return grants.budget.steps <= 0 || grants.exampleOf(needed, each, near) !== null
    })
  })
}
