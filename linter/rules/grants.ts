import {
  type AccessRequest,
  type AttachedPolicy,
  arnsOf,
  type Budget,
  type CompiledStatement,
  findAccess,
  findAction,
  findWord,
  fitsAction,
  holdsPlainly,
  intersects,
  type Knowledge,
  lowerCaseAction,
  Memory,
  matches,
  mayConcern,
  type Pattern,
  type PolicyString,
  type Principal,
  parseArn,
  plainResource,
  type Reach,
  reachOf,
} from '../policy/index.ts'
import type { RuleSubject } from '../rule.ts'
import { knowledgeOf } from '../secret-read/knowledge.ts'
import { typicalWord } from './typical-word.ts'

/** Some RAM user that the policy is attached to. */
const user: Principal = { type: 'user', account: '0', arn: 'acs:ram::0:user/' }

/** Steps that all rules together may spend on the access that one document grants. */
const stepsForDocument = 20_000

/** What a policy that is attached to somebody grants, as rules ask about it: each question is answered once. */
export class Grants {
  readonly budget: Budget = { steps: stepsForDocument }
  /** Of requests to KMS. */
  readonly knowledge: Knowledge
  /** Of requests to other services, which never go through the gateway of an instance. */
  readonly #elsewhere: Knowledge
  readonly #subject: RuleSubject
  #allowed: Names | undefined
  #said: Names | undefined
  readonly #policies = new Map<string, AttachedPolicy>()
  readonly #reaches = new Map<string, Reach>()
  readonly #whole = new Map<string, readonly WholeGrant[]>()
  readonly #numbers: ReadonlyMap<CompiledStatement, number>

  constructor(subject: RuleSubject) {
    this.#subject = subject
    const { gateway } = subject.target
    this.knowledge = knowledgeOf(gateway)
    this.#elsewhere = gateway === 'shared' ? this.knowledge : knowledgeOf('shared')
    this.#numbers = new Map(subject.statements.map((statement, index) => [statement, index]))
  }

  /** What is known of the requests for an action. */
  knowledgeOf(action: string): Knowledge {
    return /^kms:/i.test(action) ? this.knowledge : this.#elsewhere
  }

  /** The statements that are about an action. */
  reachOf(action: string): Reach {
    const name = lowerCaseAction(action)
    const known = this.#reaches.get(name)
    if (known !== undefined) return known
    if (!this.#isSaid(name)) return nothing
    const policy = this.policyOf(name.slice(0, Math.max(name.indexOf(':'), 0)))
    const reach = reachOf({ identity: [policy] }, user, name)
    this.#reaches.set(name, reach)
    return reach
  }

  /** Whether some statement is about an action: about most that are asked for none is. */
  #isSaid(name: string): boolean {
    this.#said ??= namesIn(this.#subject.statements)
    return isAmong(name, this.#said)
  }

  /** The policy with those statements alone that may be about actions of a service. */
  policyOf(service: string): AttachedPolicy {
    const known = this.#policies.get(service)
    if (known !== undefined) return known
    const { policy } = this.#subject
    const isAbout = (statement: CompiledStatement) => mayConcern(statement, service)
    const about = { ...policy, allows: policy.allows.filter(isAbout), denies: policy.denies.filter(isAbout) }
    this.#policies.set(service, about)
    return about
  }

  /** Whether some statement allows an action of KMS, in lower case, Denies left aside. */
  allows(name: string): boolean {
    this.#allowed ??= namesIn(this.policyOf('kms').allows)
    return isAmong(name, this.#allowed)
  }

  /** The same for reaches of the same statements. */
  nameOf({ allows, denies }: Reach): string {
    return [...allows, ...denies].map(statement => this.#numbers.get(statement)).join()
  }

  /** An answer that was found before, or is now. */
  remember(name: string, find: () => readonly WholeGrant[]): readonly WholeGrant[] {
    const known = this.#whole.get(name)
    if (known !== undefined) return known
    const found = find()
    this.#whole.set(name, found)
    return found
  }

  /** A resource of all the patterns on which a statement grants an action in some context, despite the Denies; or null. */
  exampleOf(
    action: string,
    statement: CompiledStatement,
    ...inside: readonly Pattern[]
  ): AccessRequest['resource'] | null {
    return this.exampleIn(this.reachOf(action), statement, inside, this.knowledgeOf(action))
  }

  /** Likewise for a reach. The text that the first pattern of the statement begins with is tried first. */
  exampleIn(
    reach: Reach,
    statement: CompiledStatement,
    inside: readonly Pattern[],
    knowledge = this.knowledge,
  ): AccessRequest['resource'] | null {
    this.budget.steps -= reach.denies.length >> 4
    if (this.budget.steps <= 0) return null
    if (holdsPlainly(statement, knowledge)) {
      const plain = plainResource(statement.resources?.[0], reach.denies, inside)
      if (plain !== null) return plain
    }
    const found = findAccess(reach, statement, { inside, outside: [] }, knowledge, this.budget)
    return typeof found === 'object' ? found.resource : null
  }
}

const nothing: Reach = { allows: [], bounds: [], denies: [] }

/** The actions that statements name, and the statements that name some in another way. */
interface Names {
  readonly names: ReadonlySet<string>
  readonly wild: readonly CompiledStatement[]
}

function namesIn(statements: readonly CompiledStatement[]): Names {
  const names = new Set<string>()
  const wild: CompiledStatement[] = []
  for (const statement of statements) {
    if (!namesAll(statement)) wild.push(statement)
    else for (const { literal } of statement.actions) names.add(literal)
  }
  return { names, wild }
}

function isAmong(name: string, { names, wild }: Names): boolean {
  return names.has(name) || wild.some(statement => fitsAction(statement, name))
}

/** Whether a statement names each of its actions, without wildcards and NotAction. */
export function namesAll({ actions, actionsNegated }: CompiledStatement): boolean {
  return !actionsNegated && actions.every(({ shape }) => shape === 'literal')
}

const known = new Memory<RuleSubject, Grants>()

/** What a policy grants; null for kinds that are not attached to somebody (key, secret, trust) or grant nothing (control). */
export function grantsOf(subject: RuleSubject): Grants | null {
  if (subject.kind !== 'identity' && subject.kind !== 'session') return null
  const grants = known.get(subject) ?? new Grants(subject)
  known.set(subject, grants)
  return grants
}

/** A template with any account, also one that is still to be filled in: whether it is one, other rules say. */
export function written(template: string): string {
  return template.replace('{account}', '{writtenAccount}')
}

/** The templates of the resources that an action of KMS is asked on, those with a name of their own alone. */
export function instanceTemplates(action: string): readonly string[] {
  const entry = findAction(action)
  return (entry?.resources ?? []).map(({ arn }) => written(arn)).filter(arn => /\/\{\w+\}$/.test(arn))
}

/** An Allow that grants an action on everything of a type, somewhere. */
export interface WholeGrant {
  readonly statement: CompiledStatement
  /** The pattern that does. */
  readonly resource: PolicyString
  /** Where: a region and an account of which no name is left out. */
  readonly region: string
  readonly account: string
}

/** The Allows that grant an action on every name of some region and account: of each statement the first such pattern. */
export function wholeGrants(grants: Grants, action: string, template: string): readonly WholeGrant[] {
  const reach = grants.reachOf(action)
  if (reach.allows.length === 0) return []
  // Most actions are allowed by the same statements: then the answer is the same.
  return grants.remember(`${template} ${grants.nameOf(reach)}`, () => [
    ...findWhole(grants, action, template),
  ])
}

function* findWhole(grants: Grants, action: string, template: string): Generator<WholeGrant> {
  const { allows, denies } = grants.reachOf(action)
  for (const statement of allows) {
    const written = statement.statement.resources
    for (const [index, pattern] of (statement.resources ?? []).entries()) {
      if (pattern.shape === 'literal' || namesMore(pattern, template)) continue
      const part = { ...statement, resources: [pattern] }
      const resource = grants.exampleOf(action, part, arnsOf(template))
      const arn = resource === null ? null : parseArn(resource)
      if (arn === null) continue
      const names = arnsOf(template, arn)
      if (!matches(pattern, typicalWord(names))) continue
      if (findWord([names], [pattern], grants.budget) !== 'none') continue
      const certain = denies.filter(({ conditions }) => conditions.length === 0)
      const taken = certain.some(deny =>
        (deny.resources ?? []).some(each => intersects(each, names, grants.budget) !== false),
      )
      if (taken) continue
      const place = written[index]
      if (place !== undefined) yield { statement, resource: place, region: arn.region, account: arn.account }
      break
    }
  }
}

/** Whether a pattern, as most do, names more of a resource than its type: then it leaves some of the type out. */
function namesMore({ shape, literal }: Pattern, template: string): boolean {
  if (shape !== 'prefix') return false
  const [id, all] = [parseArn(literal)?.relativeId ?? '', parseArn(template)?.relativeId ?? '']
  return id.length > all.indexOf('{') && all.includes('{')
}

/** The action of a statement, as written, that an action comes by; for NotAction its first entry. */
export function writtenAction(
  { statement, actions, actionsNegated }: CompiledStatement,
  action: string,
): PolicyString {
  const name = lowerCaseAction(action)
  const index = actionsNegated ? 0 : actions.findIndex(pattern => matches(pattern, name))
  const found = statement.actions[Math.max(index, 0)]
  if (found === undefined) throw new Error('a statement has no action')
  return found
}
