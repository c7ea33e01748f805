import type { Level } from './finding.ts'
import type { FaultId } from './policy/index.ts'

/** A rule that is decided while a document is read. */
export interface DocumentRule {
  readonly level: Level
  /** What RAM wants, in one sentence. */
  readonly help: string
}

const error = (help: string): DocumentRule => ({ level: 'error', help })

/**
 * Level and help of each rule of the document. Source, where no other is named: RAM documentation, policy structure and
 * syntax (2025), and for key and secret policies the KMS pages on them.
 */
export const documentRules: Readonly<Record<FaultId | 'not-a-policy' | 'unreadable-source', DocumentRule>> = {
  'not-a-policy': error('a policy is a JSON object: `{"Version": "1", "Statement": [ … ]}`'),
  'unreadable-source': error('a policy is a short text in UTF-8 that the user who checks it may read'),
  'invalid-json': error(
    'RAM reads strict JSON (RFC 7159): no comments, no trailing commas, plain spaces and quotes',
  ),
  'too-deep': error('the deepest part of a policy is a list of condition values, seven levels down'),
  'duplicate-member': error(
    'most programs read only the last of two members of one name; put the values into one list',
  ),
  'bare-statement': error('a policy is an object with a Version and a list of statements'),
  'missing-version': error(
    'without a Version the policy is refused; `"Version": "1"` is the only one there is',
  ),
  'invalid-version': error(
    'RAM has one version of its policy language, `"1"`; a date belongs to another cloud',
  ),
  'missing-statement': error('a policy is `{"Version": "1", "Statement": [ … ]}`'),
  'invalid-type': error(
    'Statement is a list, a statement and its Condition are objects, all else is strings or lists of strings',
  ),
  'unknown-element': error(
    'a policy has Version and Statement; a statement has Sid, Effect, Action or NotAction, Resource, Condition, and in trust, key and secret policies Principal; case counts',
  ),
  'missing-effect': error(
    'each statement says `"Effect": "Allow"` or `"Effect": "Deny"`; neither is implied',
  ),
  'invalid-effect': error('the word is compared letter by letter: `Allow` or `Deny`, without spaces'),
  'missing-action': error('RAM answers `Add an Action or NotAction element to the policy statement.`'),
  'action-and-not-action': error(
    '`Action` is what the statement is about, `NotAction` is all but what it lists',
  ),
  'invalid-action-format': error(
    'each action of a key or secret policy starts with `kms:`, e.g. `kms:Decrypt`',
  ),
  'missing-resource': error(
    'name the ARNs that the statement is about, or `*` for an action without resources',
  ),
  'unexpected-resource': error('a trust policy is about the role that it belongs to'),
  'invalid-resource-policy-resource': error(
    'a key or secret policy is about the one key or secret that it belongs to: `"Resource": "*"`',
  ),
  'unsupported-not-resource': error(
    'RAM has had no `NotResource` since 2021: list what is meant in `Resource`, or deny the rest',
  ),
  'unsupported-not-principal': error('name in `Principal` who is meant'),
  'unexpected-principal': error('only trust, key and secret policies name principals'),
  'missing-principal': error('trust, key and secret policies say in each statement who it is about'),
  'invalid-principal': error(
    'e.g. `{"RAM": ["acs:ram::<account-id>:user/<name>"]}`; trust policies also take `Service` and `Federated`',
  ),
  'empty-list': error('a list without values matches nothing; leave the element out or fill it'),
  'invalid-sid': error('the Sid of a key or secret policy is a short name; it may be left out'),
  'unsupported-operator': error(
    'RAM has the operators of the types String, Numeric, Date, Bool and IpAddress, without `IfExists` and `Null`',
  ),
  'condition-value-type': error(
    'numbers, booleans and dates of a condition are written as strings, e.g. `"true"`',
  ),
  'policy-too-long': {
    level: 'warning',
    help: 'white space is counted here, as no page says that it is not; policies of Alibaba Cloud itself may be longer',
  },
}
