// npm run test:clients: the official clients of other languages, unmodified and at pinned versions, against the emulator,
// and the examples of these languages as whoever copies them runs them. Installs what they need from the registries into
// a temporary folder; one line each, at the end how many passed; exit code 1 if one failed.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { bundle } from '../../.ci/bundle.mjs'
import { testAliyunCli } from './aliyun-cli.mjs'
import { testHook } from './pre-commit.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '../..')
const examples = join(root, 'fixtures/examples')
const folder = await mkdtemp(join(tmpdir(), 'kms-emulator-clients-'))
const ca = join(folder, 'ca.pem')
const trustStore = join(folder, 'trust.p12')

/** Runs a command to its end; answers its exit code and all that it printed. */
function run(command, args, { cwd = folder, env = {} } = {}) {
  return new Promise(resolve => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (output += chunk))
    child.on('error', error => resolve({ code: error.code, output: error.message }))
    child.on('close', code => resolve({ code, output }))
  })
}

/** What each language needs: its tools, how its clients are installed, and the command that tests one of them. */
const languages = [
  {
    folder: 'python',
    tools: [['python3', '--version']],
    async install(cwd) {
      const made = await run('python3', ['-m', 'venv', 'env'], { cwd })
      if (made.code !== 0) return made
      return run('env/bin/pip', ['install', '-q', '--disable-pip-version-check', '-r', 'requirements.txt'], {
        cwd,
      })
    },
    clients: [
      { name: 'Python alibabacloud_kms20160120', test: 'KmsV3', line: 'Python' },
      { name: 'Python aliyun-python-sdk-kms', test: 'CoreV1' },
      { name: 'Python alibabacloud-secretsmanager-client-v2', test: 'Cache', line: 'cache clients' },
      { name: 'example pytest', example: 'pytest/test_database_password.py' },
    ],
    example: (_, cwd, env) => run('env/bin/python', ['-m', 'pytest', '-q', 'example'], { cwd, env }),
    command: ({ test, line }, cwd) =>
      run('env/bin/python', ['-W', 'ignore', '-m', 'unittest', '-f', `clients.${test}`], {
        cwd,
        env: { ...base, PRINTED_LINE: printed[line] ?? '' },
      }),
  },
  {
    folder: 'go',
    tools: [['go', 'version']],
    async install(cwd) {
      await writeFile(join(cwd, 'printed_test.go'), printedGo(printed.Go))
      return run('go', ['test', '-count=1', '-run', '^$', '.'], { cwd })
    },
    clients: [
      { name: 'Go alibabacloud-go/kms-20160120/v3', test: 'TestKms|TestPrinted' },
      { name: 'Go alibaba-cloud-sdk-go', test: 'TestSdkV1' },
      { name: 'Go aliyun-secretsmanager-client-go', test: 'TestCache', line: 'cache clients' },
      { name: 'example go test', example: 'go/database_password_test.go' },
    ],
    example: (_, cwd, env) => run('go', ['test', '-count=1', './example'], { cwd, env }),
    // The shell reads the line, as it would where it was copied to.
    command: ({ test, line }, cwd) =>
      run('sh', ['-c', `${printed[line] ?? ':'}; exec go test -count=1 -failfast -run '^(${test})$' .`], {
        cwd,
        env: { ...base, SSL_CERT_FILE: ca },
      }),
  },
  {
    folder: 'go-v4',
    tools: [['go', 'version']],
    /** The same tests as of v3: nothing but the path of the module differs. */
    async install(cwd) {
      await mkdir(cwd)
      for (const file of ['cases_test.go', 'kms_test.go']) {
        const text = await readFile(join(here, 'go', file), 'utf8')
        await writeFile(join(cwd, file), text.replaceAll('kms-20160120/v3', 'kms-20160120/v4'))
      }
      const module = 'github.com/alibabacloud-go/kms-20160120/v4@v4.1.0'
      return run('sh', ['-c', `go mod init clients && go get ${module} && go mod tidy`], { cwd })
    },
    clients: [{ name: 'Go alibabacloud-go/kms-20160120/v4', test: 'TestKms' }],
    command: ({ test }, cwd) =>
      run('go', ['test', '-count=1', '-failfast', '-run', `^${test}$`, '.'], { cwd, env: base }),
  },
  {
    folder: 'java',
    tools: [
      ['java', '-version'],
      ['mvn', '--version'],
    ],
    async install(cwd) {
      await writeFile(join(cwd, 'PrintedTest.java'), printedJava(printed.Java))
      const store = ['-keystore', trustStore, '-storepass', 'changeit', '-alias', 'emulator', '-file', ca]
      const trusted = await run('keytool', ['-importcert', '-noprompt', ...store])
      return trusted.code === 0 ? run('mvn', ['-q', '-B', 'test-compile'], { cwd }) : trusted
    },
    clients: [
      { name: 'Java com.aliyun:kms20160120', test: 'ClientsTest#kmsV3,PrintedTest' },
      { name: 'Java aliyun-java-sdk-kms', test: 'ClientsTest#coreV1' },
      { name: 'Java alibabacloud-secretsmanager-client', test: 'ClientsTest#cache' },
      { name: 'example JUnit 5', example: 'junit/DatabasePasswordTest.java' },
    ],
    example: (_, cwd, env) => run('mvn', ['-q', '-B', 'test', '-Dtest=DatabasePasswordTest'], { cwd, env }),
    command: ({ test }, cwd) => {
      const trust = `-Djavax.net.ssl.trustStore=${trustStore} -Djavax.net.ssl.trustStorePassword=changeit`
      return run('mvn', ['-q', '-B', 'test', `-Dtest=${test}`, `-DargLine=${trust}`], {
        cwd,
        env: { ...base, HTTPS_PROXY: emulator.url, NO_PROXY: '127.0.0.1' },
      })
    },
  },
  {
    folder: 'pre-commit',
    tools: [
      ['python3', '--version'],
      ['git', '--version'],
    ],
    async install(cwd) {
      await mkdir(cwd)
      const made = await run('python3', ['-m', 'venv', 'env'], { cwd })
      if (made.code !== 0) return made
      return run('env/bin/pip', ['install', '-q', '--disable-pip-version-check', 'pre-commit==4.7.0'], {
        cwd,
      })
    },
    clients: [{ name: 'example pre-commit' }],
    command: (_, cwd) => testHook(run, cwd),
  },
  {
    folder: 'cli',
    tools: [['aliyun', 'version']],
    install: async () => ({ code: 0 }),
    clients: [{ name: 'aliyun CLI', test: 'GetSecretValue' }],
    command: () =>
      testAliyunCli(run, {
        line: printed['aliyun CLI'],
        url: emulator.url,
        ca,
        env: { ...noProxy, HOME: folder },
      }),
  },
]

const printedGo = line => `package clients

import (
	"testing"

	openapi "github.com/alibabacloud-go/darabonba-openapi/v2/client"
	kms "github.com/alibabacloud-go/kms-20160120/v3/client"
	"github.com/alibabacloud-go/tea/tea"
)

func TestPrinted(t *testing.T) {
	client, err := ${line}
	if err != nil {
		t.Fatal(err)
	}
	value, err := secretOf(client, named("example-secret"))
	isValue(t, value, err)
}
`

const printedJava = line => `import com.aliyun.kms20160120.Client;
import com.aliyun.teaopenapi.models.Config;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class PrintedTest {
  @Test
  void line() throws Exception {
    var client = ${line};
    Assertions.assertEquals("example-value", ClientsTest.secretV3(client, "example-secret"));
  }
}
`

/** Builds the emulator, once. */
async function buildEmulator() {
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  await bundle(join(folder, 'dist'), ['emulator/cli.ts'])
}

/** Starts the emulator; answers its URL, what it printed, and how to stop it. */
async function startEmulator(...flags) {
  const given = ['serve', '--port', '0', '--log', 'json', '--ca-dir', join(folder, 'ca'), ...flags]
  const child = spawn(process.execPath, [join(folder, 'dist/emulator/cli.js'), ...given], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const log = []
  createInterface(child.stderr).on('line', line => log.push(line))
  let text = ''
  await new Promise((resolve, reject) => {
    child.stdout.on('data', chunk => {
      text += chunk
      if (/^ready /m.test(text)) resolve()
    })
    child.on('exit', code => reject(new Error(`the emulator ended with ${code}: ${text}${log.join('\n')}`)))
  })
  child.removeAllListeners('exit')
  process.on('exit', () => child.kill())
  return { url: /^ready (.*)$/m.exec(text)[1], text, log, child }
}

/** What an emulator itself says: of the calls it refused since the last reset, and of callers it never knew. */
async function explanation(emulator) {
  const { requests } = await (await fetch(`${emulator.url}/_emulator/requests`)).json()
  const refused = requests
    .filter(({ status }) => status >= 400)
    .map(({ status, operation, code, because = '', authorization }) => {
      const denied = authorization.filter(({ outcome }) => outcome !== 'allow')
      return [status, operation, code, because || denied.map(each => each.explanation).join(', ')].join(' ')
    })
  const unknown = emulator.log.filter(line => line.includes('"status":4') && !line.includes('"caller"'))
  return [...refused.slice(-5), ...unknown.slice(-5)].map(line => `    emulator: ${line}`)
}

const indented = text =>
  text
    .trim()
    .split('\n')
    .slice(-30)
    .map(line => `    ${line}`)
    .join('\n')

/** What pip, go and Maven say where the network, a proxy or a registry does not let them have a package. */
const unreachable =
  /timed? ?out|Could not (?:transfer|resolve|find) artifact|Failed to establish a new connection|Temporary failure in name resolution|No matching distribution found|ProxyError|proxyconnect|dial tcp|no such host|(?:40[0-9]|50[0-9]) (?:Forbidden|Not Found|Bad Gateway|Service Unavailable)|Connection (?:refused|reset)/i

/** Tests the clients and the examples of one language, and counts them. */
async function test({ folder: name, tools, install, clients, command, example }) {
  for (const [tool, version] of tools) {
    if ((await run(tool, [version])).code === 0) continue
    for (const client of clients) console.log(`skipped  ${client.name}: \`${tool}\` is not on this machine`)
    count.skipped += clients.length
    return
  }
  const cwd = join(folder, name)
  if (existsSync(join(here, name))) await cp(join(here, name), cwd, { recursive: true })
  const installed = await install(cwd)
  if (installed.code !== 0 && unreachable.test(installed.output)) {
    for (const client of clients) console.log(`skipped  ${client.name}: its registry cannot be reached`)
    console.log(indented(installed.output))
    count.skipped += clients.length
    return
  }
  if (installed.code !== 0) {
    for (const client of clients) console.log(`failed   ${client.name}: cannot be installed`)
    console.log(indented(installed.output))
    count.failed += clients.length
    return
  }
  for (const client of clients) {
    const asked = client.example ? shop : emulator
    await fetch(`${asked.url}/_emulator/reset`, { method: 'POST' })
    asked.log.length = 0
    const tried = client.example ? example : command
    const { code, output } = await tried(client, cwd, { ...noProxy, KMS_EMULATOR_URL: shop.url })
    console.log(`${code === 0 ? 'passed ' : 'failed '}  ${client.name}`)
    count[code === 0 ? 'passed' : 'failed']++
    if (code !== 0) console.log([indented(output), ...(await explanation(asked))].join('\n'))
  }
}

/** Puts an example where its language looks for tests: beside the clients, whose dependencies it shares. */
async function placeExamples() {
  for (const { folder: name, clients } of languages)
    for (const { example } of clients) {
      if (example === undefined) continue
      const file = join(folder, name, name === 'java' ? '.' : 'example', basename(example))
      await mkdir(dirname(file), { recursive: true })
      await cp(join(examples, example), file)
    }
}

const count = { passed: 0, failed: 0, skipped: 0 }
await buildEmulator()
/** Has managed secrets, too. */
const managed = join(root, 'fixtures/worlds/managed.json')
const emulator = await startEmulator('--throttling', 'documented', '--seed', managed)
/** Has the world of the examples. */
const shop = await startEmulator('--seed', join(examples, 'world.json'))
const printed = Object.fromEntries(
  [...emulator.text.matchAll(/^ {2}(\S+(?: \S+)*) {2,}(.*)$/gm)].map(([, client, line]) => [client, line]),
)
/** Some clients send even loopback addresses through a proxy of the environment, whatever NO_PROXY says. */
const noProxy = { HTTP_PROXY: '', HTTPS_PROXY: '', http_proxy: '', https_proxy: '' }
const base = { KMS_EMULATOR_URL: emulator.url, KMS_EMULATOR_CA: ca, ...noProxy }
try {
  await writeFile(ca, await (await fetch(`${emulator.url}/_emulator/ca.pem`)).text())
  await placeExamples()
  for (const language of languages) await test(language)
  console.log(`clients: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`)
  process.exitCode = count.failed === 0 ? 0 : 1
} finally {
  for (const { child } of [emulator, shop]) child.kill()
  await rm(folder, { recursive: true, force: true })
}
