import { describe, expect, test } from 'vitest'
import { answer } from '../../emulator/answer.ts'
import { KmsError } from '../../emulator/errors.ts'
import { renderError, renderSuccess } from '../../emulator/wire/response.ts'
import { request, startWorld } from './gateway-world.ts'
import type { SignedRequestOptions, WrittenRequest } from './signed-request.ts'

const requestId = '7F75E7B4-4636-43B4-A8DE-5FC4A9E1F876'
const json = 'application/json;charset=utf-8'
const xml = 'text/xml;charset=utf-8'
const headersOf = (type: string, id = requestId) => ({
  'content-type': type,
  'access-control-allow-origin': '*',
  'access-control-expose-headers': '*',
  'x-acs-request-id': id,
  'x-acs-trace-id': id.replaceAll('-', '').toLowerCase(),
})

const version = (id: string, stages: string[]) => ({ VersionId: id, VersionStages: { VersionStage: stages } })
const listing = {
  SecretName: 'app/db',
  TotalCount: 2,
  Truncated: false,
  VersionIds: { VersionId: [version('v2', ['ACSCurrent', 'mine']), version('v1', [])] },
  Tags: { Tag: [] },
  Absent: undefined,
}

describe('a success', () => {
  const render = (format: 'JSON' | 'XML', body: Record<string, unknown>) =>
    renderSuccess({ action: 'ListSecretVersionIds', format, requestId, body })

  test('as JSON', async () => {
    expect(await render('JSON', listing)).toEqual({
      status: 200,
      headers: headersOf(json),
      body: `{"RequestId":"${requestId}","SecretName":"app/db","TotalCount":2,"Truncated":false,"VersionIds":{"VersionId":[{"VersionId":"v2","VersionStages":{"VersionStage":["ACSCurrent","mine"]}},{"VersionId":"v1","VersionStages":{"VersionStage":[]}}]},"Tags":{"Tag":[]}}`,
    })
  })

  test('as XML', async () => {
    const versions =
      '<VersionId><VersionId>v2</VersionId><VersionStages><VersionStage>ACSCurrent</VersionStage><VersionStage>mine</VersionStage></VersionStages></VersionId><VersionId><VersionId>v1</VersionId><VersionStages/></VersionId>'
    expect(await render('XML', listing)).toEqual({
      status: 200,
      headers: headersOf(xml),
      body: `<?xml version="1.0" encoding="UTF-8"?><ListSecretVersionIdsResponse><RequestId>${requestId}</RequestId><SecretName>app/db</SecretName><TotalCount>2</TotalCount><Truncated>false</Truncated><VersionIds>${versions}</VersionIds><Tags/></ListSecretVersionIdsResponse>`,
    })
  })

  test.each([
    { text: '<a b="c">&amp;]]>', json: '<a b=\\"c\\">&amp;]]>', xml: '&lt;a b="c"&gt;&amp;amp;]]&gt;' },
    { text: 'é🔑\u2028', json: 'é🔑\u2028', xml: 'é🔑\u2028' },
    { text: '\u0000\u0008\u001b[31m', json: '\\u0000\\b\\u001b[31m', xml: '\ufffd\ufffd\ufffd[31m' },
    { text: '\ud800x\udfff', json: '\\ud800x\\udfff', xml: '\ufffdx\ufffd' },
    { text: '\ufffe\uffff', json: '\ufffe\uffff', xml: '\ufffd\ufffd' },
    { text: 'a\tb\nc', json: 'a\\tb\\nc', xml: 'a\tb\nc' },
    { text: 'a\r\nb', json: 'a\\r\\nb', xml: 'a&#13;\nb' },
    { text: ' ', json: ' ', xml: ' ' },
  ])('holds $text as it can', async ({ text, json, xml }) => {
    const body = { SecretData: text }
    const root = 'ListSecretVersionIdsResponse'
    expect((await render('JSON', body)).body).toBe(`{"RequestId":"${requestId}","SecretData":"${json}"}`)
    expect((await render('XML', body)).body).toBe(
      `<?xml version="1.0" encoding="UTF-8"?><${root}><RequestId>${requestId}</RequestId><SecretData>${xml}</SecretData></${root}>`,
    )
  })
})

describe('an error', () => {
  const denied = new KmsError('Forbidden.NoPermission', 403, 'This operation is "forbidden" & <so on>.', {
    members: { AccessDeniedDetail: { AuthAction: 'kms:GetSecretValue', NoPermissionType: 'ImplicitDeny' } },
    headers: { 'x-acs-retry-after': '750' },
    because: 'never sent',
  })
  const about = { error: denied, requestId, host: 'kms.cn-hangzhou.aliyuncs.com', product: 'Kms' }
  const advice = `https://api.aliyun.com/troubleshoot?q=Forbidden.NoPermission&product=Kms&requestId=${requestId}`

  test('as JSON', async () => {
    expect(await renderError({ ...about, format: 'JSON' })).toEqual({
      status: 403,
      headers: { ...headersOf(json), 'x-acs-retry-after': '750' },
      body: `{"RequestId":"${requestId}","HostId":"kms.cn-hangzhou.aliyuncs.com","Code":"Forbidden.NoPermission","Message":"This operation is \\"forbidden\\" & <so on>.","Recommend":"${advice}","AccessDeniedDetail":{"AuthAction":"kms:GetSecretValue","NoPermissionType":"ImplicitDeny"}}`,
    })
  })

  test('as XML', async () => {
    const detail =
      '<AccessDeniedDetail><AuthAction>kms:GetSecretValue</AuthAction><NoPermissionType>ImplicitDeny</NoPermissionType></AccessDeniedDetail>'
    expect(await renderError({ ...about, format: 'XML' })).toEqual({
      status: 403,
      headers: { ...headersOf(xml), 'x-acs-retry-after': '750' },
      body: `<?xml version="1.0" encoding="UTF-8"?><Error><RequestId>${requestId}</RequestId><HostId>kms.cn-hangzhou.aliyuncs.com</HostId><Code>Forbidden.NoPermission</Code><Message>This operation is "forbidden" &amp; &lt;so on&gt;.</Message><Recommend><![CDATA[${advice}]]></Recommend>${detail}</Error>`,
    })
  })
})

describe('over the whole way', () => {
  const nobody = { accessKeyId: 'LTAIemulatornobody000001', accessKeySecret: 'emulator-nobody-secret' }
  const read = { action: 'GetSecretValue', parameters: { SecretName: 'example-secret' } }

  test('a denial says who may not do what, and why', async () => {
    const { emulator, account } = startWorld()
    const { status, headers, body } = await answer(emulator, request('V3', { ...read, ...nobody }))
    const id = headers['x-acs-request-id'] as string
    const { EncodedDiagnosticMessage, ...detail } = JSON.parse(body).AccessDeniedDetail
    expect({ status, headers, body: { ...JSON.parse(body), AccessDeniedDetail: detail } }).toEqual({
      status: 403,
      headers: headersOf(json, id),
      body: {
        RequestId: id,
        HostId: '127.0.0.1:5670',
        Code: 'Forbidden.NoPermission',
        Message:
          'This operation for acs:kms:cn-hangzhou:1000000000000001:secret/example-secret is forbidden by permission system.',
        Recommend: `https://api.aliyun.com/troubleshoot?q=Forbidden.NoPermission&product=Kms&requestId=${id}`,
        AccessDeniedDetail: {
          AuthAction: 'kms:GetSecretValue',
          AuthPrincipalDisplayName: account.users.get('nobody')?.id,
          AuthPrincipalOwnerId: '1000000000000001',
          AuthPrincipalType: 'SubUser',
          NoPermissionType: 'ImplicitDeny',
          PolicyType: 'AccountLevelIdentityBasedPolicy',
        },
      },
    })
    expect(EncodedDiagnosticMessage).toMatch(/^AQ[A-Za-z0-9+/=]+$/)
  })

  test('a success is flat, its RequestId first, with no member that means an error', async () => {
    const { emulator } = startWorld()
    const { status, headers, body } = await answer(emulator, request('V1', read))
    const id = headers['x-acs-request-id'] as string
    expect({ status, headers, body }).toEqual({
      status: 200,
      headers: headersOf(json, id),
      body: `{"RequestId":"${id}",${body.slice(`{"RequestId":"${id}",`.length)}`,
    })
    expect(JSON.parse(body)).toMatchObject({
      SecretName: 'example-secret',
      SecretData: 'example-value',
      VersionStages: { VersionStage: ['ACSCurrent'] },
    })
    for (const name of ['Code', 'Message', 'HostId']) expect(JSON.parse(body)).not.toHaveProperty(name)
  })

  const accepting = (accept: string | undefined) => ({ common: {}, headers: { accept } })
  const asking = (format: string | undefined) => ({ common: { Format: format } })
  test.each<[string, Partial<SignedRequestOptions>, string]>([
    ['no Format', asking(undefined), json],
    ['an empty Format', asking(''), json],
    ['Format=JSON', asking('JSON'), json],
    ['Format=json', asking('json'), json],
    ['Format=XML', asking('XML'), xml],
    ['Format=xml', asking('xml'), xml],
    ['Format=JSON and Accept of XML', { ...asking('JSON'), headers: { accept: 'text/xml' } }, json],
  ])('%s with V1', async (_, changes, type) => {
    const { emulator } = startWorld()
    expect((await answer(emulator, request('V1', { ...read, ...changes }))).headers['content-type']).toBe(
      type,
    )
    const wrong = request('V1', { ...read, ...changes, accessKeySecret: 'wrong' })
    expect((await answer(emulator, wrong)).headers['content-type']).toBe(type)
  })

  test.each<[string | undefined, string]>([
    [undefined, json],
    ['', json],
    ['*/*', json],
    ['application/json', json],
    ['application/xml', xml],
    ['text/xml', xml],
    ['Text/XML; charset=utf-8', xml],
    ['application/xml, text/xml;q=0.9', xml],
    ['application/xml,*/*', json],
    ['text/html,application/xhtml+xml,application/xml;q=0.9', json],
    ['application/xhtml+xml', json],
  ])('Accept: %s', async (accept, type) => {
    const { emulator } = startWorld()
    expect(
      (await answer(emulator, request('V3', { ...read, ...accepting(accept) }))).headers['content-type'],
    ).toBe(type)
    const unknown = request('V3', { ...read, ...accepting(accept), action: 'x' })
    expect((await answer(emulator, unknown)).headers['content-type']).toBe(type)
  })

  test.each<[string, (wire: WrittenRequest) => WrittenRequest, string]>([
    ['that asks for XML', wire => ({ ...wire, query: 'Format=XML&a=%' }), xml],
    ['whose Format is unknown', wire => ({ ...wire, query: 'Format=YAML' }), json],
    ['that only speaks of XML', wire => ({ ...wire, query: 'X-Format=XML&a=Format=XML&b=%' }), json],
    ['without anything', wire => ({ ...wire, query: '', headers: new Map() }), json],
  ])('a request %s and cannot be read', async (_, change, type) => {
    const { headers, status } = await answer(startWorld().emulator, change(request('V1', read)))
    expect({ status, type: headers['content-type'] }).toEqual({ status: 400, type })
  })

  test('the host is told as it was called, whatever it says', async () => {
    const { emulator } = startWorld()
    const hostOf = async (wire: WrittenRequest) => JSON.parse((await answer(emulator, wire)).body).HostId
    expect(await hostOf(request('V1', { action: 'x', host: 'KMS.example:1' }))).toBe('KMS.example:1')
    expect(await hostOf({ ...request('V1', { action: 'x' }), headers: new Map() })).toBe('')
  })
})
