// The aliyun CLI: the line that the emulator prints for it, what it reads from the environment, and how it is refused.

const nobody = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAIemulatornobody000001',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'emulator-nobody-secret',
}

const binary = { SecretName: 'new/binary', SecretDataType: 'binary' }
const rds = { SecretName: 'rds/single' }
const managed = { secret: rds.SecretName }
const twice = { operation: 'GetSecretValue', error: { code: 'Rejected.Throttling' }, times: 2 }

/** Runs it; answers the exit code and output of the first step that went wrong, else of the last. */
export async function testAliyunCli(run, { line, url, ca, env }) {
  const variables = await (await fetch(`${url}/_emulator/env`)).json()
  const call = (operation, parameters, more = {}, scheme = '--insecure') => {
    const flags = Object.entries(parameters).flatMap(([name, value]) => [`--${name}`, value])
    return run('aliyun', ['kms', operation, ...flags, scheme], {
      env: { ...env, ...variables, ...more },
    })
  }
  const control = async (path, body) => {
    const answer = await fetch(`${url}/_emulator${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return { code: answer.ok ? 0 : answer.status, output: await answer.text() }
  }
  const read = (more, scheme) => call('GetSecretValue', { SecretName: 'example-secret' }, more, scheme)
  const steps = [
    ['example-value', () => run('sh', ['-c', line], { env })],
    ['example-value', () => read()],
    [
      '"VersionId": "v1"',
      () => call('CreateSecret', { SecretName: 'new/name', VersionId: 'v1', SecretData: 'a b+c=' }),
    ],
    ['a b+c=', () => call('GetSecretValue', { SecretName: 'new/name' })],
    [
      '"VersionId": "v2"',
      () => call('PutSecretValue', { SecretName: 'new/name', VersionId: 'v2', SecretData: 'd' }),
    ],
    ['"SecretData": "d"', () => call('GetSecretValue', { SecretName: 'new/name' })],
    ['a b+c=', () => call('GetSecretValue', { SecretName: 'new/name', VersionStage: 'ACSPrevious' })],
    ['new/name', () => call('ListSecrets', {})],
    ['"VersionId": "v1"', () => call('CreateSecret', { ...binary, VersionId: 'v1', SecretData: 'AAF/gP8=' })],
    ['"SecretData": "AAF/gP8="', () => call('GetSecretValue', { SecretName: binary.SecretName })],
    ['example-value', () => read({ SSL_CERT_FILE: ca }, '--secure')],
    ['x509', () => read({ SSL_CERT_FILE: '' }, '--secure')],
    [
      '"AccountName',
      () => control('/scenarios/rotation-in-progress', managed).then(() => call('GetSecretValue', rds)),
    ],
    ['Rejected.ResourceInUse', () => call('RotateSecret', { ...rds, VersionId: 'v2' })],
    // Throttled, it tries again by itself.
    [
      'example-value',
      () =>
        control('/reset', {})
          .then(() => control('/faults', twice))
          .then(() => read()),
    ],
    ['"calls":3', () => control('/requests/verify', { operation: 'GetSecretValue', times: 3 })],
    ['Forbidden.ResourceNotFound', () => call('GetSecretValue', { SecretName: 'no-such-secret' })],
    ['SignatureDoesNotMatch', () => read({ ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'wrong' })],
    ['Forbidden.NoPermission', () => read(nobody)],
    ['Rejected.Unavailable', () => control('/scenarios/instance-expired', {}).then(() => read())],
  ]
  for (const [expected, step] of steps) {
    const { code, output } = await step()
    const refusal = /^[A-Z]\w+\.|^Signature|^x509/.test(expected)
    if (refusal === (code === 0) || !output.includes(expected))
      return { code: code || 1, output: `${step}\nexpected ${expected}, got\n${output}` }
  }
  return { code: 0, output: '' }
}
