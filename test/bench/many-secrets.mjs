// Writes the default world with COUNT secrets more to FILE: node many-secrets.mjs COUNT FILE
import { readFileSync, writeFileSync } from 'node:fs'

const [count, file] = process.argv.slice(2)
const world = JSON.parse(readFileSync(new URL('../../fixtures/worlds/default.json', import.meta.url), 'utf8'))
const [account] = world.accounts
account.instances[0].secretQuota = Number(count) + 10
for (let index = 0; index < Number(count); index++)
  account.secrets.push({
    name: `secret-${index}`,
    instance: account.instances[0].id,
    key: account.keys[0].id,
    versions: [{ id: 'v1', value: `value-${index}` }],
  })
writeFileSync(file, JSON.stringify(world))
