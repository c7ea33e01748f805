// An application with @alicloud/pop-core that knows the service by its own name only, as in production: it takes the
// proxy from the environment, through the agent that the client accepts. Prints what it got, one JSON line a call.
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const RPCClient = require('@alicloud/pop-core')
const createAgent = require('https-proxy-agent')

const { HTTPS_PROXY, ACCESS_KEY_ID: accessKeyId, ACCESS_KEY_SECRET: accessKeySecret } = process.env
const agent = HTTPS_PROXY === undefined ? undefined : createAgent(HTTPS_PROXY)

for (const host of process.argv.slice(2)) {
  const client = new RPCClient({
    endpoint: `https://${host}`,
    apiVersion: '2016-01-20',
    accessKeyId,
    accessKeySecret,
    opts: { agent },
  })
  const read = client.request('GetSecretValue', { SecretName: 'example-secret' }, {})
  console.log(JSON.stringify(await read.catch(({ code, message }) => ({ code, message }))))
}
