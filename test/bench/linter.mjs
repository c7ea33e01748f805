// The linter's part of npm run bench: one file, a thousand files, proofs, each rule; side by side with peers.
import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { policies } from './linter-corpus.mjs'
import { installNodePeers, nodePeers, pythonPeersIn, writeTranslated } from './linter-peers.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const bench = join(root, 'node_modules/.cache/kms-emulator-bench')
const ramLint = join(root, 'dist/linter/cli.js')
const biome = join(root, 'node_modules/.bin/biome')

/** Measures and says; `say` writes one line, `quick` is for a look instead of numbers to keep. */
export async function benchLinter({ say, median, quick }) {
  const work = await mkdtemp(join(tmpdir(), 'ram-lint-bench-'))
  try {
    const documents = policies(1000)
    const files = join(work, 'policies')
    await mkdir(files)
    for (const { name, text } of documents) await writeFile(join(files, name), text)
    await writeTranslated(documents, join(work, 'translated'))
    await commands({ say, median, quick, work, documents })
    await proofs({ say, median, quick })
    rules({ say, work })
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** One file, then a thousand, as each command line takes them. */
async function commands({ say, median, quick, work, documents }) {
  const megabytes = documents.reduce((sum, { text }) => sum + text.length, 0) / 1e6
  const ours = [
    { name: 'biome lint', command: path => [biome, ['lint', path]] },
    { name: 'ram-lint', command: path => [process.execPath, [ramLint, '--no-config', path]] },
  ]
  const missing = installNodePeers()
  const peers = await nodePeers(work)
  const others = missing === undefined ? peers : []
  const single = 'policies/policy-0000.json'
  console.log('\na policy of five statements, command to its end (median)')
  await compare([...ours, ...others], single, { say, median, work, repeats: quick ? 3 : 15, target: 1.5 })
  console.log(`\n1,000 policies of five statements, ${megabytes.toFixed(1)} MB (median)`)
  const python = await pythonPeersIn(join(bench, 'python'))
  const here = python.filter(peer => peer.missing === undefined)
  const translated = here.map(peer => ({ ...peer, path: 'translated', slow: true }))
  const all = [...ours, ...others, ...translated]
  await compare(all, 'policies', { say, median, work, repeats: quick ? 3 : 9, target: 3.5 })
  for (const peer of python.filter(each => each.missing !== undefined))
    say(peer.name, 'not measured', peer.missing)
  if (missing !== undefined) say('ESLint, Spectral', 'not measured', missing)
}

/** Runs the commands by turns, so that what else the machine does meets all of them; the first is the measure. */
async function compare(peers, path, { say, median, work, repeats, target }) {
  const times = new Map(peers.map(({ name }) => [name, []]))
  for (let round = 0; round <= repeats; round++) {
    for (const { name, command, slow, path: own = path } of peers) {
      if (slow && round > 3) continue
      const [program, args] = command(own)
      const began = process.hrtime.bigint()
      const { status, error } = spawnSync(program, args, { cwd: work, stdio: 'ignore' })
      const took = Number(process.hrtime.bigint() - began) / 1e6
      if (error !== undefined || status === null || status > 1)
        throw new Error(`${name} ended with ${status}`)
      // The first round fills the caches of the disk.
      if (round > 0) times.get(name).push(took)
    }
  }
  const [first] = peers
  const measure = median(times.get(first.name))
  for (const { name } of peers) {
    const time = median(times.get(name))
    const ratio = `${(time / measure).toFixed(2)} x ${first.name}`
    say(name, `${time.toFixed(0)} ms`, name === 'ram-lint' ? `${ratio} (target ${target})` : ratio)
  }
}

/** The proofs of fixtures/proofs in one process, each several times. */
async function proofs({ say, median, quick }) {
  const { prove } = await import(join(root, 'dist/linter/index.js'))
  const folder = join(root, 'fixtures/proofs')
  const texts = document => JSON.stringify(document, null, 2)
  const inputs = []
  for (const name of await readdir(folder)) {
    const {
      policies: attached,
      source: _,
      expected: __,
      ...others
    } = JSON.parse(await readFile(join(folder, name), 'utf8'))
    const input = { policies: [] }
    for (const [path, document] of Object.entries(attached))
      input.policies.push({ path, text: texts(document), kind: 'identity' })
    for (const [key, value] of Object.entries(others)) {
      if (key === 'controlPolicies')
        input[key] = value.map((each, k) => ({ path: `${k}.json`, text: texts(each) }))
      else input[key] = key.endsWith('Policy') ? { path: `${key}.json`, text: texts(value) } : value
    }
    inputs.push({ name, input })
  }
  const took = new Map()
  const began = performance.now()
  const rounds = quick ? 3 : 15
  for (let round = 0; round < rounds; round++) {
    for (const { name, input } of inputs) {
      const start = performance.now()
      prove(input)
      took.set(name, [...(took.get(name) ?? []), performance.now() - start])
    }
  }
  const perSecond = (inputs.length * rounds * 1000) / (performance.now() - began)
  const medians = [...took].map(([name, times]) => ({ name, time: median(times) }))
  const worst = medians.reduce((a, b) => (a.time > b.time ? a : b))
  console.log(`\nsecret-read proofs in process, the ${inputs.length} of fixtures/proofs`)
  say('a proof, median', `${median(medians.map(({ time }) => time)).toFixed(2)} ms`, 'target 20')
  say('the slowest one, median', `${worst.time.toFixed(2)} ms`, worst.name.replace('.json', ''))
  say('the first one of a process', `${took.get(inputs[0].name)[0].toFixed(2)} ms`)
  say('proofs per second', perSecond.toFixed(0))
}

/** Where the time of a thousand files goes. */
function rules({ say, work }) {
  const { stderr } = spawnSync(process.execPath, [ramLint, '--no-config', '--timing', 'policies'], {
    cwd: work,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  console.log('\nthe slowest rules on the 1,000 policies (ram-lint --timing)')
  const rows = [...stderr.matchAll(/^ *([\d.]+) +([\d.]+ %) +([\w-]+)$/gm)].slice(0, 8)
  for (const [, time, share, rule] of rows) say(rule, `${time} ms`, `${share} of the run`)
}
