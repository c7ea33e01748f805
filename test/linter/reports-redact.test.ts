import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { redactMessage, redactPointer, redactText } from '../../linter/reports/redact-text.ts'

const secret = 'acs:kms:cn-wuhan-lr:9988776655443322:secret/payroll'

const policy = JSON.stringify({
  Version: '1',
  Statement: [
    {
      Sid: 'ReadOne',
      Effect: 'Allow',
      Action: ['kms:Get*', '9988776655443322'],
      Resource: [secret, 'acs:oss:*:*:bucket/x', 'acs:kms:*:*:*', '*', 'nonsense'],
      Condition: {
        StringEquals: { 'acs:tag/team': ['kms:Get', 'blue:green'], Action: 'kms:List' },
        Bool: { x: 'true' },
      },
      Principal: {
        RAM: ['acs:ram::9988776655443322:role/ops', 'y'],
        Service: ['ecs.aliyuncs.com', 'own.example'],
      },
      [secret]: '5',
    },
  ],
})

describe('a text', () => {
  test('shows what a policy says, and not of what', () => {
    const { text } = redactText(policy)
    expect(JSON.parse(text)).toEqual({
      Version: '1',
      Statement: [
        {
          Sid: 'ReadOne',
          Effect: 'Allow',
          Action: ['kms:Get*', '••••••••••••••••'],
          Resource: [
            'acs:kms:•••••••••••:••••••••••••••••:secret/•••••••',
            'acs:oss:*:*:••••••••',
            'acs:kms:*:*:*',
            '*',
            '••••••••',
          ],
          Condition: {
            StringEquals: { 'acs:tag/team': ['•••••••', '••••••••••'], Action: '••••••••' },
            Bool: { x: '••••' },
          },
          Principal: {
            RAM: ['acs:ram::••••••••••••••••:role/•••', '•'],
            Service: ['ecs.aliyuncs.com', '•••••••••••'],
          },
          'acs:kms:•••••••••••:••••••••••••••••:secret/•••••••': '•',
        },
      ],
    })
  })

  test.each([
    [
      'a comment',
      `{"Effect": "Allow" // ${secret} of the team\n}`,
      `{"Effect": "Allow" •• acs:kms:•••••••••••:••••••••••••••••:secret/••••••• •• ••• ••••\n}`,
    ],
    ['other quotes', `{'Resource': 'payroll'}`, `{••••••••••: •••••••••}`],
    [
      'an open string',
      '{"Sid": "ReadOne", "Resource": "pay\nroll',
      '{"Sid": "ReadOne", "Resource": "•••\n••••',
    ],
    [
      'Terraform',
      'Action = ["kms:Get*"]\nResource = "payroll"',
      'Action = ["kms:Get*"]\nResource = "•••••••"',
    ],
    ['words', 'the secret is payroll', '••• •••••• •• •••••••'],
  ])('%s', (_name, text, expected) => {
    expect(redactText(text).text).toBe(expected)
  })

  test('keeps its length and its lines, whatever it is', () => {
    const piece = fc.constantFrom(
      '"',
      '{',
      '}',
      ':',
      ',',
      '\n',
      '\r',
      '\\',
      ' ',
      '"a"',
      'Condition',
      secret,
      '😀',
      "'",
    )
    fc.assert(
      fc.property(
        fc.array(piece).map(parts => parts.join('')),
        text => {
          const redacted = redactText(text).text
          expect(redacted.length).toBe(text.length)
          expect(redacted.replace(/[^\r\n]/g, 'x')).toBe(text.replace(/[^\r\n]/g, 'x'))
          expect(redacted).not.toContain('wuhan')
        },
      ),
      { seed: 11 },
    )
  })
})

describe('a message', () => {
  const { hidden } = redactText(
    JSON.stringify({
      Resource: secret,
      Condition: { StringLike: { 'acs:x': ['blue', 'a`red`b', '203.0.113.7/8', 'true', 'kms:List*'] } },
    }),
  )
  test.each([
    [
      `\`${secret}\` is a secret of \`cn-wuhan-lr\`, named \`payroll\``,
      '`acs:kms:…:…:secret/…` is a secret of `…`, named `…`',
    ],
    [`see ${secret}, 9988776655443322, 203.0.113.7`, 'see acs:kms:…:…:secret/…, …, …'],
    [
      '`blue` and `true` under `StringLike` `acs:x` of `kms:Decrypt`',
      '`…` and `…` under `StringLike` `acs:x` of `kms:Decrypt`',
    ],
    ['`a`red`b` of `kms:List*`', '`…` of `…`'],
    ['`10.0.0.0/8` is more than `203.0.113.7/8`', '`…` is more than `…`'],
    ['`Efect`: did you mean `Effect`? 32768 of `2048`', '`Efect`: did you mean `Effect`? 32768 of `2048`'],
  ])('%s', (message, expected) => {
    expect(redactMessage(message, hidden)).toBe(expected)
  })

  test.each([
    [
      '/Statement/0/Condition/Bool/acs:SecureTransport/0',
      '/Statement/0/Condition/Bool/acs:SecureTransport/0',
    ],
    [`/Statement/0/${secret.replace('/', '~1')}`, '/Statement/0/…'],
    ['', ''],
  ])('the pointer %s', (pointer, expected) => {
    expect(redactPointer(pointer)).toBe(expected)
  })
})

test('very long texts', () => {
  for (const each of ['a'.repeat(13_000_000), '\\\\n'.repeat(1_000_000), 'acs:'.repeat(1_000_000)]) {
    expect(redactText(`{"Effect": "${each}"}`).text).toBe(`{"Effect": "${'•'.repeat(each.length)}"}`)
    expect(redactText(each).text).toHaveLength(each.length)
  }
})
