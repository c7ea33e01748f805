/** The RAM policy engine: the one door to it for the rules, the proofs and the emulator. Pure and synchronous. */

export type { ActionRegion, ActionSpace } from './action-space.ts'
export { divideActions, resourcesOfAction } from './action-space.ts'
export type {
  ActionEntry,
  ActionResource,
  Certainty,
  DependentAction,
  ResourceNames,
} from './actions.ts'
export { actionNames, findAction, kmsActions, kmsResourceTypes, resourcesOf } from './actions.ts'
export type { AnalysisSwitches, OpenRequest, Verdict, Wanted } from './analyse.ts'
export { analysisBudget, findContexts, mapPolicies, narrow, policiesIn, verdictOf } from './analyse.ts'
export type { Arn } from './arn.ts'
export { formatArn, parseArn } from './arn.ts'
export type { AttachedPolicy, CompiledStatement, Principal, StatementReference } from './attached-policy.ts'
export {
  attach,
  fitsAction,
  fitsResource,
  hasEffectIn,
  inScope,
  mayConcern,
  scopeOf,
} from './attached-policy.ts'
export type { Budget, WordSearch } from './automaton.ts'
export { charge, defaultBudget, findWord, includes, intersects } from './automaton.ts'
export type { CompiledCondition, ConditionOperator, Quantifier, RequestContext } from './condition.ts'
export { compileCondition, conditionHolds, conditionOperators, parseOperator } from './condition.ts'
export type { ConditionType } from './condition-value.ts'
export { isConditionValue, parseDate, parseNumeric } from './condition-value.ts'
export type { ContextValue, PossibleValues, Presence, ValueOptions } from './condition-values.ts'
export { valuesOf } from './condition-values.ts'
export type { ContextSearch, Knowledge } from './context-space.ts'
export { describesResource } from './context-space.ts'
export type { AccessRequest, DecidingPolicyType, Decision, PolicySet, Switches } from './decide.ts'
export { decide, defaultSwitches } from './decide.ts'
export type { ParsedPolicy, PolicyDocument } from './document.ts'
export { maximumLength, parsePolicy } from './document.ts'
export type { NearMiss } from './explain.ts'
export { explainDecision, findNearMiss } from './explain.ts'
export type { FaultId, Place, PolicyFault, PolicyKind } from './fault.ts'
export { faultIds } from './fault.ts'
export type { IpAddress, IpBlock } from './ip-address.ts'
export { blockContains, parseIpAddress, parseIpBlock } from './ip-address.ts'
export type { JsonNode, PolicyString } from './json-node.ts'
export { looseJsonValue, maximumDepth, readJson } from './json-text.ts'
export { forget, Memory } from './memory.ts'
export type { Pattern } from './pattern.ts'
export {
  compileActionPattern,
  compilePattern,
  compileResourcePattern,
  lowerCaseAction,
  matches,
} from './pattern.ts'
export { holdsPlainly, plainResource } from './plain-answer.ts'
export type { PolicyPrincipal, PrincipalType } from './principal.ts'
export { isFederatedPrincipal, isRamPrincipal, isServicePrincipal } from './principal.ts'
export type { AccessSearch, Reach } from './reach.ts'
export { findAccess, reachOf, refusals } from './reach.ts'
export type { Constraint, ResourceSearch } from './regions.ts'
export { findResource } from './regions.ts'
export type { ConditionClause, Statement } from './statement.ts'
export type { SystemPolicy } from './system-policies.ts'
export { systemPolicies, systemPolicyTable } from './system-policies.ts'
export type { FixedParts } from './universe.ts'
export { arnsOf } from './universe.ts'
