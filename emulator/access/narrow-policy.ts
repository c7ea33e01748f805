import { coversAction, knownActions } from './authorize.ts'

/** A statement as its author wrote it: the parts that narrowing touches. The rest goes along. */
interface WrittenStatement {
  readonly Effect: string
  readonly Action?: string | readonly string[]
  readonly NotAction?: string | readonly string[]
  readonly Principal?: Readonly<Record<string, string | readonly string[]>>
  readonly Sid?: string
}

/**
 * A valid policy (JSON text) without what it allows of `actions`: the same text where it allows none of them, null
 * where nothing is left of it. No Deny is added. A wildcard is written out as the longer patterns that lead to actions
 * known by name and to none of those taken away; `*` alone becomes NotAction.
 */
export function policyWithout(text: string, actions: readonly string[]): string | null {
  return rewrite(text, statement => {
    const narrowed = narrow(statement, actions, true)
    return narrowed === statement ? undefined : narrowed === null ? [] : [narrowed]
  })
}

/** Likewise for a key or secret policy, where it names the principal `arn` itself; others keep what it gives them. */
export function resourcePolicyWithout(text: string, actions: readonly string[], arn: string): string | null {
  if (!text.includes(arn)) return text
  return rewrite(text, statement => {
    const named = list(statement.Principal?.RAM)
    if (!named.includes(arn)) return undefined
    const narrowed = narrow(statement, actions, false)
    if (narrowed === statement) return undefined
    const others = named.filter(each => each !== arn)
    const { Sid: _, ...unnamed } = narrowed ?? {}
    return [
      ...(others.length === 0 ? [] : [{ ...statement, Principal: { ...statement.Principal, RAM: others } }]),
      ...(narrowed === null ? [] : [{ ...unnamed, Principal: { RAM: [arn] } } as WrittenStatement]),
    ]
  })
}

/** Replaces each statement by what `change` answers for it; undefined leaves it as it is. */
function rewrite(
  text: string,
  change: (statement: WrittenStatement) => readonly WrittenStatement[] | undefined,
): string | null {
  const document: { Statement: WrittenStatement[] } = JSON.parse(text)
  let changed = false
  const statements = document.Statement.flatMap(statement => {
    const instead = change(statement)
    if (instead === undefined) return [statement]
    changed = true
    return instead
  })
  if (!changed) return text
  return statements.length === 0 ? null : JSON.stringify({ ...document, Statement: statements })
}

/** The statement without the actions: itself where it does not allow them, null where it allowed nothing else. */
function narrow(
  statement: WrittenStatement,
  actions: readonly string[],
  mayNegate: boolean,
): WrittenStatement | null {
  if (statement.Effect !== 'Allow') return statement
  const { Action, NotAction, ...rest } = statement
  if (NotAction !== undefined) {
    const but = list(NotAction)
    const allowed = actions.filter(action => !but.some(pattern => coversAction(pattern, action)))
    return allowed.length === 0 ? statement : { ...rest, NotAction: [...but, ...allowed] }
  }
  const patterns = list(Action)
  const affected = (pattern: string) => actions.some(action => coversAction(pattern, action))
  if (!patterns.some(affected)) return statement
  if (mayNegate && patterns.some(pattern => /^\*+$/.test(pattern)))
    return { ...rest, NotAction: [...actions] }
  const kept = patterns.flatMap(pattern => (affected(pattern) ? writtenOut(pattern, actions) : [pattern]))
  return kept.length === 0 ? null : { ...rest, Action: [...new Set(kept)] }
}

/** Patterns for the known actions under `pattern` that are not taken away; as short as they can be below `kms:Get*`. */
function writtenOut(pattern: string, actions: readonly string[]): string[] {
  if (!/[*?]/.test(pattern)) return []
  const [, stem] = /^([^*?]*)\*+$/.exec(pattern) ?? []
  return knownActions()
    .filter(known => coversAction(pattern, known) && !actions.some(action => coversAction(known, action)))
    .map(known => {
      if (stem === undefined) return known
      for (let length = stem.length + 1; length <= known.length; length++) {
        const shorter = `${known.slice(0, length)}*`
        if (!actions.some(action => coversAction(shorter, action))) return shorter
      }
      return known
    })
}

function list(value: string | readonly string[] | undefined): readonly string[] {
  return typeof value === 'string' ? [value] : (value ?? [])
}
