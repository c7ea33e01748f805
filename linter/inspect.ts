import { attach, type ParsedPolicy, type PolicyKind } from './policy/index.ts'
import type { Problem, ReadTarget, Rule, RuleSubject } from './rule.ts'

/** A problem and the rule that found it. */
export interface Found {
  readonly rule: Rule
  readonly problem: Problem
}

/** Adds up how long each rule takes, by its id, in milliseconds. */
export interface RuleTimer {
  readonly now: () => number
  readonly spent: Map<string, number>
}

/** A policy as rules see it. */
export function subjectOf(
  text: string,
  kind: PolicyKind,
  parsed: ParsedPolicy,
  target: ReadTarget,
): RuleSubject {
  const document = parsed.readable ?? { kind, version: '1' as const, statements: [] }
  const policy = attach('', kind, document)
  const statements = [...policy.denies, ...policy.allows].sort(
    (a, b) => a.statement.start - b.statement.start,
  )
  return { kind, text, parsed, policy, statements, target }
}

/** Lets each rule look at a policy; what one hides of another is left out. In the order of the text. */
export function inspect(subject: RuleSubject, rules: readonly Rule[], timer?: RuleTimer): readonly Found[] {
  return withoutHidden(askRules(subject, rules, timer))
}

/** What each rule finds, before anything is hidden. */
export function askRules(subject: RuleSubject, rules: readonly Rule[], timer?: RuleTimer): Found[] {
  const found: Found[] = []
  for (const rule of rules) {
    const start = timer?.now() ?? 0
    for (const problem of rule.check(subject)) found.push({ rule, problem })
    if (timer !== undefined) timer.spent.set(rule.id, (timer.spent.get(rule.id) ?? 0) + timer.now() - start)
  }
  return found
}

/** Leaves out what others hide. In the order of the text. */
export function withoutHidden(found: Found[]): readonly Found[] {
  if (found.length === 0) return found
  const hiders = found.filter(({ rule }) => rule.hides !== undefined)
  const seen = hiders.length === 0 ? found : found.filter(each => !hiders.some(hider => hides(hider, each)))
  return seen.sort(
    (a, b) => a.problem.place.start - b.problem.place.start || a.problem.place.end - b.problem.place.end,
  )
}

function hides(hider: Found, { rule, problem }: Found): boolean {
  if (hider.problem === problem) return false
  return (hider.rule.hides ?? []).some(({ rules, within }) => {
    if (!rules.includes(rule.id)) return false
    if (within === 'document') return true
    const [a, b] = [hider.problem.place.pointer, problem.place.pointer]
    return within === 'place' ? a === b : statementOf(a) === statementOf(b)
  })
}

/** `/Statement/3` of `/Statement/3/Action/0`; other pointers are no statement's. */
function statementOf(pointer: string): string {
  return /^\/Statement\/\d+/.exec(pointer)?.[0] ?? pointer
}
