import type { AttachedPolicy, Principal } from '../policy/index.ts'
import { readPrincipal } from './request.ts'

/**
 * Principals that stand for all: everybody whom a statement of the policies names, somebody else of each account that
 * one names, and somebody of an account that none names.
 */
export function representatives(policies: readonly AttachedPolicy[]): readonly Principal[] {
  const named = new Map<string, Principal>()
  const accounts = new Set<string>()
  const principals = policies.flatMap(({ document }) =>
    document.statements.flatMap(statement => statement.principals ?? []),
  )
  for (const { type, value } of principals) {
    const account = type === 'RAM' ? (/^acs:ram:\*?:(\d+):/.exec(value)?.[1] ?? null) : null
    if (account !== null) accounts.add(account)
    const principal = principalOf(type, value)
    if (principal !== null) named.set(principal.arn, principal)
  }
  const others = [...accounts].sort().map(account => somebodyOf(account, named))
  const stranger = somebodyOf(accountBeside(accounts), named)
  const arnsInOrder = [...named.keys()].sort()
  return [...arnsInOrder.map(arn => named.get(arn) as Principal), ...others, stranger]
}

/** Null for an account as a whole, and for any account. */
function principalOf(type: 'RAM' | 'Service' | 'Federated', value: string): Principal | null {
  const plain = value.replace(/^acs:ram:\*:/, 'acs:ram::')
  if (type === 'Federated') return { type: 'federated', account: plain.split(':')[3] ?? '', arn: plain }
  if (type === 'Service') return readPrincipal(value)
  return /^acs:ram::\d+:(user|role)\/[^*?]+$/.test(plain) ? readPrincipal(plain) : null
}

/** A RAM user whom nobody names. */
function somebodyOf(account: string, named: ReadonlyMap<string, Principal>): Principal {
  let arn = `acs:ram::${account}:user/somebody`
  while (named.has(arn)) arn += '-else'
  return { type: 'user', account, arn }
}

function accountBeside(accounts: ReadonlySet<string>): string {
  const [first = '1234567890123456'] = ['1234567890123456', '9876543210987654'].filter(
    each => !accounts.has(each),
  )
  let account = BigInt(first)
  while (accounts.has(String(account))) account += 1n
  return String(account)
}
