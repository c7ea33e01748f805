import type { Parameters } from './message.ts'
import { percentEncode } from './percent.ts'

/** Parameters as both signature versions want them: by name in the order of its UTF-8 bytes, percent-encoded, joined by `&`. */
export function canonicalParameters(parameters: Parameters, except?: string): string {
  const names: string[] = []
  for (const name of parameters.keys()) if (name !== except) names.push(name)
  // Without surrogates the order of UTF-16 units is that of the bytes, and much sooner found.
  if (names.some(name => surrogate.test(name))) names.sort(byBytes)
  else names.sort()
  let canonical = ''
  for (const name of names) {
    if (canonical !== '') canonical += '&'
    canonical += `${percentEncode(name)}=${percentEncode(parameters.get(name) as string)}`
  }
  return canonical
}

const surrogate = /[\ud800-\udfff]/

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
