import type { SecretType } from '../../state/secret.ts'
import { ParameterFault } from '../parameter.ts'

const characters = /^[\p{Script=Han}A-Za-z0-9_/+=.\-@]{1,192}$/u
/** Chinese characters in a name. Source: CreateSecret, Chinese text. */
const mostHan = 64

/** The name that a RAM secret is created with; the service makes its own of it. */
const automatic = '$Auto'

/**
 * Refuses a name that a new secret of this type cannot have. Source: CreateSecret; PolarDB, for which no rule is
 * stated, as Rds (assumed).
 */
export function checkSecretName(type: SecretType, name: string): void {
  if (type === 'RAMCredentials') {
    if (name !== automatic)
      throw new ParameterFault(`\`SecretName\` of a RAM secret must be \`${automatic}\``)
    return
  }
  if (!characters.test(name) || (name.match(/\p{Script=Han}/gu) ?? []).length > mostHan)
    throw new ParameterFault('`SecretName` must be up to 192 letters, digits and _ / + = . - @')
  if (type === 'ECS') {
    if (!/^acs\/ecs\/./.test(name))
      throw new ParameterFault('`SecretName` of an ECS secret must begin with `acs/ecs/`')
  } else if (name.startsWith('acs/'))
    throw new ParameterFault(`\`SecretName\` of a ${type} secret must not begin with \`acs/\``)
}

/** The name of the secret of a RAM user. Source: an official sample; RAM page, which speaks of the user's name. */
export function ramSecretName(userName: string): string {
  return `acs/ram/user/${userName}`
}
