import { documented, type ErrorTable, refuse } from '../../errors.ts'
import type { Key, KeyState } from '../../state/key.ts'
import { aliasNotFound, keyNotFound, keyStateErrors } from '../key-access.ts'

const stateModifiedFailed = {
  'Rejected.StateModifiedFailed': documented(409, 'Keystate modified failed.', 'KMS sample responses'),
} satisfies ErrorTable

/** What an operation on a key can be refused for before it begins: not there, its instance, its state. */
export const keyErrors = {
  ...keyNotFound,
  ...aliasNotFound,
  ...keyStateErrors,
  ...stateModifiedFailed,
} satisfies ErrorTable

/** The refusal of a parameter's value in most operations on keys. */
export const invalidParameter = {
  InvalidParameter: documented(400, 'The specified parameter is not valid.'),
} satisfies ErrorTable

type Refusal =
  | 'Rejected.Disabled'
  | 'Rejected.PendingDeletion'
  | 'Rejected.PendingImport'
  | 'Rejected.StateModifiedFailed'

/** What one state forbids; a state that is not named allows. */
type Row = Readonly<Partial<Record<KeyState, Refusal>>>

const anyState: Row = {}
const usable: Row = {
  Disabled: 'Rejected.Disabled',
  PendingDeletion: 'Rejected.PendingDeletion',
  PendingImport: 'Rejected.PendingImport',
}
const notLeaving: Row = { PendingDeletion: 'Rejected.PendingDeletion' }
const notLeavingFixed: Row = { PendingDeletion: 'Rejected.StateModifiedFailed' }
const settled: Row = {
  PendingDeletion: 'Rejected.StateModifiedFailed',
  PendingImport: 'Rejected.StateModifiedFailed',
}
const leaving: Row = {
  Enabled: 'Rejected.StateModifiedFailed',
  Disabled: 'Rejected.StateModifiedFailed',
  PendingImport: 'Rejected.StateModifiedFailed',
}

/**
 * Which key states each operation is refused in, and how. Source: KMS page on key states (2021 and 2026 agree);
 * assumed: ReEncrypt, data keys that are exported, asymmetric and MAC operations as Encrypt; SetDeletionProtection.
 */
export const keyStateTable = {
  CreateKey: anyState,
  ListKeys: anyState,
  DescribeKey: anyState,
  ListAliases: anyState,
  ListAliasesByKeyId: anyState,
  DeleteAlias: anyState,
  ListResourceTags: anyState,
  DescribeKeyVersion: anyState,
  ListKeyVersions: anyState,
  GetParametersForImport: anyState,
  DeleteKeyMaterial: anyState,
  GetPublicKey: anyState,
  Encrypt: usable,
  Decrypt: usable,
  GenerateDataKey: usable,
  GenerateDataKeyWithoutPlaintext: usable,
  CreateKeyVersion: usable,
  UpdateRotationPolicy: usable,
  ReEncrypt: usable,
  ExportDataKey: usable,
  GenerateAndExportDataKey: usable,
  AsymmetricEncrypt: usable,
  AsymmetricDecrypt: usable,
  AsymmetricSign: usable,
  AsymmetricVerify: usable,
  GenerateMac: usable,
  VerifyMac: usable,
  UpdateKeyDescription: notLeaving,
  TagResource: notLeaving,
  UntagResource: notLeaving,
  UpdateAlias: notLeaving,
  SetDeletionProtection: notLeaving,
  EnableKey: settled,
  DisableKey: settled,
  ScheduleKeyDeletion: notLeavingFixed,
  CreateAlias: notLeavingFixed,
  ImportKeyMaterial: notLeavingFixed,
  CancelKeyDeletion: leaving,
} as const satisfies Readonly<Record<string, Row>>

/** An operation whose answer depends on the state of a key. */
export type StateDependent = keyof typeof keyStateTable

/** Refuses a key in a state that does not allow the operation. */
export function requireState(key: Key, operation: StateDependent): void {
  const refusal = (keyStateTable[operation] as Row)[key.state]
  if (refusal === undefined) return
  refuse(keyErrors, refusal, undefined, { because: `key \`${key.id}\` is ${key.state}` })
}
