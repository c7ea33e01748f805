import { type Principal, parseOperator, policiesIn } from '../policy/index.ts'
import type { AttachedTexts } from './attached-texts.ts'
import type { SecretRead } from './requirements.ts'
import { serviceManaged } from './target.ts'

/** What a proof takes for granted, one sentence each; what no source settles is called assumed in the documents. */
export function proofAssumptions(
  read: SecretRead,
  texts: AttachedTexts,
  principal: Principal | undefined,
): readonly string[] {
  return [
    ...readAssumptions(read),
    ...policyAssumptions(read, texts, principal),
    ...keyAssumptions(read, texts),
  ]
}

function readAssumptions({ key, gateway, credentials }: SecretRead): string[] {
  const way = `the call goes through the ${gateway === 'shared' ? 'shared gateway' : 'gateway of an instance'} with ${credentials === 'sts' ? 'an STS token' : 'an AccessKey'}`
  if (key === serviceManaged)
    return [`${way}; the secret is under a key of the service, on which nothing is asked`]
  if (gateway === 'shared' && credentials === 'sts')
    return [
      `${way}: \`kms:Decrypt\` on the key is not asked for there, and is on a move to an AccessKey or to an instance's gateway`,
    ]
  return [`${way}: \`kms:Decrypt\` is asked for on the key`]
}

function policyAssumptions(
  { gateway }: SecretRead,
  { secret, key, control }: AttachedTexts,
  principal: Principal | undefined,
): string[] {
  const found: string[] = []
  if (principal === undefined)
    found.push('who asks is a RAM user or role of the account that owns the secret')
  if (gateway === 'dedicated') found.push("on an instance's gateway key and secret policies do not apply")
  else if (secret === undefined || key === undefined)
    found.push(
      `the ${secret === undefined ? (key === undefined ? 'secret and the key have their' : 'secret has its') : 'key has its'} default policy, which leaves the decision to RAM policies`,
    )
  if (gateway === 'shared' && (secret !== undefined || key !== undefined))
    found.push(
      'a statement of a key or secret policy whose principal is the whole account leaves the decision to RAM policies',
    )
  if (control.length === 0) found.push('no control policy of a resource directory bounds the account')
  return found
}

function keyAssumptions({ gateway }: SecretRead, texts: AttachedTexts): string[] {
  const { identity, session, control, key, secret } = texts
  const all = policiesIn({ identity, control, ...(session === undefined ? {} : { session }) })
  const documents = [...all, key, secret].filter(each => each !== undefined)
  const clauses = documents.flatMap(({ document }) =>
    document.statements.flatMap(({ conditions }) => conditions),
  )
  if (clauses.length === 0) return []
  const found = [
    'every request carries `acs:CurrentTime` and `acs:SecureTransport`; any other key may be absent',
  ]
  if (gateway === 'dedicated')
    found.push(
      "through an instance's gateway requests carry no `acs:SourceIp`, `acs:SourceVpc`, `acs:VpcSourceIp`",
    )
  if (clauses.some(({ operator }) => parseOperator(operator.value)?.operator.negated))
    found.push('a negated operator holds for a key that the request does not carry')
  return found
}
