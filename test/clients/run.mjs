// npm run test:clients: the official clients of other languages, unmodified and at pinned versions, against the emulator.
// Installs them from their registries into a temporary folder; one line a client; exit code 1 if one failed.
import { spawn } from 'node:child_process'
import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { bundle } from '../../.ci/bundle.mjs'

const here = dirname(fileURLToPath(import.meta.url))
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
    ],
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
      { name: 'Go alibabacloud-go/kms-20160120/v3', test: 'TestKmsV3|TestPrinted' },
      { name: 'Go alibaba-cloud-sdk-go', test: 'TestSdkV1' },
      { name: 'Go aliyun-secretsmanager-client-go', test: 'TestCache', line: 'cache clients' },
    ],
    // The shell reads the line, as it would where it was copied to.
    command: ({ test, line }, cwd) =>
      run('sh', ['-c', `${printed[line] ?? ':'}; exec go test -count=1 -failfast -run '^(${test})$' .`], {
        cwd,
        env: { ...base, SSL_CERT_FILE: ca },
      }),
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
    ],
    command: ({ test }, cwd) => {
      const trust = `-Djavax.net.ssl.trustStore=${trustStore} -Djavax.net.ssl.trustStorePassword=changeit`
      return run('mvn', ['-q', '-B', 'test', `-Dtest=${test}`, `-DargLine=${trust}`], {
        cwd,
        env: { ...base, HTTPS_PROXY: emulator.url, NO_PROXY: '127.0.0.1' },
      })
    },
  },
  {
    folder: 'cli',
    tools: [['aliyun', 'version']],
    install: async () => ({ code: 0 }),
    clients: [{ name: 'aliyun CLI', test: 'GetSecretValue' }],
    async command() {
      const line = await run('sh', ['-c', printed['aliyun CLI']], { env: { ...noProxy, HOME: folder } })
      if (line.code !== 0 || !line.output.includes('example-value')) return { ...line, code: line.code || 1 }
      const fromEnvironment = ['kms', 'GetSecretValue', '--SecretName', 'example-secret', '--insecure']
      const variables = await (await fetch(`${emulator.url}/_emulator/env`)).json()
      return run('aliyun', fromEnvironment, { env: { ...noProxy, ...variables, HOME: folder } })
    },
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
	value, err := secretV3(client, "example-secret")
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

/** Builds the emulator and starts it; answers its URL, what it printed, and how to stop it. */
async function startEmulator() {
  await symlink(join(here, '../../node_modules'), join(folder, 'node_modules'))
  await bundle(join(folder, 'dist'), ['emulator/cli.ts'])
  const flags = 'serve --port 0 --throttling documented --log json --ca-dir'.split(' ')
  const child = spawn(
    process.execPath,
    [join(folder, 'dist/emulator/cli.js'), ...flags, join(folder, 'ca')],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
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

/** What the emulator itself says: of the calls it refused since the last reset, and of callers it never knew. */
async function explanation() {
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

/** Tests the clients of one language; answers how many failed. */
async function test({ folder: name, tools, install, clients, command }) {
  for (const [tool, version] of tools) {
    if ((await run(tool, [version])).code === 0) continue
    for (const client of clients) console.log(`skipped  ${client.name}: \`${tool}\` is not on this machine`)
    return 0
  }
  const cwd = join(folder, name)
  if (name !== 'cli') await cp(join(here, name), cwd, { recursive: true })
  const installed = await install(cwd)
  if (installed.code !== 0) {
    for (const client of clients) console.log(`failed   ${client.name}: cannot be installed`)
    console.log(indented(installed.output))
    return clients.length
  }
  let failed = 0
  for (const client of clients) {
    await fetch(`${emulator.url}/_emulator/reset`, { method: 'POST' })
    emulator.log.length = 0
    const { code, output } = await command(client, cwd)
    console.log(`${code === 0 ? 'passed ' : 'failed '}  ${client.name}`)
    if (code === 0) continue
    failed++
    console.log([indented(output), ...(await explanation())].join('\n'))
  }
  return failed
}

const emulator = await startEmulator()
const printed = Object.fromEntries(
  [...emulator.text.matchAll(/^ {2}(\S+(?: \S+)*) {2,}(.*)$/gm)].map(([, client, line]) => [client, line]),
)
/** Some clients send even loopback addresses through a proxy of the environment, whatever NO_PROXY says. */
const noProxy = { HTTP_PROXY: '', HTTPS_PROXY: '', http_proxy: '', https_proxy: '' }
const base = { KMS_EMULATOR_URL: emulator.url, KMS_EMULATOR_CA: ca, ...noProxy }
try {
  await writeFile(ca, await (await fetch(`${emulator.url}/_emulator/ca.pem`)).text())
  let failed = 0
  for (const language of languages) failed += await test(language)
  process.exitCode = failed === 0 ? 0 : 1
} finally {
  emulator.child.kill()
  await rm(folder, { recursive: true, force: true })
}
