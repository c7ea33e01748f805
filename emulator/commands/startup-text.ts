import type { AccountSummary } from '../control/accounts.ts'
import { version } from '../version.ts'

/** What the start-up tells of an emulator that listens. */
export interface Started {
  readonly url: string
  readonly endpoint: string
  readonly region: string
  readonly account: AccountSummary | undefined
  /** The name of a secret to read; absent: there is none. */
  readonly secret: string | undefined
  readonly adminToken: boolean
}

/** Users whose credentials are shown; more would hide the rest. */
const mostUsers = 10

/** What is printed before the line `ready URL`: where it listens, credentials, and a line to copy for each client. */
export function startupText({ url, endpoint, region, account, secret, adminToken }: Started): string {
  const listens = `kms-emulator ${version} listens on ${url} (http and https; a proxy for *.aliyuncs.com)`
  const health = `curl ${adminToken ? '-H "Authorization: Bearer $KMS_EMULATOR_ADMIN_TOKEN" ' : ''}${url}/_emulator/health`
  if (!account) return `${listens}\n\nit has no account\n\n${health}\n`
  const keys = credentialLines(account)
  const key = account.accessKeys[0] ?? account.users[0]?.accessKeys[0]
  const lines = key
    ? clientLines({ endpoint, region, id: key.id, secret: key.secret, name: secret ?? 'NAME' })
    : []
  const width = Math.max(...lines.map(([client]) => client.length), 6)
  const clients = [...lines, ['health', health] as const].map(
    ([client, line]) => `  ${client.padEnd(width)}  ${line}`,
  )
  return [
    listens,
    `account ${account.id}, region ${region}; \`kms-emulator env\` prints this for the shell`,
    '',
    ...keys,
    '',
    ...clients,
    '',
  ].join('\n')
}

function credentialLines({ accessKeys, users }: AccountSummary): string[] {
  const people = [{ name: '(root)', accessKeys }, ...users]
  const rows = people.flatMap(({ name, accessKeys }) =>
    accessKeys.map(({ id, secret }) => [name, id, secret]),
  )
  const shown = [['user', 'access key id', 'access key secret'], ...rows.slice(0, mostUsers)]
  const widths = [0, 1].map(column => Math.max(...shown.map(row => (row[column] as string).length)))
  const lines = shown.map(
    ([name = '', id = '', secret = '']) =>
      `  ${name.padEnd(widths[0] as number)}  ${id.padEnd(widths[1] as number)}  ${secret}`,
  )
  const more = rows.length - mostUsers
  return more > 0 ? [...lines, `  and ${more} more`] : lines
}

/** Source of each: the client's own documentation of its endpoint and credentials; `npm run test:clients` runs them. */
function clientLines(key: {
  readonly endpoint: string
  readonly region: string
  readonly id: string
  readonly secret: string
  readonly name: string
}): (readonly [client: string, line: string])[] {
  const { endpoint, region, id, secret, name } = key
  return [
    [
      'Node kms20160120',
      `new Kms(new Config({ accessKeyId: '${id}', accessKeySecret: '${secret}', endpoint: '${endpoint}', protocol: 'http' }))`,
    ],
    [
      'Node pop-core',
      `new RPCClient({ accessKeyId: '${id}', accessKeySecret: '${secret}', endpoint: 'http://${endpoint}', apiVersion: '2016-01-20' })`,
    ],
    [
      'Python',
      `Client(Config(access_key_id='${id}', access_key_secret='${secret}', endpoint='${endpoint}', protocol='http'))`,
    ],
    [
      'Go',
      `kms.NewClient(&openapi.Config{AccessKeyId: tea.String("${id}"), AccessKeySecret: tea.String("${secret}"), Endpoint: tea.String("${endpoint}"), Protocol: tea.String("http")})`,
    ],
    [
      'Java',
      `new Client(new Config().setAccessKeyId("${id}").setAccessKeySecret("${secret}").setEndpoint("${endpoint}").setProtocol("http"))`,
    ],
    // They speak https only: Go trusts any certificate, Python wants SSL_CERT_FILE as `kms-emulator env` prints it,
    // Java the CA in its trust store.
    [
      'cache clients',
      `export credentials_type=ak credentials_access_key_id=${id} credentials_access_secret=${secret} cache_client_region_id='[{"regionId":"${region}","endpoint":"${endpoint}"}]'`,
    ],
    [
      'aliyun CLI',
      `aliyun kms GetSecretValue --SecretName ${name} --endpoint ${endpoint} --insecure --mode AK --access-key-id ${id} --access-key-secret ${secret} --region ${region}`,
    ],
  ]
}
