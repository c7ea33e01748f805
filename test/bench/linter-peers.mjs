// Other linters on the same files: of JSON in general, and of another cloud's policies, translated to its dialect.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installPeer } from './python-peers.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const installed = join(here, 'node_modules')

/** Installs the peers in Node.js once; answers why it cannot, or nothing. */
export function installNodePeers() {
  if (existsSync(join(installed, 'eslint'))) return undefined
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--silent'], { cwd: here, stdio: 'inherit' })
  return npm.status === 0 ? undefined : 'npm ci in test/bench failed'
}

/**
 * Writes what the peers need to `folder`: each with its rules for JSON, Spectral with two of a policy's. Answers how
 * each is called on a path below it: a folder, or a file.
 */
export async function nodePeers(folder) {
  await writeFile(join(folder, 'biome.json'), JSON.stringify({ root: true }))
  const plugin = JSON.stringify(join(installed, '@eslint/json/dist/index.js'))
  await writeFile(
    join(folder, 'eslint.config.mjs'),
    `import json from ${plugin}\nexport default [{ files: ['**/*.json'], plugins: { json }, language: 'json/json', ...json.configs.recommended }]\n`,
  )
  const rule = (given, match) => {
    const check = ['then', { function: 'pattern', functionOptions: { match } }]
    return { given, severity: 'error', ...Object.fromEntries([check]) }
  }
  const rules = { version: rule('$.Version', '^1$'), effect: rule('$.Statement[*].Effect', '^(Allow|Deny)$') }
  await writeFile(join(folder, 'spectral.json'), JSON.stringify({ rules }))
  const node = (script, ...args) => [process.execPath, [join(installed, script), ...args]]
  return [
    { name: 'ESLint 10.15.0, @eslint/json 2.1.1', command: path => node('eslint/bin/eslint.js', path) },
    {
      name: 'Spectral 6.16.3, two rules',
      command: path =>
        node(
          '@stoplight/spectral-cli/dist/index.js',
          'lint',
          '--ruleset',
          'spectral.json',
          path.endsWith('.json') ? path : `${path}/*.json`,
        ),
      slow: true,
    },
  ]
}

/** Peers in Python; they read the translated documents. */
const pythonLinters = [
  {
    name: 'parliament 1.6.4',
    folder: 'parliament',
    packages: ['parliament==1.6.4', 'setuptools<81'],
    command: (bin, path) => [join(bin, 'parliament'), ['--directory', path, '--json']],
  },
  {
    name: 'iam-policy-validator 1.31.4',
    folder: 'iam-policy-validator',
    packages: ['iam-policy-validator==1.31.4'],
    // Its tables of actions come from the network; here from those that the documents name.
    command: (bin, path) => [
      join(bin, 'iam-validator'),
      ['validate', '--path', path, '--aws-services-dir', 'services', '--format', 'json'],
    ],
  },
]

/** Each peer in Python with how it is called, or with why it is missing. */
export async function pythonPeersIn(cache) {
  const peers = []
  for (const { name, folder, packages, command } of pythonLinters) {
    const missing = await installPeer({ folder, packages }, cache)
    peers.push({ name, missing, command: path => command(join(cache, folder, 'bin'), path) })
  }
  return peers
}

const services = { oss: 's3', log: 'logs', ecs: 'ec2', mq: 'sqs', ram: 'iam' }

/** A policy in the other cloud's dialect: version, ARNs, names of services and of condition keys. */
function translated(text) {
  return text
    .replace('"Version": "1"', '"Version": "2012-10-17"')
    .replace(
      /"acs:(\w+):([\w-]+):(\d{12})\d*:/g,
      (_, service, region, account) => `"arn:aws:${services[service] ?? service}:${region}:${account}:`,
    )
    .replace(/"(oss|log|ecs|mq|ram):/g, (_, service) => `"${services[service]}:`)
    .replaceAll('"acs:', '"aws:')
}

/** Writes the documents to `folder`, and beside it tables of the actions that they name. */
export async function writeTranslated(documents, folder) {
  const actions = new Map()
  await mkdir(folder, { recursive: true })
  for (const { name, text } of documents) {
    const other = translated(text)
    await writeFile(join(folder, name), other)
    for (const [, service, action] of other.matchAll(/"(?!aws:)(\w+):(\w+)"/g))
      actions.set(service, (actions.get(service) ?? new Set()).add(action))
  }
  const tables = join(dirname(folder), 'services')
  await mkdir(tables, { recursive: true })
  const list = [...actions.keys()].map(service => ({ service, url: `${service}.json` }))
  await writeFile(join(tables, '_services.json'), JSON.stringify(list))
  for (const [service, names] of actions) {
    const Actions = [...names].map(Name => ({ Name, ActionConditionKeys: [], Resources: [] }))
    const table = { Name: service, Version: 'v1.4', Actions, Resources: [], ConditionKeys: [] }
    await writeFile(join(tables, `${service}.json`), JSON.stringify(table))
  }
}
