import type { Call } from '../../call.ts'
import { type Account, aliasesIn } from '../../state/account.ts'
import { aliasArn, type Key } from '../../state/key.ts'
import { needOn } from '../key-access.ts'
import type { Need, ResponseBody } from '../operation.ts'
import { type Parameter, ParameterFault, text } from '../parameter.ts'

/**
 * `AliasName` of a user's alias: `alias/` and 1 to 255 letters, digits, `_`, `-` and `/`; what begins with `alias/acs`
 * belongs to services. Source: Manage a key alias; metadata counts the prefix among the 255, the longer form is taken.
 */
export const aliasName: Parameter<string> = userAlias(
  text({ required: true, pattern: /^alias\/[A-Za-z0-9_\-/]{1,255}$/ }),
)

function userAlias(alias: Parameter<string>): Parameter<string> {
  return {
    ...alias,
    read(all, name) {
      const value = alias.read(all, name)
      if (value.startsWith('alias/acs'))
        throw new ParameterFault(`\`${name}\` must not begin with \`alias/acs\`: services use that`)
      return value
    },
  }
}

/** The permission for `action` on an alias itself, beside that on its key. */
export function aliasNeed(call: Call, action: string, alias: string): Need {
  return { action, resource: aliasArn(call.region, call.account.id, alias) }
}

/** The permission for `action` on the key that an alias points at now; none where it points nowhere. */
export function aliasTargetNeeds(call: Call, action: string, alias: string): Need[] {
  const key = keyOf(call.account, call.region, alias)
  return key ? [needOn(action, call.account.id, key)] : []
}

/** The key that an alias of this account and region points at. */
export function keyOf(account: Account, region: string, alias: string): Key | undefined {
  const id = aliasesIn(account, region).get(alias)
  return id === undefined ? undefined : account.keys.get(id)
}

/** An alias as answers show it. Source: ListAliases sample. */
export function aliasFields(account: Account, region: string, alias: string, keyId: string): ResponseBody {
  return { KeyId: keyId, AliasName: alias, AliasArn: aliasArn(region, account.id, alias) }
}
