import {
  type ConditionClause,
  compileCondition,
  conditionHolds,
  type Knowledge,
  type NearMiss,
  type Place,
  type RequestContext,
  type Statement,
} from '../policy/index.ts'

/** The first part of a statement that does not fit a request. */
export function failingPart(
  statement: Statement,
  fails: NearMiss['fails'],
  context: RequestContext,
  knowledge: Knowledge,
): Place {
  if (fails === 'condition')
    return statement.conditions.find(clause => !holds(clause, context, knowledge)) ?? statement
  const values = {
    action: statement.actions,
    resource: statement.resources,
    principal: statement.principals,
  }[fails]
  const [first] = values ?? []
  const last = values?.at(-1)
  if (first === undefined || last === undefined) return statement
  const element =
    fails === 'action' ? statement.actionElement : fails === 'resource' ? 'Resource' : 'Principal'
  return { pointer: `${statement.pointer}/${element}`, start: first.start, end: last.end }
}

function holds(
  { operator, key, values }: ConditionClause,
  context: RequestContext,
  knowledge: Knowledge,
): boolean {
  const texts = values.map(({ value }) => value)
  const compiled = compileCondition(operator.value, key.value, texts)
  return compiled !== null && conditionHolds(compiled, context, knowledge.negatedOnAbsentKey)
}
