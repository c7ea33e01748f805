import type { Rule } from '../rule.ts'
import { decryptOnAllKeys } from './access/decrypt-on-all-keys.ts'
import { fullAccess } from './access/full-access.ts'
import { hiddenSecretRead } from './access/hidden-secret-read.ts'
import { ineffectiveDeny } from './access/ineffective-deny.ts'
import { notActionWithAllow } from './access/not-action-with-allow.ts'
import { policyChangeGranted } from './access/policy-change-granted.ts'
import { privilegeEscalation } from './access/privilege-escalation.ts'
import { publicPrincipal } from './access/public-principal.ts'
import { readAllSecrets } from './access/read-all-secrets.ts'
import { redundantStatement } from './access/redundant-statement.ts'
import { regionOrAccountWildcard } from './access/region-or-account-wildcard.ts'
import { resourceWildcard } from './access/resource-wildcard.ts'
import { serviceWildcard } from './access/service-wildcard.ts'
import { shadowedAllow } from './access/shadowed-allow.ts'
import { invalidActionFormat } from './action/invalid-action-format.ts'
import { redundantAction } from './action/redundant-action.ts'
import { unknownAction } from './action/unknown-action.ts'
import { wildcardInService } from './action/wildcard-in-service.ts'
import { wildcardMatchesNothing } from './action/wildcard-matches-nothing.ts'
import { conditionKeyCase } from './condition/condition-key-case.ts'
import { conditionValueType } from './condition/condition-value-type.ts'
import { contradictoryCondition } from './condition/contradictory-condition.ts'
import { foreignConditionKey } from './condition/foreign-condition-key.ts'
import { invalidCidr } from './condition/invalid-cidr.ts'
import { invalidConditionKey } from './condition/invalid-condition-key.ts'
import { mfaDenyMissesAccessKeys } from './condition/mfa-deny-misses-access-keys.ts'
import { negatedOperatorOnAbsentKey } from './condition/negated-operator-on-absent-key.ts'
import { networkKeyOnDedicatedGateway } from './condition/network-key-on-dedicated-gateway.ts'
import { privateSourceIp } from './condition/private-source-ip.ts'
import { severalBooleans } from './condition/several-booleans.ts'
import { sourceVpcWithForeignActions } from './condition/source-vpc-with-foreign-actions.ts'
import { undocumentedSetOperator } from './condition/undocumented-set-operator.ts'
import { unknownConditionKey } from './condition/unknown-condition-key.ts'
import { unsupportedOperator } from './condition/unsupported-operator.ts'
import { wildcardWithoutLike } from './condition/wildcard-without-like.ts'
import { actionAndNotAction } from './document/action-and-not-action.ts'
import { actionOutsideResourcePolicy } from './document/action-outside-resource-policy.ts'
import { bareStatement } from './document/bare-statement.ts'
import { duplicateMember } from './document/duplicate-member.ts'
import { duplicateStatement } from './document/duplicate-statement.ts'
import { emptyCondition } from './document/empty-condition.ts'
import { emptyList } from './document/empty-list.ts'
import { invalidEffect } from './document/invalid-effect.ts'
import { invalidJson } from './document/invalid-json.ts'
import { invalidPrincipal } from './document/invalid-principal.ts'
import { invalidResourcePolicyResource } from './document/invalid-resource-policy-resource.ts'
import { invalidSid } from './document/invalid-sid.ts'
import { invalidType } from './document/invalid-type.ts'
import { invalidVersion } from './document/invalid-version.ts'
import { missingAction } from './document/missing-action.ts'
import { missingEffect } from './document/missing-effect.ts'
import { missingPrincipal } from './document/missing-principal.ts'
import { missingResource } from './document/missing-resource.ts'
import { missingStatement } from './document/missing-statement.ts'
import { missingVersion } from './document/missing-version.ts'
import { policyTooLong } from './document/policy-too-long.ts'
import { tooDeep } from './document/too-deep.ts'
import { unexpectedPrincipal } from './document/unexpected-principal.ts'
import { unexpectedResource } from './document/unexpected-resource.ts'
import { unknownElement } from './document/unknown-element.ts'
import { unresolvedPlaceholder } from './document/unresolved-placeholder.ts'
import { unsupportedNotPrincipal } from './document/unsupported-not-principal.ts'
import { unsupportedNotResource } from './document/unsupported-not-resource.ts'
import { actionNeverMatchesResource } from './resource/action-never-matches-resource.ts'
import { containerAndInstanceMixed } from './resource/container-and-instance-mixed.ts'
import { emptyArnSegment } from './resource/empty-arn-segment.ts'
import { invalidArnAccount } from './resource/invalid-arn-account.ts'
import { invalidArnPrefix } from './resource/invalid-arn-prefix.ts'
import { invalidArnSegments } from './resource/invalid-arn-segments.ts'
import { invalidKmsResource } from './resource/invalid-kms-resource.ts'
import { joinedArns } from './resource/joined-arns.ts'
import { redundantResource } from './resource/redundant-resource.ts'
import { resourceNeverMatchesAction } from './resource/resource-never-matches-action.ts'
import { unknownRegion } from './resource/unknown-region.ts'
import { conflictingConditions } from './secret-read/conflicting-conditions.ts'
import { decryptOnSecret } from './secret-read/decrypt-on-secret.ts'
import { decryptWrongScope } from './secret-read/decrypt-wrong-scope.ts'
import { missingDecrypt } from './secret-read/missing-decrypt.ts'
import { missingGenerateDataKey } from './secret-read/missing-generate-data-key.ts'
import { missingGetSecretValue } from './secret-read/missing-get-secret-value.ts'
import { secretReadConditional } from './secret-read/secret-read-conditional.ts'
import { secretReadDenied } from './secret-read/secret-read-denied.ts'
import { splitCrossProduct } from './secret-read/split-cross-product.ts'
import { expiredSuppression } from './source/expired-suppression.ts'
import { intentExceeded } from './source/intent-exceeded.ts'
import { intentNotMet } from './source/intent-not-met.ts'
import { notAPolicy } from './source/not-a-policy.ts'
import { staleBaseline } from './source/stale-baseline.ts'
import { suppressionWithoutReason } from './source/suppression-without-reason.ts'
import { unreadableSource } from './source/unreadable-source.ts'
import { unusedSuppression } from './source/unused-suppression.ts'

/** Every rule, in the order of the catalogue. */
export const rules: readonly Rule[] = [
  // source and document
  notAPolicy,
  unreadableSource,
  unusedSuppression,
  expiredSuppression,
  suppressionWithoutReason,
  staleBaseline,
  intentNotMet,
  intentExceeded,
  invalidJson,
  duplicateMember,
  tooDeep,
  missingVersion,
  invalidVersion,
  missingStatement,
  bareStatement,
  invalidType,
  unknownElement,
  missingEffect,
  invalidEffect,
  missingAction,
  actionAndNotAction,
  missingResource,
  unsupportedNotResource,
  unsupportedNotPrincipal,
  unexpectedPrincipal,
  missingPrincipal,
  invalidPrincipal,
  unexpectedResource,
  invalidResourcePolicyResource,
  emptyList,
  invalidSid,
  unresolvedPlaceholder,
  policyTooLong,
  actionOutsideResourcePolicy,
  emptyCondition,
  duplicateStatement,
  // action
  invalidActionFormat,
  unknownAction,
  wildcardMatchesNothing,
  redundantAction,
  wildcardInService,
  // resource
  invalidArnPrefix,
  invalidArnSegments,
  joinedArns,
  emptyArnSegment,
  invalidArnAccount,
  invalidKmsResource,
  actionNeverMatchesResource,
  resourceNeverMatchesAction,
  unknownRegion,
  containerAndInstanceMixed,
  redundantResource,
  // condition
  unsupportedOperator,
  invalidConditionKey,
  foreignConditionKey,
  conditionKeyCase,
  unknownConditionKey,
  conditionValueType,
  severalBooleans,
  invalidCidr,
  contradictoryCondition,
  privateSourceIp,
  wildcardWithoutLike,
  mfaDenyMissesAccessKeys,
  negatedOperatorOnAbsentKey,
  undocumentedSetOperator,
  sourceVpcWithForeignActions,
  networkKeyOnDedicatedGateway,
  // access
  fullAccess,
  notActionWithAllow,
  serviceWildcard,
  readAllSecrets,
  decryptOnAllKeys,
  policyChangeGranted,
  hiddenSecretRead,
  resourceWildcard,
  publicPrincipal,
  privilegeEscalation,
  regionOrAccountWildcard,
  shadowedAllow,
  ineffectiveDeny,
  redundantStatement,
  // secret read
  secretReadDenied,
  decryptOnSecret,
  decryptWrongScope,
  missingDecrypt,
  conflictingConditions,
  missingGetSecretValue,
  secretReadConditional,
  missingGenerateDataKey,
  splitCrossProduct,
]

const byId: ReadonlyMap<string, Rule> = new Map(rules.map(rule => [rule.id, rule]))

/** The rule of an id. */
export function findRule(id: string): Rule | undefined {
  return byId.get(id)
}
