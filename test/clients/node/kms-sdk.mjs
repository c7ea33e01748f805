// An application with @alicloud/kms-sdk, which speaks https only: prints what it got, one JSON line a call.
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const KmsClient = require('@alicloud/kms-sdk')

const { ENDPOINT: endpoint, ACCESS_KEY_ID: accessKeyId, ACCESS_KEY_SECRET: accessKeySecret } = process.env
// The client's own fault: `ignoreSSL: false` switches the check of certificates off, leaving it out keeps it on.
const client = new KmsClient({ endpoint, accessKeyId, accessKeySecret })
const keyId = 'alias/example'

const attempt = async run => {
  try {
    return await run()
  } catch (error) {
    return { thrown: error.name, message: error.message }
  }
}
const encrypted = await attempt(() => client.encrypt(keyId, 'aGVsbG8='))
console.log(JSON.stringify(encrypted))
console.log(JSON.stringify(await attempt(() => client.decrypt(encrypted.CiphertextBlob ?? 'none'))))
console.log(JSON.stringify(await attempt(() => client.describeKey('alias/nowhere'))))
