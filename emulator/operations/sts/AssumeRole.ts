import { policyFault } from '../../access/authorize.ts'
import { assumed, documented } from '../../errors.ts'
import { formatTime, second } from '../../state/clock.ts'
import { createSession, openSession } from '../../state/session.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { integer, ParameterFault, text } from '../parameter.ts'
import { refusedAs } from './error-code.ts'
import { assumeNeed, locateRole } from './role-access.ts'

const sessionName = /^[A-Za-z0-9.@_-]{2,64}$/

/** Gives a RAM user or a role temporary credentials of a role that trusts it. */
export const AssumeRole = defineOperation({
  name: 'AssumeRole',
  product: 'Sts',
  group: 'sts',
  source: 'RAM API reference, AssumeRole; metadata of STS 2015-04-01',
  parameters: {
    DurationSeconds: refusedAs('InvalidParameter.DurationSeconds', integer({ min: 900, max: 43_200 })),
    Policy: sessionPolicy(),
    RoleArn: refusedAs(
      'InvalidParameter.RoleArn',
      text({ required: true, pattern: /^acs:ram::\d{1,32}:role\/[A-Za-z0-9_.-]{1,64}$/ }),
    ),
    RoleSessionName: refusedAs(
      'InvalidParameter.RoleSessionName',
      text({ required: true, pattern: sessionName }),
    ),
    ExternalId: refusedAs('InvalidParameter.ExternalId', text({ pattern: /^[A-Za-z0-9_+=,.@:/-]{2,1224}$/ })),
    SourceIdentity: refusedAs('InvalidParameter.SourceIdentity', text({ pattern: sessionName })),
  },
  errors: {
    'InvalidParameter.DurationSeconds': sts('The Min/Max value of DurationSeconds is 15min/1hr.'),
    'InvalidParameter.ExternalId': sts('The parameter ExternalId is wrongly formed.'),
    'InvalidParameter.RoleArn': sts('The parameter RoleArn is wrongly formed.'),
    'InvalidParameter.RoleSessionName': sts('The parameter RoleSessionName is wrongly formed.'),
    'InvalidParameter.SourceIdentity': assumed(
      400,
      'The parameter SourceIdentity is wrongly formed.',
      'after ExternalId’s',
    ),
    'InvalidParameter.PolicyGrammar': sts('The parameter Policy has not passed grammar check.'),
    'InvalidParameter.PolicySize': sts('The size of Policy must be smaller than 2048 bytes.'),
    NoPermission: documented(
      403,
      'Roles may not be assumed by root accounts.',
      'common errors when OSS is accessed by STS',
    ),
    'EntityNotExist.Role': documented(404, 'The specified Role not exists .', 'metadata of STS 2015-04-01'),
  },
  access: (call, { RoleArn, ExternalId }) =>
    call.caller.type === 'root' ? [] : [assumeNeed(call, RoleArn, ExternalId)],
  run(call, input, fail): ResponseBody {
    if (call.caller.type === 'root') fail('NoPermission')
    const { owner, account, name, role } = locateRole(call, input.RoleArn)
    if (!account || !role) return fail('EntityNotExist.Role')
    const seconds = input.DurationSeconds ?? Math.min(3600, role.maxSessionDuration)
    if (seconds > role.maxSessionDuration) fail('InvalidParameter.DurationSeconds')
    const now = call.clockOf(account)
    const session = createSession(
      {
        role: name,
        name: input.RoleSessionName,
        expiration: now + seconds * second,
        ...(input.Policy === undefined ? {} : { policy: input.Policy }),
      },
      call.source,
    )
    openSession(call.world, account, session, now)
    return {
      AssumedRoleUser: {
        Arn: `acs:ram::${owner}:role/${name}/${session.name}`,
        AssumedRoleId: `${role.id}:${session.name}`,
      },
      Credentials: {
        AccessKeyId: session.accessKeyId,
        AccessKeySecret: session.accessKeySecret,
        SecurityToken: session.securityToken,
        Expiration: formatTime(session.expiration),
      },
      ...(input.SourceIdentity === undefined ? {} : { SourceIdentity: input.SourceIdentity }),
    }
  },
})

function sts(message: string) {
  return documented(400, message, 'metadata of STS 2015-04-01')
}

/** Source: AssumeRole, Policy: 1 to 2,048 characters. */
function sessionPolicy() {
  const policy = refusedAs('InvalidParameter.PolicySize', text({ maxLength: 2048 }))
  return {
    ...policy,
    read(...[all, name]: Parameters<typeof policy.read>) {
      const value = policy.read(all, name)
      const fault = value === undefined ? null : policyFault('session', value)
      if (fault !== null) throw new ParameterFault(fault, 'InvalidParameter.PolicyGrammar')
      return value
    },
  }
}
