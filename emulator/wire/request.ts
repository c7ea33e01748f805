import { refuse } from '../errors.ts'
import { gatewayErrors } from './gateway-errors.ts'
import type { HeaderFields, Parameters, WireRequest } from './message.ts'
import { percentDecode } from './percent.ts'

/** A request whose form is right, before anyone is believed. */
export interface Message {
  readonly style: 'V1' | 'V3'
  readonly method: 'GET' | 'POST'
  readonly action: string
  readonly version: string
  readonly format: 'JSON' | 'XML'
  /** As received, with its port. */
  readonly host: string
  /** Of query and form together, decoded, common ones included. */
  readonly parameters: Parameters
  /** Of the query alone: what signature V3 covers beside the body. */
  readonly queryParameters: Parameters
  readonly headers: HeaderFields
  readonly body: Uint8Array
}

/** No call has more: 50 resources and 20 tags are the most that the API takes. */
const parameterLimit = 2000

/** Reads what a request says. Refuses what cannot be read: method, path, encoding, format, missing action or version. */
export function readMessage(wire: WireRequest): Message {
  const { method, headers, body } = wire
  if (method !== 'GET' && method !== 'POST') refuse(gatewayErrors, 'UnsupportedHTTPMethod')
  if (wire.path !== '/') refuse(gatewayErrors, 'InvalidAction.NotFound')
  const queryParameters = new Map<string, string>()
  addParameters(queryParameters, wire.query)
  const parameters = body.length === 0 ? queryParameters : new Map(queryParameters)
  if (body.length > 0) addParameters(parameters, formText(headers, body))
  // Each from where its signature covers it: V1 signs no headers, and V3's clients send no such parameters.
  const v3 = headers.get('authorization')?.startsWith('ACS3-') === true
  return {
    style: v3 ? 'V3' : 'V1',
    method,
    action: required('Action', v3 ? headers.get('x-acs-action') : parameters.get('Action')),
    version: required('Version', v3 ? headers.get('x-acs-version') : parameters.get('Version')),
    format: formatOf(parameters, headers),
    host: headers.get('host') ?? '',
    parameters,
    queryParameters,
    headers,
    body,
  }
}

function required(name: 'Action' | 'Version', value: string | undefined): string {
  return value === undefined || value === '' ? missing(name) : value
}

/** Refuses a request that lacks a common parameter, or the header that V3 has in its place. */
export function missing(name: string): never {
  const row = gatewayErrors['Missing<Name>']
  return refuse({ [`Missing${name}`]: row }, `Missing${name}`, row.message.replace('<Name>', name))
}

/** A body that is no form is refused: no operation of this API takes one (assumed: the code of unparsable input). */
function formText(headers: HeaderFields, body: Uint8Array): string {
  const type = headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
  if (type !== 'application/x-www-form-urlencoded')
    refuse(gatewayErrors, 'ParseRequestParameterException', undefined, {
      because: 'the body must be `application/x-www-form-urlencoded`',
    })
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1')
}

function addParameters(into: Map<string, string>, text: string): void {
  if (text === '') return
  let start = 0
  while (start <= text.length) {
    let end = text.indexOf('&', start)
    if (end < 0) end = text.length
    if (end > start) addParameter(into, text.slice(start, end))
    start = end + 1
  }
}

function addParameter(into: Map<string, string>, pair: string): void {
  const mark = pair.indexOf('=')
  const name = percentDecode(mark < 0 ? pair : pair.slice(0, mark))
  const value = mark < 0 ? '' : percentDecode(pair.slice(mark + 1))
  if (name === undefined || value === undefined) unreadable('the percent-encoding is not UTF-8')
  if (into.has(name)) unreadable('a parameter is given twice')
  if (into.size >= parameterLimit) unreadable(`there are more than ${parameterLimit} parameters`)
  into.set(name, value)
}

function unreadable(because: string): never {
  return refuse(gatewayErrors, 'ParseRequestParameterException', undefined, { because })
}

/** JSON unless XML is asked for; a client that accepts XML only gets XML. Source: answers of the gateway, Java core. */
function formatOf(parameters: Parameters, headers: HeaderFields): 'JSON' | 'XML' {
  const format = parameters.get('Format')
  if (format === undefined || format === '') return acceptsXmlOnly(headers.get('accept')) ? 'XML' : 'JSON'
  const upper = format.toUpperCase()
  return upper === 'JSON' || upper === 'XML' ? upper : refuse(gatewayErrors, 'InvalidParameter.Format')
}

/** The format that a request seems to want which could not be read. */
export function formatWanted({ query, headers }: WireRequest): 'JSON' | 'XML' {
  return /(?:^|&)Format=XML(?:&|$)/i.test(query) || acceptsXmlOnly(headers.get('accept')) ? 'XML' : 'JSON'
}

function acceptsXmlOnly(accept: string | undefined): boolean {
  if (!accept) return false
  return accept.split(',').every(type => /^\s*(application|text)\/xml\s*(;|$)/i.test(type))
}
