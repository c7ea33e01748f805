import { describe, expect, test } from 'vitest'
import { checkFile } from '../../linter/check-file.ts'
import { lint } from '../../linter/index.ts'
import type { Problem, Rule, RuleSubject } from '../../linter/rule.ts'
import { fill, fillings, readPolicies } from '../../linter/sources/index.ts'

const ruleOf = (id: string, check: (subject: RuleSubject) => Iterable<Problem>): Rule => ({
  id,
  family: 'access',
  level: 'warning',
  summary: id,
  why: id,
  help: id,
  source: id,
  examples: { wrong: { text: '' }, right: { text: '' } },
  check,
})

const grammar = [
  'invalid-json',
  'invalid-type',
  'invalid-effect',
  'missing-action',
  'unknown-element',
  'condition-value-type',
]

/** Says which resources there are, so what a rule sees in the place of an unknown. */
const resources = ruleOf('resources', function* ({ statements }) {
  for (const { statement } of statements)
    for (const resource of statement.resources ?? [])
      yield { place: resource, message: `on \`${resource.value}\`` }
})

const statementsWhere = (id: string, holds: (effect: string, action: string) => boolean) =>
  ruleOf(id, function* ({ statements, parsed }) {
    const found = statements.some(({ statement }) =>
      (statement.actions ?? []).some(action => holds(statement.effect, action.value)),
    )
    if (!found && parsed.readable !== null) yield { place: { pointer: '', start: 0, end: 1 }, message: id }
  })
const noDecrypt = statementsWhere(
  'no-decrypt',
  (effect, action) => effect === 'Allow' && /^(\*|kms:\*|kms:Decrypt)$/.test(action),
)

const policy = (statement: string) => `resource "alicloud_ram_policy" "p" {
  policy_document = jsonencode({ Version = "1", Statement = ${statement} })
}`
const reads = (resource: string) =>
  policy(`[{ Effect = "Allow", Action = "kms:GetSecretValue", Resource = ${resource} }]`)

async function found(text: string, ...rules: Rule[]): Promise<string[]> {
  const checked = await checkFile(text, 'main.tf', { rules })
  return (checked?.report.findings ?? []).map(({ rule, start, end, message, help }) => {
    expect(help).toBe(rule)
    return `${rule} at ${text.slice(start.offset, end.offset)}: ${message}`
  })
}

describe('a string with unknowns is judged', () => {
  test.each([
    [
      'with unknown segments',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Terraform's
      '"acs:kms:${var.region}:${var.account}:secret/db"',
      [
        // biome-ignore lint/suspicious/noTemplateCurlyInString: Terraform's
        'resources at "acs:kms:${var.region}:${var.account}:secret/db": on `acs:kms:${var.region}:${var.account}:secret/db`',
      ],
    ],
    [
      'that is the ARN of a secret',
      'alicloud_kms_secret.db.arn',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: as reports write it
      ['resources at alicloud_kms_secret.db.arn: on `${alicloud_kms_secret.db.arn}`'],
    ],
    ['not where nothing tells its segments', '"$' + '{var.prefix}/db"', []],
    ['not where it is unknown as a whole', 'var.resources', []],
    [
      'not where it is made by an expression',
      '[for name in var.names : "acs:kms:*:*:secret/$' + '{name}"]',
      [],
    ],
    [
      'as what a default says',
      'var.known',
      ['resources at "acs:kms:*:*:secret/a": on `acs:kms:*:*:secret/a`'],
    ],
  ])('%s', async (_, resource, expected) => {
    const text = `variable "known" {\n  default = "acs:kms:*:*:secret/a"\n}\n${reads(resource)}`
    expect(await found(text, resources)).toEqual(expected)
  })
})

describe('what unknowns might change is not found', () => {
  test.each<[string, string, string[]]>([
    [
      'a known list',
      '[{ Effect = "Allow", Action = ["kms:GetSecretValue"], Resource = "*" }]',
      ['no-decrypt'],
    ],
    [
      'an unknown action',
      '[{ Effect = "Allow", Action = ["kms:GetSecretValue", var.more], Resource = "*" }]',
      [],
    ],
    ['a part of an action', '[{ Effect = "Allow", Action = ["kms:$' + '{var.verb}"], Resource = "*" }]', []],
    [
      'unknown statements',
      'concat([{ Effect = "Allow", Action = ["kms:GetSecretValue"], Resource = "*" }], var.more)',
      [],
    ],
    ['only unknown statements', 'var.statements', []],
    [
      'an unknown action that is denied',
      '[{ Effect = "Allow", Action = ["kms:GetSecretValue"], Resource = "*" }, { Effect = "Deny", Action = var.no, Resource = "*" }]',
      ['no-decrypt'],
    ],
    [
      'an unknown condition',
      '[{ Effect = "Allow", Action = "ecs:*", Resource = "*", Condition = var.c }]',
      ['no-decrypt'],
    ],
  ])('%s', async (_, statement, expected) => {
    expect((await found(policy(statement), noDecrypt)).map(line => line.split(' at ')[0])).toEqual(expected)
  })
})

test('what is filled in is valid where it stands', async () => {
  const text = policy(`[
    { Effect = var.effect, Action = var.a, Resource = ["\${var.x}", "acs:kms:\${var.r}:\${var.n}:secret/\${var.s}"] },
    {
      Effect    = "Deny"
      NotAction = ["kms:\${var.a}"]
      Resource  = "*"
      Condition = {
        IpAddress       = { "acs:SourceIp" = [var.office, "\${var.office}/32"] }
        Bool            = var.flags
        StringEquals    = { "acs:SourceVpc" = var.vpc, (var.key) = "x" }
        DateLessThan    = { "acs:CurrentTime" = var.until }
        NumericLessThan = { "acs:Age" = var.age }
      }
    },
    var.statement,
  ]`)
  const [extracted] = (await readPolicies(text, 'main.tf'))?.policies ?? []
  if (extracted === undefined) throw new Error('nothing was extracted')
  const filled = fillings.map(filling => fill(extracted.draft, extracted.slots, 'identity', filling).text)
  const [least, most] = filled.map(each => JSON.parse(each) as unknown)
  expect(filled.map(each => lint(each, { kind: 'identity', only: grammar }).summary.error)).toEqual([
    0, 0, 0, 0,
  ])
  expect(least).toEqual({
    Version: '1',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'unknown2x:unknown2x',
        Resource: [
          'acs:ecs:me-central-1:1990000000000000:instance/unknown3x',
          'acs:kms:ap-northeast-2:1990000000000005:secret/unknown6x',
        ],
      },
      {
        Effect: 'Deny',
        NotAction: ['kms:*'],
        Resource: '*',
        Condition: {
          IpAddress: { 'acs:SourceIp': ['203.0.113.9', '203.0.113.9'] },
          Bool: { 'acs:SecureTransport': 'false' },
          StringEquals: { 'acs:SourceVpc': 'unknown9x', 'acs:RequestTag/unknown10x': 'x' },
          DateLessThan: { 'acs:CurrentTime': '2013-01-01T00:00:00Z' },
          NumericLessThan: { 'acs:Age': '14' },
        },
      },
      {
        Effect: 'Allow',
        Action: 'unknown13x:unknown13x',
        Resource: 'acs:ecs:me-central-1:1990000000000000:instance/unknown13x',
      },
    ],
  })
  expect(most).toEqual({
    Version: '1',
    Statement: [
      { Effect: 'Deny', Action: '*', Resource: ['*', 'acs:kms:*:*:secret/*'] },
      {
        Effect: 'Deny',
        NotAction: ['kms:unknown2x'],
        Resource: '*',
        Condition: {
          IpAddress: { 'acs:SourceIp': ['203.0.113.1', '203.0.113.1'] },
          Bool: { 'acs:SecureTransport': 'true' },
          StringEquals: { 'acs:SourceVpc': 'unknown0x', 'acs:RequestTag/unknown10x': 'x' },
          DateLessThan: { 'acs:CurrentTime': '2001-01-01T00:00:00Z' },
          NumericLessThan: { 'acs:Age': '1' },
        },
      },
      { Effect: 'Allow', Action: '*', Resource: '*' },
    ],
  })
})

test('quotes that are missing, directives and invalid JSON are no findings of unknowns', async () => {
  const text = `resource "alicloud_ram_policy" "p" {
  policy_document = <<EOF
{ "Version": "1", "Statement": [
  %{ for s in var.secrets }
  { "Effect": "Allow", "Action": "kms:GetSecretValue", "Resource": "\${s}" },
  %{ endfor }
] }
EOF
}`
  const checked = await checkFile(text, 'main.tf')
  expect(checked?.report).toEqual({ path: 'main.tf', kind: 'identity', policies: 1, findings: [] })
})
