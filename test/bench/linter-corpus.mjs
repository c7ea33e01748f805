// The policies that the linter's bench reads: the same in every run, about 4 KB and five statements each, as teams write
// them for applications; a third has one mistake.

/** Numbers in [0, 1) that are the same in every run (mulberry32). */
function numbersFrom(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const regions = ['cn-hangzhou', 'cn-beijing', 'cn-shanghai', 'cn-shenzhen', 'ap-southeast-1', 'eu-central-1']
const teams = ['billing', 'orders', 'identity', 'search', 'catalogue', 'shipping', 'reports', 'mobile']
const things = ['database', 'redis', 'mq', 'gateway', 'signing', 'webhook', 'ldap', 'mail', 'storage', 'api']
const secretActions = ['GetSecretValue', 'DescribeSecret', 'ListSecretVersionIds']
const keyActions = ['Decrypt', 'DescribeKey', 'ListAliasesByKeyId']
const otherServices = {
  oss: ['GetObject', 'PutObject', 'ListObjects', 'GetBucketInfo', 'DeleteObject', 'AbortMultipartUpload'],
  log: ['PostLogStoreLogs', 'GetLogStoreLogs', 'ListLogStores', 'GetProject', 'GetIndex'],
  ecs: ['DescribeInstances', 'StartInstance', 'StopInstance', 'DescribeTags', 'AttachDisk'],
  rds: ['DescribeDBInstances', 'DescribeBackups', 'DescribeSlowLogs', 'CreateBackup'],
  mq: ['PUB', 'SUB', 'OnsTopicStatus', 'OnsGroupStatus'],
}

/** One mistake each, made in the statements of a policy. */
const mistakes = [
  ([read]) => (read.Action[0] = 'kms:GetSecretsValue'),
  ([read]) => (read.Resource = '*'),
  ([read]) => (read.Resource = read.Resource.map(arn => arn.replace(':secret/', ':secrets/'))),
  ([read]) => (read.Resource[0] = read.Resource[0].replace(/^acs:/, 'arn:')),
  ([read]) => (read.Effect = 'allow'),
  ([read]) => (read.Action = 'kms:Get*'),
  ([, decrypt]) => (decrypt.Resource = decrypt.Resource.map(arn => arn.replace('-', '--').slice(0, 24))),
  ([, decrypt]) => (decrypt.Action = decrypt.Action.filter(action => action !== 'kms:Decrypt')),
  ([, decrypt]) => (decrypt.Condition = { IpAddress: { 'acs:SourceIp': ['10.0.0.0/8', '192.168.1.1/33'] } }),
  ([, , other]) => (other.Condition = { StringEqualsIfExists: { 'acs:ResourceTag/team': 'billing' } }),
  ([, , other]) => other.Action.push(other.Action[0]),
  ([, , , other]) => (other.NotResource = other.Resource),
  ([, , , , last]) => (last.Action = ['kms:*']),
  statements => (statements[4] = { ...statements[0] }),
  statements => (statements[4] = { Effect: 'Allow', Action: ['*'], Resource: '*' }),
  statements => (statements[3] = { Effect: 'Allow', NotAction: ['ram:*', 'bss:*'], Resource: '*' }),
  statements => (statements[2] = { Effect: 'Deny', Action: ['kms:Decrypt', 'kms:Encrypt'], Resource: '*' }),
  statements =>
    (statements[4] = { Effect: 'Allow', Action: ['ram:AttachPolicyToUser', 'ram:List*'], Resource: '*' }),
]

/** Texts of policies: `[{ name, text }]`. A third of them has one mistake. */
export function policies(count, seed = 20_260_101) {
  const random = numbersFrom(seed)
  return Array.from({ length: count }, (_, index) => {
    const statements = statementsOf(random)
    if (index % 3 === 2) mistakes[Math.floor(random() * mistakes.length)](statements)
    return {
      name: `policy-${String(index).padStart(4, '0')}.json`,
      text: `${JSON.stringify({ Version: '1', Statement: statements.slice(0, 5) }, null, 4)}\n`,
    }
  })
}

function statementsOf(random) {
  const pick = items => items[Math.floor(random() * items.length)]
  const some = (items, least) => items.filter((_, index) => index < least || random() < 0.6)
  const digits = length => Array.from({ length }, () => Math.floor(random() * 10)).join('')
  const [region, account, team] = [pick(regions), `1${digits(15)}`, pick(teams)]
  const arn = (service, id) => `acs:${service}:${region}:${account}:${id}`
  const list = (least, most, make) =>
    Array.from({ length: least + Math.floor(random() * (most - least + 1)) }, make)
  const secrets = list(5, 8, (_, at) =>
    arn('kms', `secret/${team}/production/${pick(things)}/password-${at}`),
  )
  const keys = list(2, 4, () => arn('kms', `key/key-hzz${digits(6)}f1a2b3c4${digits(6)}`))
  const condition = () => ({
    StringEquals: { 'acs:ResourceTag/team': [team, `${team}-staging`] },
    IpAddress: { 'acs:SourceIp': list(2, 4, () => `47.1${digits(2)}.1${digits(2)}.0/24`) },
  })
  const elsewhere = () => {
    const service = pick(Object.keys(otherServices))
    return {
      Effect: random() < 0.9 ? 'Allow' : 'Deny',
      Action: some(otherServices[service], 2).map(name => `${service}:${name}`),
      Resource: list(5, 8, (_, at) => arn(service, `${team}-${pick(things)}-${at}/production/*`)),
      ...(random() < 0.4 ? { Condition: condition() } : {}),
    }
  }
  // Half the teams name each of their secrets, the others the folder that they are in.
  const named = random() < 0.5 ? secrets : [arn('kms', `secret/${team}/production/*`)]
  return [
    { Effect: 'Allow', Action: some(secretActions, 1).map(name => `kms:${name}`), Resource: named },
    { Effect: 'Allow', Action: some(keyActions, 1).map(name => `kms:${name}`), Resource: keys },
    elsewhere(),
    elsewhere(),
    random() < 0.8
      ? elsewhere()
      : { Effect: 'Deny', Action: ['kms:Delete*', 'kms:Schedule*'], Resource: ['*'] },
  ]
}
