import {
  type AttachedPolicy,
  attach,
  type ConditionClause,
  type PolicyDocument,
  type PolicySet,
  type Statement,
} from '../policy/index.ts'

/** Policies as they decide if every condition that is left open turns out for, or against, the one who asks. */
export interface Bounds {
  readonly most: PolicySet
  readonly least: PolicySet
}

/** Whether a request leaves a condition open: its key is neither given nor said to be absent. */
export function isOpen(clause: ConditionClause, known: ReadonlySet<string>): boolean {
  return !known.has(clause.key.value.toLowerCase())
}

/**
 * The two bounds of what policies allow. What the upper one denies is denied in every context, what the lower one
 * allows is allowed in every context. Between them open conditions decide, each taken for itself (so two that exclude
 * or complete each other are not seen to).
 */
export function boundsOf(policies: PolicySet, known: ReadonlySet<string>): Bounds {
  const bound = (favoured: Statement['effect']): PolicySet => {
    const each = (policy: AttachedPolicy) => settle(policy, favoured, known)
    const { identity, resource, session, control } = policies
    return {
      identity: identity.map(each),
      ...(resource === undefined ? {} : { resource: each(resource) }),
      ...(session === undefined ? {} : { session: each(session) }),
      ...(control === undefined ? {} : { control: control.map(each) }),
    }
  }
  return { most: bound('Allow'), least: bound('Deny') }
}

/** Open conditions of favoured statements hold; other statements with an open condition do not apply. */
function settle(
  { name, kind, document }: AttachedPolicy,
  favoured: Statement['effect'],
  known: ReadonlySet<string>,
): AttachedPolicy {
  const statements = document.statements.flatMap(statement => {
    const closed = statement.conditions.filter(clause => !isOpen(clause, known))
    if (closed.length === statement.conditions.length) return [statement]
    return statement.effect === favoured ? [{ ...statement, conditions: closed }] : []
  })
  const settled: PolicyDocument = { ...document, statements }
  return attach(name, kind, settled)
}
