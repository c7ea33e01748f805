const regions = ['cn-hangzhou', 'cn-shanghai', 'cn-beijing', 'ap-southeast-1', 'eu-central-1', 'us-west-1']
const accounts = ['1234567890123456', '9876543210987654']

/** Names that things of a type have in real accounts, by the template of their ARNs. */
const namesByBrace: ReadonlyMap<string, readonly string[]> = new Map([
  ['secretName', ['orders-db', 'payment/api-key', 'app']],
  ['keyId', ['key-hzz6630b4adexample', 'key-bjj66c1f2e9example']],
  ['aliasName', ['orders', 'app']],
  ['certificateId', ['9a28de48-8d8b-484d-a766-dec4example']],
  ['name', ['example', 'instance/i-bp1example']],
])

/** A region and an account to prefer in examples: those of the question. */
export interface Home {
  readonly region?: string | undefined
  readonly account?: string | undefined
}

/**
 * ARNs of a template that one could meet, those that a resource pattern seems made for first. Only proposals: whoever
 * asks tries each on the patterns themselves.
 */
export function* plausibleArns(
  template: string,
  pattern: string,
  service: string,
  home: Home,
): Generator<string> {
  const brace = /\{(\w+)\}$/.exec(template)?.[1] ?? ''
  const written = pattern.split(':')
  const made = fill(written.slice(4).join(':'))
  const prefix = template.slice(0, template.lastIndexOf('{')).split(':').slice(4).join(':')
  const relativeIds =
    brace === ''
      ? [template.split(':').slice(4).join(':')]
      : [...made, ...(namesByBrace.get(brace) ?? []).map(name => `${prefix}${name}`)]
  const inRegions = [home.region, ...fill(written[2] ?? ''), ...regions]
  const inAccounts = [home.account, ...fill(written[3] ?? ''), ...accounts]
  for (const relativeId of relativeIds)
    for (const account of inAccounts)
      for (const region of inRegions)
        if (region !== undefined && account !== undefined)
          yield `acs:${service}:${region}:${account}:${relativeId}`
}

/** Texts that a pattern with wildcards in it seems to be made for; itself if it has none. */
function fill(pattern: string): string[] {
  if (/^\**$/.test(pattern)) return []
  const one = pattern.replaceAll('?', 'a')
  if (!one.includes('*')) return [one]
  return ['example', 'db', '1', ''].map(text => one.replaceAll(/\*+/g, text))
}
