// The pre-commit configuration of the examples, run by pre-commit.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const examples = join(root, 'fixtures/examples')

/** The hook of the example, with the package as it would be published, in a repository with a good and a bad policy. */
export async function testHook(run, cwd) {
  const env = { PRE_COMMIT_HOME: join(cwd, 'cache') }
  const git = (...args) => run('git', args, { cwd: repository })
  const repository = join(cwd, 'repository')
  await mkdir(join(repository, 'policies'), { recursive: true })
  const packed = await run('npm', ['pack', '--ignore-scripts', '--pack-destination', cwd], { cwd: root })
  const archive = (await readdir(cwd)).find(name => name.endsWith('.tgz'))
  if (archive === undefined) return { ...packed, code: 1 }
  const configuration = await readFile(join(examples, 'pre-commit/.pre-commit-config.yaml'), 'utf8')
  const local = configuration.replace(/kms-emulator@[\d.]+/, join(cwd, archive))
  await writeFile(join(repository, '.pre-commit-config.yaml'), local)
  const { policies } = JSON.parse(await readFile(join(examples, 'world.json'), 'utf8')).accounts[0]
  await writeFile(join(repository, 'policies/good.json'), JSON.stringify(policies[0].document))
  await writeFile(join(repository, 'unrelated.json'), '{')
  await git('init', '-q')
  await git('add', '.')
  const hook = () => run(join(cwd, 'env/bin/pre-commit'), ['run', '--all-files'], { cwd: repository, env })
  const good = await hook()
  if (good.code !== 0) return good
  await writeFile(join(repository, 'policies/bad.json'), '{"Version":"1","Statement":[{"Effect":"Allow"}]}')
  await git('add', '.')
  const bad = await hook()
  return { ...bad, code: bad.code === 1 && bad.output.includes('policies/bad.json') ? 0 : 1 }
}
