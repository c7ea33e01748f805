import { type Arn, parseArn } from '../policy/index.ts'
import type { ReadTarget } from '../rule.ts'
import { RequestError } from './request.ts'

/** What a user says of the read that a question is about. */
export interface AskedTarget {
  readonly secret?: string | undefined
  readonly key?: string | undefined
  readonly gateway?: string | undefined
  readonly credentials?: string | undefined
}

/** The key of a secret that has none of the user's own: KMS encrypts it with a key of the service. */
export const serviceManaged = 'service-managed'

/**
 * Reads which secret is meant, under which key, over which gateway and with which credentials (the shared gateway and
 * an AccessKey if not said). Throws a `RequestError` for anything that is no such pair of one region and account.
 */
export function readTarget({ secret, key, gateway, credentials }: AskedTarget): ReadTarget {
  const target = {
    gateway: choose('gateway', gateway ?? 'shared', ['shared', 'dedicated']),
    credentials: choose('credentials', credentials ?? 'accesskey', ['accesskey', 'sts']),
  }
  const secretArn = secret === undefined ? null : readArn('secret', secret)
  const keyArn = key === undefined || key === serviceManaged ? null : readArn('key', key)
  if (key === serviceManaged && target.gateway === 'dedicated')
    throw new RequestError(
      'the gateway of an instance serves secrets under keys of the instance; `service-managed` goes with the shared gateway',
    )
  if (secretArn !== null && keyArn !== null) {
    for (const part of ['region', 'account'] as const)
      if (secretArn[part] !== keyArn[part])
        throw new RequestError(
          `the secret is in ${part} \`${secretArn[part]}\`, the key in \`${keyArn[part]}\`: a secret and its key are in one region and account`,
        )
  }
  return { ...target, ...(secret === undefined ? {} : { secret }), ...(key === undefined ? {} : { key }) }
}

function choose<Choice extends string>(name: string, value: string, choices: readonly Choice[]): Choice {
  const found = choices.find(each => each === value)
  if (found !== undefined) return found
  throw new RequestError(
    `the ${name} is \`${value}\`; write ${choices.map(each => `\`${each}\``).join(' or ')}`,
  )
}

function readArn(type: 'secret' | 'key', text: string): Arn {
  const example = `acs:kms:cn-hangzhou:1234567890123456:${type}/${type === 'key' ? 'key-id' : 'name'}`
  const arn = parseArn(text)
  const refuse = (why: string) => new RequestError(`\`${text}\` ${why}; write e.g. \`${example}\``)
  if (arn === null || arn.service !== 'kms') throw refuse(`is no ARN of a ${type}`)
  if (arn.relativeId.startsWith('alias/')) throw refuse(`is an alias: policies decide on the ${type} itself`)
  if (!arn.relativeId.startsWith(`${type}/`) || arn.relativeId === `${type}/`)
    throw refuse(`is no ARN of a ${type}`)
  if (/[*?]/.test(text)) throw refuse(`has wildcards: the question is about one ${type}`)
  if (arn.region === '') throw refuse('has no region')
  if (!/^\d{16}$/.test(arn.account)) throw refuse('has no account id of 16 digits')
  return arn
}
