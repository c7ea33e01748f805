import { defineOperation, type ResponseBody } from '../operation.ts'

/** Answers whose credentials signed the call; anyone may ask. */
export const GetCallerIdentity = defineOperation({
  name: 'GetCallerIdentity',
  product: 'Sts',
  group: 'sts',
  source: 'RAM API reference, GetCallerIdentity; answers printed in the documentation of the command line',
  parameters: {},
  errors: {},
  access: () => [],
  run({ account, caller }): ResponseBody {
    const common = { AccountId: account.id, PrincipalId: caller.id }
    if (caller.type === 'root')
      return { ...common, IdentityType: 'Account', Arn: caller.arn, UserId: account.id }
    if (caller.type === 'user')
      return { ...common, IdentityType: 'RAMUser', Arn: caller.arn, UserId: caller.id }
    const session = caller.id.slice(caller.id.indexOf(':') + 1)
    return {
      ...common,
      IdentityType: 'AssumedRoleUser',
      Arn: `acs:ram::${account.id}:assumed-role/${caller.name}/${session}`,
      RoleId: account.roles.get(caller.name)?.id ?? '',
    }
  },
})
