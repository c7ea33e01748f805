import type { PolicyKind } from '../policy/index.ts'
import { byteOrderMark, positionsIn } from '../position.ts'
import { recognise } from '../recognise.ts'
import type { Extracted, ExtractedReport } from '../reports/extraction.ts'
import { hostOffset } from './draft.ts'
import { readPolicies, type SourcePolicy } from './index.ts'
import { shownText } from './shown.ts'

/** What a file holds, as `ram-lint extract` reports it. A policy itself is one that is found at the start of its file. */
export async function policiesOf(
  text: string,
  path: string,
  { met, kind }: { readonly met: boolean; readonly kind: PolicyKind | undefined },
): Promise<Pick<ExtractedReport, 'policies' | 'unresolved'> & { readonly problem?: string }> {
  const host = await readPolicies(text, path, kind)
  if (host === null) return { policies: policyItself(text, path, met, kind), unresolved: [] }
  const positionOf = positionsIn(text)
  const { policies, unresolved, problem, form } = host
  return {
    policies: policies.map(policy => extractedOf(policy, path, form, positionOf)),
    unresolved: unresolved.map(({ name, label, start, end }) => ({
      path,
      name,
      label,
      start: positionOf(start),
      end: positionOf(end),
    })),
    ...(problem === undefined ? {} : { problem }),
  }
}

function policyItself(
  text: string,
  path: string,
  met: boolean,
  kind: PolicyKind | undefined,
): readonly Extracted[] {
  const body = text.startsWith(byteOrderMark) ? text.slice(1) : text
  const recognised = recognise(body, path, !met)
  const own = recognised.kind === null ? null : (kind ?? recognised.kind)
  if (own === null) return []
  const positionOf = positionsIn(text)
  return [
    {
      path,
      form: 'json',
      name: path,
      pointer: '',
      kind: own,
      start: positionOf(text.length - body.length),
      end: positionOf(text.length),
      document: documentOf(body),
      text: body,
      unknowns: [],
    },
  ]
}

function extractedOf(
  { draft, name, pointer, kind }: SourcePolicy,
  path: string,
  form: Extracted['form'],
  positionOf: ReturnType<typeof positionsIn>,
): Extracted {
  const text = shownText(draft)
  const place = ({ start, end }: { readonly start: number; readonly end: number }) => ({
    start: positionOf(start),
    end: positionOf(end),
  })
  const from = draft.text.search(/\S/)
  const start = hostOffset(draft, Math.max(from, 0), 'start')
  const end = Math.max(hostOffset(draft, draft.text.trimEnd().length, 'end'), start)
  const unknowns = draft.unknowns.map(each => ({ label: each.label, ...place(each) }))
  return {
    path,
    form,
    name,
    pointer,
    kind,
    ...place({ start, end }),
    document: documentOf(text),
    text,
    unknowns,
  }
}

/** Null for a text that is no JSON. */
function documentOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}
