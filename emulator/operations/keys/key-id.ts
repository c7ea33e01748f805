import { documented, type ErrorTable } from '../../errors.ts'
import { type Parameter, ParameterFault, text } from '../parameter.ts'

/** The refusal of an alias where only a key's id will do. */
export const aliasUnsupported = {
  'Unsupported.Alias': documented(400, 'Alias is not valid for this api.', 'KMS common errors'),
} satisfies ErrorTable

/**
 * A key's id or ARN, no alias. Source: SDK texts, which allow an alias for some operations only; that the refusal
 * comes with the other parameters' and before authorization is assumed. The operation declares `aliasUnsupported`.
 */
export const keyIdOnly: Parameter<string> = idOnly(text({ required: true, maxLength: 512 }))

/** Likewise where the parameter may be left out. */
export const optionalKeyIdOnly: Parameter<string | undefined> = idOnly(text({ maxLength: 512 }))

function idOnly<T extends string | undefined>(id: Parameter<T>): Parameter<T> {
  return {
    ...id,
    read(all, name) {
      const value = id.read(all, name)
      if (value?.startsWith('alias/') || (value?.startsWith('acs:') && value.includes(':alias/')))
        throw new ParameterFault(`\`${name}\` must be a key's id, not an alias`, 'Unsupported.Alias')
      return value
    },
  }
}
