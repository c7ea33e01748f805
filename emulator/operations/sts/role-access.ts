import type { Call } from '../../call.ts'
import type { RamRole } from '../../state/account.ts'
import type { Need } from '../operation.ts'

/** The role that an ARN names, and its account; either may be missing. */
export function locateRole(call: Call, arn: string) {
  const [, owner = '', name = ''] = /^acs:ram::(\d+):role\/(.+)$/.exec(arn) ?? []
  const account = call.world.accounts.get(owner)
  const role: RamRole | undefined = account?.roles.get(name)
  return { owner, account, name, role }
}

/**
 * The permission to assume a role: both the caller's policies and the role's trust policy must allow. A role that is not
 * there is asked for as one that trusts its account: who may not assume roles does not learn that it is missing, and
 * nobody learns which roles another account has.
 */
export function assumeNeed(call: Call, arn: string, externalId: string | undefined): Need {
  const { owner, name, role } = locateRole(call, arn)
  return {
    action: 'sts:AssumeRole',
    resource: `acs:ram::${owner}:role/${name}`,
    owner,
    policy: { kind: 'trust', text: role?.trust ?? trustIn(owner === call.account.id ? owner : '0') },
    ...(externalId === undefined ? {} : { context: new Map([['sts:externalid', externalId]]) }),
  }
}

function trustIn(accountId: string): string {
  const Principal = { RAM: [`acs:ram::${accountId}:root`] }
  return JSON.stringify({
    Version: '1',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal }],
  })
}
