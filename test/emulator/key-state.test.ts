import { expect, test } from 'vitest'
import { keyStateTable, requireState, type StateDependent } from '../../emulator/operations/keys/key-state.ts'
import type { Key, KeyState } from '../../emulator/state/key.ts'
import { codeOf } from './call.ts'

const states: readonly KeyState[] = ['Enabled', 'Disabled', 'PendingDeletion', 'PendingImport']

/** The service's own table, copied from its page on key states; `-` allows, else the code after `Rejected.`. */
const documentedTable = `
CreateKey                        -                    -                    -                    -
ListKeys                         -                    -                    -                    -
DescribeKey                      -                    -                    -                    -
ListAliases                      -                    -                    -                    -
ListAliasesByKeyId               -                    -                    -                    -
DeleteAlias                      -                    -                    -                    -
ListResourceTags                 -                    -                    -                    -
DescribeKeyVersion               -                    -                    -                    -
ListKeyVersions                  -                    -                    -                    -
GetParametersForImport           -                    -                    -                    -
DeleteKeyMaterial                -                    -                    -                    -
GetPublicKey                     -                    -                    -                    -
Encrypt                          -                    Disabled             PendingDeletion      PendingImport
Decrypt                          -                    Disabled             PendingDeletion      PendingImport
GenerateDataKey                  -                    Disabled             PendingDeletion      PendingImport
GenerateDataKeyWithoutPlaintext  -                    Disabled             PendingDeletion      PendingImport
CreateKeyVersion                 -                    Disabled             PendingDeletion      PendingImport
UpdateRotationPolicy             -                    Disabled             PendingDeletion      PendingImport
ReEncrypt                        -                    Disabled             PendingDeletion      PendingImport
ExportDataKey                    -                    Disabled             PendingDeletion      PendingImport
GenerateAndExportDataKey         -                    Disabled             PendingDeletion      PendingImport
AsymmetricEncrypt                -                    Disabled             PendingDeletion      PendingImport
AsymmetricDecrypt                -                    Disabled             PendingDeletion      PendingImport
AsymmetricSign                   -                    Disabled             PendingDeletion      PendingImport
AsymmetricVerify                 -                    Disabled             PendingDeletion      PendingImport
GenerateMac                      -                    Disabled             PendingDeletion      PendingImport
VerifyMac                        -                    Disabled             PendingDeletion      PendingImport
UpdateKeyDescription             -                    -                    PendingDeletion      -
TagResource                      -                    -                    PendingDeletion      -
UntagResource                    -                    -                    PendingDeletion      -
UpdateAlias                      -                    -                    PendingDeletion      -
SetDeletionProtection            -                    -                    PendingDeletion      -
EnableKey                        -                    -                    StateModifiedFailed  StateModifiedFailed
DisableKey                       -                    -                    StateModifiedFailed  StateModifiedFailed
ScheduleKeyDeletion              -                    -                    StateModifiedFailed  -
CreateAlias                      -                    -                    StateModifiedFailed  -
ImportKeyMaterial                -                    -                    StateModifiedFailed  -
CancelKeyDeletion                StateModifiedFailed  StateModifiedFailed  -                    StateModifiedFailed
`

const cells = documentedTable
  .trim()
  .split('\n')
  .flatMap(line => {
    const [operation = '', ...columns] = line.split(/\s+/)
    return columns.map((cell, index) => ({ operation, state: states[index], cell }))
  })

test.each(cells)('$operation of a key that is $state: $cell', ({ operation, state, cell }) => {
  const key = { id: 'key-hzz0example000000000000', state } as Key
  const code = codeOf(() => requireState(key, operation as StateDependent))
  expect(code).toBe(cell === '-' ? 'none' : `Rejected.${cell}`)
})

test('the table has every operation of the page and no other', () => {
  const named = new Set(cells.map(({ operation }) => operation))
  expect(Object.keys(keyStateTable).sort()).toEqual([...named].sort())
})
