import type { BackupSummary, RestoreSummary } from '../control/backups.ts'
import type { ConsoleSecret } from '../control/console-secrets.ts'
import type { InstanceSummary } from '../control/instances.ts'
import { actionOf, needed } from './action.ts'
import { ask, print, segment } from './client.ts'
import { type ClientCommand, type Given, textOf } from './command.ts'
import { CommandError } from './command-error.ts'
import { table } from './table.ts'

/** Flags of `create` and the members that they are. */
const purchaseFlags: Readonly<Record<string, readonly [member: string, summary: string]>> = {
  id: ['id', 'an id of your own [one is made]'],
  type: ['type', 'software, hardware or external [software]'],
  region: ['region', 'where [the emulator’s]'],
  'key-quota': ['keyQuota', 'how many key versions fit in [1000]'],
  'secret-quota': ['secretQuota', 'how many secrets fit in [1000]'],
  'charge-type': ['chargeType', 'PREPAY (subscription) or POSTPAY (pay-as-you-go) [PREPAY]'],
}

/** Lists KMS instances, and does what billing and the console do to them. */
export const command: ClientCommand = {
  describe(yargs) {
    const described = yargs
      .positional('action', {
        type: 'string',
        default: 'list',
        describe: `${Object.keys(actions).join(', ')}`,
      })
      .positional('id', {
        type: 'string',
        describe: 'an instance, which may be left out where there is one only; for restore a backup',
      })
      .positional('switch', { type: 'string', describe: 'for public-access: on or off' })
      .option('expires', { type: 'string', describe: 'create, renew: until when, such as +30d [a year]' })
      .option('now', { type: 'boolean', describe: 'connect: at once, without the usual 30 minutes' })
      .option('into', { type: 'string', describe: 'restore: into which instance [the only one]' })
    for (const [flag, [, summary]] of Object.entries(purchaseFlags))
      if (flag !== 'id') described.option(flag, { type: 'string', describe: `create: ${summary}` })
    return described
      .example('kms-emulator instance create', 'buys one; `instance connect ID --now` enables it')
      .example('kms-emulator instance expire', 'its keys and secrets are Unavailable, for 15 days')
      .example('kms-emulator instance renew --expires +30d', 'all is as before')
      .example('kms-emulator instance restore BACKUP --into ID', 'keys and secrets of a backup are back')
  },
  async run(given) {
    const action = actionOf('instance', given.action, Object.keys(actions) as (keyof typeof actions)[])
    await actions[action](given)
  },
}

const actions = {
  async list(given: Given) {
    const instances = await allInstances(given)
    print(given, { instances }, () => listed(instances))
  },
  async create(given: Given) {
    const body: Record<string, unknown> = {}
    for (const [flag, [member]] of Object.entries(purchaseFlags)) {
      const value = textOf(given, flag)
      if (value !== undefined) body[member] = member.endsWith('Quota') ? Number(value) : value
    }
    if (textOf(given, 'expires') !== undefined) body.expires = textOf(given, 'expires')
    shown(given, await ask(given, { method: 'POST', path: '/instances', body }))
  },
  async connect(given: Given) {
    shown(given, await change(given, 'connect', given.now === true ? { now: true } : undefined))
  },
  async expire(given: Given) {
    shown(given, await change(given, 'expire'))
  },
  async renew(given: Given) {
    const expires = textOf(given, 'expires')
    shown(given, await change(given, 'renew', expires === undefined ? undefined : { expires }))
  },
  async release(given: Given) {
    const answer = await change<{ id: string }>(given, 'release')
    print(given, answer, () => `instance ${answer.id} is released with all that was in it`)
  },
  async backup(given: Given) {
    const answer = await change<BackupSummary>(given, 'backup')
    print(given, answer, () => listedBackups([answer]))
  },
  async backups(given: Given) {
    const answer = await ask<{ backups: BackupSummary[] }>(given, { path: '/backups' })
    print(given, answer, () => listedBackups(answer.backups))
  },
  async restore(given: Given) {
    const backup = needed('instance restore', 'a backup', textOf(given, 'id'))
    const into = { ...given, id: textOf(given, 'into') }
    const answer = await change<RestoreSummary>(into, 'restore', { backup })
    const { instance, keys, secrets } = answer
    print(given, answer, () => `in ${instance} again: ${[...keys, ...secrets].join(', ') || 'nothing'}`)
  },
  async 'public-access'(given: Given) {
    const { id, on } = await switchOf(given)
    shown(given, await change({ ...given, id }, 'public-access', { on }))
  },
  async secrets(given: Given) {
    const path = `/instances/${segment(await instanceOf(given, 'secrets'))}/secrets`
    const answer = await ask<{ secrets: ConsoleSecret[] }>(given, { path })
    const rows = answer.secrets.map(each => [each.secretName, each.secretType, each.status, each.createTime])
    print(given, answer, () => table(['secret', 'type', 'status', 'created'], rows))
  },
}

async function change<T = InstanceSummary>(given: Given, verb: string, body?: object): Promise<T> {
  const path = `/instances/${segment(await instanceOf(given, verb))}/${verb}`
  return ask(given, { method: 'POST', path, ...(body === undefined ? {} : { body }) })
}

async function allInstances(given: Given): Promise<InstanceSummary[]> {
  return (await ask<{ instances: InstanceSummary[] }>(given, { path: '/instances' })).instances
}

async function instanceOf(given: Given, action: string): Promise<string> {
  const id = textOf(given, 'id')
  if (id !== undefined) return id
  const instances = await allInstances(given)
  const [only] = instances
  if (only && instances.length === 1) return only.id
  throw new CommandError(
    2,
    `\`kms-emulator instance ${action}\` needs an id: the account has ${instances.length} instances`,
  )
}

/** `public-access ID on`, or `public-access on` where there is one instance only. */
async function switchOf(given: Given): Promise<{ id: string | undefined; on: boolean }> {
  const [id, word] =
    given.switch === undefined ? [undefined, textOf(given, 'id')] : [textOf(given, 'id'), given.switch]
  if (word === 'on' || word === 'off') return { id, on: word === 'on' }
  throw new CommandError(2, '`kms-emulator instance public-access` needs `on` or `off`')
}

function shown(given: Given, instance: InstanceSummary): void {
  print(given, instance, () => listed([instance]))
}

function listed(instances: readonly InstanceSummary[]): string {
  return table(
    ['instance', 'region', 'type', 'status', 'ends', 'released'],
    instances.map(({ id, region, type, status, expired, endDate, releaseDate }) => [
      id,
      region,
      type,
      status,
      expired ? `${endDate} (expired)` : endDate,
      releaseDate,
    ]),
  )
}

function listedBackups(backups: readonly BackupSummary[]): string {
  return table(
    ['backup', 'instance', 'created', 'keys', 'secrets'],
    backups.map(({ id, instance, created, keys, secrets }) => [
      id,
      instance,
      created,
      String(keys.length),
      secrets.join(', '),
    ]),
  )
}
