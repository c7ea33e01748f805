// The aliyun CLI: the line that the emulator prints for it, what it reads from the environment, and how it is refused.

const nobody = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAIemulatornobody000001',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'emulator-nobody-secret',
}

/** Runs it; answers the exit code and output of the first step that went wrong, else of the last. */
export async function testAliyunCli(run, { line, url, env }) {
  const variables = await (await fetch(`${url}/_emulator/env`)).json()
  const call = (operation, parameters, more = {}) => {
    const flags = Object.entries(parameters).flatMap(([name, value]) => [`--${name}`, value])
    return run('aliyun', ['kms', operation, ...flags, '--insecure'], {
      env: { ...env, ...variables, ...more },
    })
  }
  const control = (path, body) =>
    fetch(`${url}/_emulator${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const read = more => call('GetSecretValue', { SecretName: 'example-secret' }, more)
  const steps = [
    ['example-value', () => run('sh', ['-c', line], { env })],
    ['example-value', () => read()],
    [
      'example-value',
      () => call('GetSecretValue', { SecretName: 'example-secret', VersionStage: 'ACSCurrent' }),
    ],
    [
      '"VersionId": "v1"',
      () => call('CreateSecret', { SecretName: 'new/name', VersionId: 'v1', SecretData: 'a b+c=' }),
    ],
    ['a b+c=', () => call('GetSecretValue', { SecretName: 'new/name' })],
    [
      '"VersionId": "v2"',
      () => call('PutSecretValue', { SecretName: 'new/name', VersionId: 'v2', SecretData: 'd' }),
    ],
    ['new/name', () => call('ListSecrets', {})],
    ['Forbidden.ResourceNotFound', () => call('GetSecretValue', { SecretName: 'no-such-secret' })],
    ['SignatureDoesNotMatch', () => read({ ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'wrong' })],
    ['Forbidden.NoPermission', () => read(nobody)],
    ['Rejected.Unavailable', () => control('/scenarios/instance-expired', {}).then(() => read())],
  ]
  for (const [expected, step] of steps) {
    const { code, output } = await step()
    const refusal = expected.includes('.') || expected.startsWith('Signature')
    if (refusal === (code === 0) || !output.includes(expected))
      return { code: code || 1, output: `${step}\nexpected ${expected}, got\n${output}` }
  }
  return { code: 0, output: '' }
}
