import type { AccessKey } from '../state/account.ts'
import type { CaCertificate } from './control.ts'

/**
 * What clients and command lines read from the environment. Source: the official clients' credential chain
 * (`ALIBABA_CLOUD_*`), aliyun-cli and the Terraform provider for the endpoint. Which reads the CA from where was seen:
 * SSL_CERT_FILE: Go, aliyun-cli, Python V3 where no proxy is between; ALIBABA_CLOUD_CA_BUNDLE: Python V1;
 * REQUESTS_CA_BUNDLE: programs that use requests themselves. Java reads none. `url` is `http://HOST:PORT`.
 */
export function environmentOf(
  url: string,
  region: string,
  key: Pick<AccessKey, 'id' | 'secret'>,
  ca: Pick<CaCertificate, 'file'>,
): Readonly<Record<string, string>> {
  const endpoint = new URL(url).host
  return {
    KMS_EMULATOR_URL: url,
    ALIBABA_CLOUD_ACCESS_KEY_ID: key.id,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: key.secret,
    ALIBABA_CLOUD_REGION_ID: region,
    ALIBABA_CLOUD_ENDPOINT: endpoint,
    ALIBABA_CLOUD_IGNORE_PROFILE: 'TRUE',
    KMS_ENDPOINT: endpoint,
    NODE_EXTRA_CA_CERTS: ca.file,
    SSL_CERT_FILE: ca.file,
    REQUESTS_CA_BUNDLE: ca.file,
    ALIBABA_CLOUD_CA_BUNDLE: ca.file,
  }
}
