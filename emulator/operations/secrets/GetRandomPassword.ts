import { characterTypes, randomPassword } from '../../cryptography/password.ts'
import { documented } from '../../errors.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { flag, integer, ParameterFault, text } from '../parameter.ts'

/** Letters, digits and punctuation; the backtick is missing in the text, most likely eaten by its markup: taken too. */
const excludable = `${Object.values(characterTypes).join('')}\``

/** Makes a random password. */
export const GetRandomPassword = defineOperation({
  name: 'GetRandomPassword',
  group: 'secrets',
  source: 'KMS API reference, GetRandomPassword; API metadata 2024-06',
  parameters: {
    PasswordLength: integer({ min: 8, max: 128, default: '32' }),
    ExcludeCharacters: text({ default: '' }),
    ExcludeLowercase: flag({ default: 'false' }),
    ExcludeUppercase: flag({ default: 'false' }),
    ExcludeNumbers: flag({ default: 'false' }),
    ExcludePunctuation: flag({ default: 'false' }),
    RequireEachIncludedType: flag({ default: 'true', note: 'the metadata says true, its text false' }),
  },
  errors: {
    InvalidParameter: documented(400, 'some of the specified parameters "\\" is not valid'),
  },
  access: () => [{ action: 'kms:GetRandomPassword', resource: '*' }],
  run({ source }, input): ResponseBody {
    const without = new Set(input.ExcludeCharacters)
    for (const character of without)
      if (!excludable.includes(character))
        throw new ParameterFault('`ExcludeCharacters` takes letters, digits and ASCII punctuation')
    const { lowercase, uppercase, numbers, punctuation } = characterTypes
    const types = [
      input.ExcludeLowercase ? '' : lowercase,
      input.ExcludeUppercase ? '' : uppercase,
      input.ExcludeNumbers ? '' : numbers,
      input.ExcludePunctuation ? '' : punctuation,
    ]
      .map(type => [...type].filter(character => !without.has(character)).join(''))
      .filter(type => type !== '')
    if (types.length === 0) throw new ParameterFault('every character is excluded')
    return {
      RandomPassword: randomPassword(types, input.PasswordLength, input.RequireEachIncludedType, source),
    }
  },
})
