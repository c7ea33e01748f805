import type { SeedPolicyDocument } from './seed-document.ts'

/** The JSON text of a policy document: how state holds it. */
export function policyText(document: SeedPolicyDocument): string {
  return typeof document === 'string' ? document : JSON.stringify(document)
}

/** A policy's text as a document: an object where that gives the same text again, so that documents can be read and compared. */
export function policyFrom(text: string): SeedPolicyDocument {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    return text
  }
  const isObject = typeof document === 'object' && document !== null && !Array.isArray(document)
  return isObject && JSON.stringify(document) === text ? (document as object) : text
}
