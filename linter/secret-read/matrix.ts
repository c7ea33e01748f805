import type { ReadTarget } from '../rule.ts'
import type { AttachedTexts } from './attached-texts.ts'
import { type Proof, type ProveInput, proveRead } from './prove.ts'
import type { SecretRead } from './requirements.ts'
import { serviceManaged } from './target.ts'

/** What becomes of a read in one of the ways in which it can be done. */
export interface MatrixCell extends Pick<Proof, 'verdict' | 'minimal' | 'reason'> {
  readonly gateway: ReadTarget['gateway']
  readonly credentials: ReadTarget['credentials']
  /** `service-managed`, or the key's ARN. */
  readonly key: string
}

/**
 * The verdict over each gateway, with each kind of credentials, under the key and under a service-managed one. Secrets
 * of an instance, which its own gateway serves, are always under a key of the user's. Without the ARN of a key only
 * the cells of a service-managed one can be said.
 */
export function proveMatrix(
  input: ProveInput,
  read: SecretRead,
  texts: AttachedTexts,
): readonly MatrixCell[] {
  const keys = read.key === serviceManaged ? [serviceManaged] : [read.key, serviceManaged]
  const cells: MatrixCell[] = []
  for (const key of keys)
    for (const gateway of ['shared', 'dedicated'] as const)
      for (const credentials of ['accesskey', 'sts'] as const) {
        if (key === serviceManaged && gateway === 'dedicated') continue
        const { verdict, minimal, reason } = proveRead(input, { ...read, key, gateway, credentials }, texts)
        cells.push({ gateway, credentials, key, verdict, minimal, reason })
      }
  return cells
}
