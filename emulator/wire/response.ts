import type { KmsError } from '../errors.ts'
import type { WireResponse } from './message.ts'

export interface SuccessAnswer {
  readonly action: string
  readonly format: 'JSON' | 'XML'
  readonly requestId: string
  readonly body: Readonly<Record<string, unknown>>
}

export interface ErrorAnswer {
  readonly error: KmsError
  readonly format: 'JSON' | 'XML'
  readonly requestId: string
  /** The host called, as received. */
  readonly host: string
  readonly product: string
}

/** A flat object with `RequestId`; never `Code`, which some clients take for a failure. */
export function renderSuccess(answer: SuccessAnswer): WireResponse | Promise<WireResponse> {
  const { action, format, requestId, body } = answer
  const headers = headersFor(format, requestId)
  if (format === 'JSON') return { status: 200, headers, body: jsonText(requestId, body) }
  return xmlText(`${action}Response`, { RequestId: requestId, ...body }).then(text => ({
    status: 200,
    headers,
    body: text,
  }))
}

/** `RequestId`, and the members of the body after it: one object made of the two would be taken apart again at once. */
function jsonText(requestId: string, body: Readonly<Record<string, unknown>>): string {
  const members = JSON.stringify(body)
  return `{"RequestId":"${requestId}"${members === '{}' ? '}' : `,${members.slice(1)}`}`
}

/** The gateway's envelope: `Code`, `Message`, `RequestId`, `HostId`, `Recommend`, all strings, and what the error adds. */
export function renderError(answer: ErrorAnswer): WireResponse | Promise<WireResponse> {
  if (answer.format === 'JSON') return renderJsonError(answer)
  const { error, requestId } = answer
  const headers = { ...headersFor('XML', requestId), ...error.headers }
  return xmlText('Error', errorBody(answer), 'Recommend').then(body => ({
    status: error.status,
    headers,
    body,
  }))
}

/** The same as JSON, at once. */
export function renderJsonError(answer: Omit<ErrorAnswer, 'format'>): WireResponse {
  const { error, requestId } = answer
  const headers = { ...headersFor('JSON', requestId), ...error.headers }
  return { status: error.status, headers, body: JSON.stringify(errorBody(answer)) }
}

function errorBody({ error, requestId, host, product }: Omit<ErrorAnswer, 'format'>) {
  return {
    RequestId: requestId,
    HostId: host,
    Code: error.code,
    Message: error.message,
    Recommend: `https://api.aliyun.com/troubleshoot?q=${encodeURIComponent(error.code)}&product=${product}&requestId=${requestId}`,
    ...error.members,
  }
}

/** As seen in logged answers of the gateway. The XML type is the only spelling that official clients parse. */
function headersFor(format: 'JSON' | 'XML', requestId: string): Record<string, string> {
  return {
    'content-type': format === 'JSON' ? 'application/json;charset=utf-8' : 'text/xml;charset=utf-8',
    'access-control-allow-origin': '*',
    'access-control-expose-headers': '*',
    'x-acs-request-id': requestId,
    'x-acs-trace-id': requestId.replaceAll('-', '').toLowerCase(),
  }
}

/** XML of an answer: members by name, a list's items under the name of their element. `cdata`: the member written so. */
async function xmlText(
  root: string,
  body: Readonly<Record<string, unknown>>,
  cdata?: string,
): Promise<string> {
  // A bundled CommonJS package gives its default export only.
  const { create } = (await import('xmlbuilder2')).default
  const document = create({ version: '1.0', encoding: 'UTF-8' }).ele(root)
  const add = (parent: typeof document, name: string, value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) add(parent, name, item)
    else if (typeof value === 'object' && value !== null) {
      const element = parent.ele(name)
      for (const [inner, content] of Object.entries(value)) add(element, inner, content)
    } else if (value !== undefined && value !== null) {
      const element = parent.ele(name)
      if (name === cdata) element.dat(String(value))
      else element.txt(xmlSafe(String(value)))
    }
  }
  for (const [name, value] of Object.entries(body)) add(document, name, value)
  return document.end()
}

/**
 * XML 1.0 cannot hold most control characters nor lone surrogates: they become U+FFFD, as parsers would fail on them.
 * `&` is escaped here because the writer takes what looks like an entity for one; a bare CR would be read as LF.
 */
function xmlSafe(text: string): string {
  return (
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not get through
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
      .replaceAll('&', '&amp;')
      .replaceAll('\r', '&#13;')
  )
}
