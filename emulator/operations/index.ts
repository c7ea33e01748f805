import { CreateAlias } from './aliases/CreateAlias.ts'
import { DeleteAlias } from './aliases/DeleteAlias.ts'
import { ListAliases } from './aliases/ListAliases.ts'
import { ListAliasesByKeyId } from './aliases/ListAliasesByKeyId.ts'
import { UpdateAlias } from './aliases/UpdateAlias.ts'
import { Decrypt } from './cryptography/Decrypt.ts'
import { Encrypt } from './cryptography/Encrypt.ts'
import { GenerateDataKey } from './cryptography/GenerateDataKey.ts'
import { GenerateDataKeyWithoutPlaintext } from './cryptography/GenerateDataKeyWithoutPlaintext.ts'
import { ReEncrypt } from './cryptography/ReEncrypt.ts'
import { ConnectKmsInstance } from './instances/ConnectKmsInstance.ts'
import { DescribeAccountKmsStatus } from './instances/DescribeAccountKmsStatus.ts'
import { DescribeRegions } from './instances/DescribeRegions.ts'
import { GetDefaultKmsInstance } from './instances/GetDefaultKmsInstance.ts'
import { GetKmsInstance } from './instances/GetKmsInstance.ts'
import { GetKmsInstanceQuotaInfos } from './instances/GetKmsInstanceQuotaInfos.ts'
import { ListKmsInstances } from './instances/ListKmsInstances.ts'
import { ReleaseKmsInstance } from './instances/ReleaseKmsInstance.ts'
import { CancelKeyDeletion } from './keys/CancelKeyDeletion.ts'
import { CreateKey } from './keys/CreateKey.ts'
import { CreateKeyVersion } from './keys/CreateKeyVersion.ts'
import { DescribeKey } from './keys/DescribeKey.ts'
import { DescribeKeyVersion } from './keys/DescribeKeyVersion.ts'
import { DisableKey } from './keys/DisableKey.ts'
import { EnableKey } from './keys/EnableKey.ts'
import { ListKeys } from './keys/ListKeys.ts'
import { ListKeyVersions } from './keys/ListKeyVersions.ts'
import { ScheduleKeyDeletion } from './keys/ScheduleKeyDeletion.ts'
import { SetDeletionProtection } from './keys/SetDeletionProtection.ts'
import { UpdateKeyDescription } from './keys/UpdateKeyDescription.ts'
import { UpdateRotationPolicy } from './keys/UpdateRotationPolicy.ts'
import type { Operation } from './operation.ts'
import { GetKeyPolicy } from './policies/GetKeyPolicy.ts'
import { GetSecretPolicy } from './policies/GetSecretPolicy.ts'
import { SetKeyPolicy } from './policies/SetKeyPolicy.ts'
import { SetSecretPolicy } from './policies/SetSecretPolicy.ts'
import { BatchGetSecretValue } from './secrets/BatchGetSecretValue.ts'
import { CreateSecret } from './secrets/CreateSecret.ts'
import { DeleteSecret } from './secrets/DeleteSecret.ts'
import { DescribeSecret } from './secrets/DescribeSecret.ts'
import { GetRandomPassword } from './secrets/GetRandomPassword.ts'
import { GetSecretValue } from './secrets/GetSecretValue.ts'
import { ListSecrets } from './secrets/ListSecrets.ts'
import { ListSecretVersionIds } from './secrets/ListSecretVersionIds.ts'
import { PutSecretValue } from './secrets/PutSecretValue.ts'
import { RestoreSecret } from './secrets/RestoreSecret.ts'
import { RotateSecret } from './secrets/RotateSecret.ts'
import { UpdateSecret } from './secrets/UpdateSecret.ts'
import { UpdateSecretRotationPolicy } from './secrets/UpdateSecretRotationPolicy.ts'
import { UpdateSecretVersionStage } from './secrets/UpdateSecretVersionStage.ts'
import { AssumeRole } from './sts/AssumeRole.ts'
import { GetCallerIdentity } from './sts/GetCallerIdentity.ts'
import { ListResourceTags } from './tags/ListResourceTags.ts'
import { ListTagResources } from './tags/ListTagResources.ts'
import { TagResource } from './tags/TagResource.ts'
import { TagResources } from './tags/TagResources.ts'
import { UntagResource } from './tags/UntagResource.ts'
import { UntagResources } from './tags/UntagResources.ts'

/** Every operation that is emulated, in the order in which the documents list them. */
export const operations: readonly Operation[] = [
  CreateSecret,
  GetSecretValue,
  BatchGetSecretValue,
  PutSecretValue,
  DescribeSecret,
  ListSecrets,
  ListSecretVersionIds,
  UpdateSecret,
  UpdateSecretVersionStage,
  UpdateSecretRotationPolicy,
  RotateSecret,
  DeleteSecret,
  RestoreSecret,
  GetRandomPassword,
  SetSecretPolicy,
  GetSecretPolicy,
  SetKeyPolicy,
  GetKeyPolicy,
  TagResource,
  UntagResource,
  TagResources,
  UntagResources,
  ListTagResources,
  ListResourceTags,
  CreateKey,
  DescribeKey,
  ListKeys,
  EnableKey,
  DisableKey,
  ScheduleKeyDeletion,
  CancelKeyDeletion,
  SetDeletionProtection,
  UpdateKeyDescription,
  CreateKeyVersion,
  DescribeKeyVersion,
  ListKeyVersions,
  UpdateRotationPolicy,
  CreateAlias,
  UpdateAlias,
  DeleteAlias,
  ListAliases,
  ListAliasesByKeyId,
  Encrypt,
  Decrypt,
  ReEncrypt,
  GenerateDataKey,
  GenerateDataKeyWithoutPlaintext,
  ListKmsInstances,
  GetKmsInstance,
  GetDefaultKmsInstance,
  GetKmsInstanceQuotaInfos,
  ConnectKmsInstance,
  ReleaseKmsInstance,
  DescribeRegions,
  DescribeAccountKmsStatus,
  AssumeRole,
  GetCallerIdentity,
]

/** Operations that KMS has and that are refused by name. Source: API metadata 2024-06 and 2025-12, SDKs of 2026-07. */
export const notEmulatedOperations: readonly string[] = [
  'AdvanceEncrypt',
  'AsymmetricDecrypt',
  'AsymmetricEncrypt',
  'AsymmetricSign',
  'AsymmetricVerify',
  'CertificatePrivateKeyDecrypt',
  'CertificatePrivateKeySign',
  'CertificatePublicKeyEncrypt',
  'CertificatePublicKeyVerify',
  'CreateApplicationAccessPoint',
  'CreateCertificate',
  'CreateClientKey',
  'CreateNetworkRule',
  'CreatePolicy',
  'DeleteApplicationAccessPoint',
  'DeleteCertificate',
  'DeleteClientKey',
  'DeleteKeyMaterial',
  'DeleteNetworkRule',
  'DeletePolicy',
  'DescribeApplicationAccessPoint',
  'DescribeCertificate',
  'DescribeNetworkRule',
  'DescribePolicy',
  'ExportDataKey',
  'GenerateAndExportDataKey',
  'GenerateMac',
  'GetCertificate',
  'GetClientKey',
  'GetManagedDataKey',
  'GetParametersForImport',
  'GetPublicKey',
  'ImportKeyMaterial',
  'ListApplicationAccessPoints',
  'ListClientKeys',
  'ListManagedDataKeyVersions',
  'ListNetworkRules',
  'ListPolicies',
  'OpenKmsService',
  'UpdateApplicationAccessPoint',
  'UpdateCertificateStatus',
  'UpdateKmsInstanceBindVpc',
  'UpdateNetworkRule',
  'UpdatePolicy',
  'UploadCertificate',
  'VerifyMac',
]

const versions = new Map<string, Operation['product']>([
  ['2016-01-20', 'Kms'],
  ['2015-04-01', 'Sts'],
])

const byName = new Map(operations.map(operation => [`${operation.product} ${operation.name}`, operation]))
const known = new Set(notEmulatedOperations)

/** Which product an API version belongs to. */
export function productOf(version: string): Operation['product'] | undefined {
  return versions.get(version)
}

/** Names are matched letter for letter, as the gateway does (assumed). */
export function findOperation(product: Operation['product'], name: string): Operation | undefined {
  return byName.get(`${product} ${name}`)
}

/** An operation that KMS has but the emulator has not. */
export function isKnownOperation(product: Operation['product'], name: string): boolean {
  return product === 'Kms' && known.has(name)
}
