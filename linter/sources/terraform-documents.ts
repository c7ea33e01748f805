import type { PolicyKind } from '../policy/index.ts'

/** An argument of a resource that holds a policy document. */
export interface DocumentArgument {
  readonly argument: string
  readonly kind: PolicyKind
  /** The block of the resource that the argument is in, where it is in one. */
  readonly block?: string
}

/**
 * Resources of the provider `alicloud` with a policy document. Source: its documentation, version 1.289; the
 * second names of arguments are deprecated ones.
 */
export const documentArguments: ReadonlyMap<string, readonly DocumentArgument[]> = new Map<
  string,
  readonly DocumentArgument[]
>([
  [
    'alicloud_ram_policy',
    [
      { argument: 'policy_document', kind: 'identity' },
      { argument: 'document', kind: 'identity' },
    ],
  ],
  [
    'alicloud_ram_role',
    [
      { argument: 'assume_role_policy_document', kind: 'trust' },
      { argument: 'document', kind: 'trust' },
    ],
  ],
  ['alicloud_resource_manager_policy', [{ argument: 'policy_document', kind: 'identity' }]],
  ['alicloud_resource_manager_role', [{ argument: 'assume_role_policy_document', kind: 'trust' }]],
  ['alicloud_resource_manager_control_policy', [{ argument: 'policy_document', kind: 'control' }]],
  ['alicloud_oss_bucket_policy', [{ argument: 'policy', kind: 'bucket' }]],
  ['alicloud_oss_bucket', [{ argument: 'policy', kind: 'bucket' }]],
  ['alicloud_kms_key', [{ argument: 'policy', kind: 'key' }]],
  ['alicloud_kms_secret', [{ argument: 'policy', kind: 'secret' }]],
  [
    'alicloud_cloud_sso_access_configuration',
    [{ argument: 'permission_policy_document', kind: 'identity', block: 'permission_policies' }],
  ],
])

/** What configuration that holds a policy mentions: most files hold none, and no parser is loaded for them. */
export const mentionsDocument = /alicloud_(?:ram|kms|resource_manager|cloud_sso|oss)_|statement/i

/** The data source that makes a document of blocks. */
export const documentData = 'alicloud_ram_policy_document'

/** Resources whose `arn` is that of a secret or of a key. */
export const arnOwners: ReadonlyMap<string, 'secret' | 'key'> = new Map([
  ['alicloud_kms_secret', 'secret'],
  ['alicloud_kms_key', 'key'],
])
