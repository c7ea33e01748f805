import { readdirSync, readFileSync } from 'node:fs'
import type { ProveInput } from '../../linter/secret-read/prove.ts'
import type { JsonPolicy } from './json-evaluator.ts'

/** A question and the proof that is expected, as `fixtures/proofs` holds them. */
export interface ProofFixture {
  readonly source: string
  /** Identity policies by path. */
  readonly policies: Readonly<Record<string, JsonPolicy>>
  readonly secret: string
  readonly key: string
  readonly gateway?: 'shared' | 'dedicated'
  readonly credentials?: 'accesskey' | 'sts'
  readonly principal?: string
  readonly sessionPolicy?: JsonPolicy
  readonly secretPolicy?: JsonPolicy
  readonly keyPolicy?: JsonPolicy
  readonly controlPolicies?: readonly JsonPolicy[]
  readonly expected: {
    readonly verdict: string
    readonly minimal: boolean | null
    readonly reason: string | null
    readonly requirements: readonly object[]
    readonly excess: readonly object[]
    readonly refused: readonly string[]
  }
}

/** The fixtures of a folder by name. */
export function fixturesOf<Fixture>(folder: string): readonly (readonly [string, Fixture])[] {
  const path = new URL(`../../fixtures/${folder}/`, import.meta.url)
  return readdirSync(path).map(name => [
    name.replace('.json', ''),
    JSON.parse(readFileSync(new URL(name, path), 'utf8')),
  ])
}

/** Policies as texts by path. */
export function textsOf(policies: Readonly<Record<string, JsonPolicy>>) {
  return Object.entries(policies).map(([path, document]) => ({
    path,
    text: JSON.stringify(document, null, 2),
    kind: 'identity' as const,
  }))
}

const text = (path: string, document: JsonPolicy) => ({ path, text: JSON.stringify(document, null, 2) })

/** The question of a fixture. */
export function inputOf(fixture: ProofFixture): ProveInput {
  const { policies, secret, key, gateway, credentials, principal } = fixture
  const { sessionPolicy, secretPolicy, keyPolicy, controlPolicies } = fixture
  return {
    policies: textsOf(policies),
    secret,
    key,
    gateway,
    credentials,
    ...(principal === undefined ? {} : { principal }),
    ...(sessionPolicy === undefined ? {} : { sessionPolicy: text('session-policy.json', sessionPolicy) }),
    ...(secretPolicy === undefined ? {} : { secretPolicy: text('secret-policy.json', secretPolicy) }),
    ...(keyPolicy === undefined ? {} : { keyPolicy: text('key-policy.json', keyPolicy) }),
    ...(controlPolicies === undefined
      ? {}
      : {
          controlPolicies: controlPolicies.map((each, index) => text(`control-policy-${index}.json`, each)),
        }),
  }
}
