import type { Gateway } from './call.ts'
import { assumed, documented, type ErrorTable, refuse } from './errors.ts'
import type { Operation } from './operations/operation.ts'
import type { Account, World } from './state/account.ts'
import type { Message } from './wire/request.ts'

/** What a call is refused for because of the host or region it names. */
export const regionErrors = {
  InvalidParameter: documented(400, 'The specified parameter "RegionId" is not valid.', 'KMS common errors'),
  UnsupportedOperation: assumed(
    400,
    'This action is not supported.',
    'KMS access FAQ says which operations the gateway of an instance serves, not what it answers to the others',
  ),
  'Forbidden.DKMSInstanceNotFound': assumed(
    403,
    'The specified DKMS Instance is not found.',
    'documented code; in reality the host name of an unknown instance does not resolve',
  ),
} satisfies ErrorTable

/**
 * The region and gateway of a call: from the host name where it is one of the service's, else its `RegionId`, else the
 * seed's region. Source: KMS endpoints page; KMS SDK page for the instances' own gateways.
 */
export function placeOf(
  message: Message,
  operation: Operation,
  world: World,
  account: Account,
): { readonly region: string; readonly gateway: Gateway } {
  const host = message.host.replace(/:\d+$/, '').toLowerCase()
  if (host.endsWith('.aliyuncs.com')) {
    const shared = /^(?:kms|kms-vpc|sts|sts-vpc)\.([a-z0-9-]+)\.aliyuncs\.com$/.exec(host)
    if (shared) return { region: shared[1] as string, gateway: { kind: 'shared' } }
    const dedicated = /^(kst-[a-z0-9]+)\.cryptoservice\.kms\.aliyuncs\.com$/.exec(host)
    if (dedicated) return placeOfInstance(operation, account, dedicated[1] as string)
  }
  const named = message.parameters.get('RegionId')
  if (named === undefined || named === '') return { region: world.region, gateway: { kind: 'shared' } }
  if (!/^[a-z0-9-]{1,40}$/.test(named)) refuse(regionErrors, 'InvalidParameter')
  return { region: named, gateway: { kind: 'shared' } }
}

function placeOfInstance(operation: Operation, account: Account, id: string) {
  const instance = account.instances.get(id)
  if (!instance) refuse(regionErrors, 'Forbidden.DKMSInstanceNotFound')
  if (!operation.onInstanceGateway) refuse(regionErrors, 'UnsupportedOperation')
  return { region: instance.region, gateway: { kind: 'dedicated', instance: id } as const }
}
