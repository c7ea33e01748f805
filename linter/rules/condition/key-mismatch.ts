import { type ConditionType, isConditionValue } from '../../policy/index.ts'
import type { Problem } from '../../rule.ts'
import type { ClauseInStatement } from './clauses.ts'
import { keyOf } from './key-form.ts'

const nouns: Readonly<Record<ConditionType, readonly [one: string, several: string]>> = {
  String: ['a string', 'strings'],
  Numeric: ['a number', 'numbers'],
  Date: ['a date', 'dates'],
  Bool: ['a boolean', 'booleans'],
  IpAddress: ['an IP address', 'IP addresses'],
}

/** A value of a type as a sentence names it: `a date`. */
export function nounOf(type: ConditionType): string {
  return nouns[type][0]
}

/**
 * What is wrong with an operator for its key, if that is certain. Operators on strings are documented for most keys, but
 * they cannot compare blocks of addresses; tags hold any text, so what they are compared with is up to the user.
 */
export function findMismatch({ clause, condition, key: form }: ClauseInStatement): Problem | null {
  const key = keyOf(form)
  const { name, type } = condition.operator
  if (key === undefined || key.tag !== '' || key.name === 'kms:tag' || key.type === type) return null
  if (type !== 'String') {
    const message = `\`${clause.key.value}\` is ${nounOf(key.type)}, and \`${name}\` compares ${nouns[type][1]}`
    const help =
      key.name === 'acs:SourceVpc' && type === 'IpAddress'
        ? 'compare the id of the VPC with `StringEquals`, or addresses in it under `acs:VpcSourceIp`'
        : `use an operator of the type ${key.type}`
    return { place: clause.key, message, help }
  }
  if (key.type !== 'IpAddress') return null
  const block = clause.values.find(({ value }) => value.includes('/') && isConditionValue('IpAddress', value))
  if (block === undefined) return null
  const message = `\`${name}\` compares letters, and no address is written \`${block.value}\``
  const help = `compare addresses with \`${condition.negated ? 'NotIpAddress' : 'IpAddress'}\``
  return { place: block, message, help }
}
