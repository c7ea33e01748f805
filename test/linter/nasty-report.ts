import { createFinding, type Finding, type Related } from '../../linter/finding.ts'
import { type FileReport, summarise } from '../../linter/lint.ts'
import { positionsIn } from '../../linter/position.ts'
import type { Checked } from '../../linter/reports/index.ts'
import type { Fix } from '../../linter/rule.ts'

/** What somebody may put into a policy to be obeyed, rendered or parsed by whoever reads a report of it. */
export const nastyWord =
  '\u001B[31m::error::x%0A ##[add-mask]y ##vso[task.complete] | </script><img src=x> ]]> &amp; 😀\u202E @team #12 https://evil.example [a](b) {0} $x$ ``z`'

/** A path likewise. */
export const nastyPath = '::pol|i`c`y <b>,100%@team #1 é😀.json'

const secret = 'acs:kms:cn-hangzhou:1234567890123456:secret/payroll'

/** With a byte order mark, all three ends of line, and a very long line. */
const nastyText = [
  '\uFEFF{\r\n',
  '  "Version": "1",\n',
  '  "Statement": [{\r',
  `    "Sid": ${JSON.stringify(nastyWord)},\r\n`,
  '\t"Effect": "allow", "Action": ["kms:GetSecretValue", "kms:*"],\n',
  `    "Resource": ["${secret}", ${JSON.stringify('账'.repeat(400))}, "*"],\n`,
  '    "Condition": {\n',
  '      "IpAddress": {"acs:SourceIp": ["203.0.113.7", "10.0.0.0/8"]}\n',
  '    }\n',
  '  }]\n',
  '}',
].join('')

interface Place {
  readonly of: string
  readonly pointer: string
  readonly length?: number
}

function spanOf(text: string, { of, length = of.length }: Place) {
  const start = text.indexOf(of)
  const positionOf = positionsIn(text)
  return { start: positionOf(start), end: positionOf(start + length) }
}

function find(
  text: string,
  place: Place,
  parts: Pick<Finding, 'rule' | 'level' | 'message' | 'help'> & Partial<Pick<Finding, 'fixable'>>,
  related: readonly (Place & { readonly message: string })[] = [],
): Finding {
  const others = related.map(
    (each): Related => ({ pointer: each.pointer, message: each.message, ...spanOf(text, each) }),
  )
  return createFinding(text, {
    ...parts,
    pointer: place.pointer,
    ...spanOf(text, place),
    related: others,
  })
}

const inText = nastyText.includes(JSON.stringify(nastyWord)) ? JSON.stringify(nastyWord) : ''

const findings = [
  find(
    nastyText,
    { of: inText, pointer: '/Statement/0/Sid' },
    {
      rule: 'invalid-sid',
      level: 'warning',
      message: `the Sid \`${nastyWord}\` is not a short name`,
      help: 'the Sid of a key or secret policy is a short name; it may be left out',
    },
  ),
  find(
    nastyText,
    { of: '"allow"', pointer: '/Statement/0/Effect' },
    {
      rule: 'invalid-effect',
      level: 'error',
      message: 'the Effect is `allow`; write exactly `Allow` or `Deny`',
      help: 'the word is compared letter by letter: `Allow` or `Deny`, without spaces',
      fixable: 'safe',
    },
    [
      {
        of: '"kms:*"',
        pointer: '/Statement/0/Action/1',
        message:
          'this would then be granted, and so would everything else that the service has to offer to anybody',
      },
      { of: '"Version"', pointer: '/Version', message: 'far above' },
      {
        of: '{\n      "IpAddress"',
        length: 60,
        pointer: '/Statement/0/Condition',
        message: 'under this condition',
      },
    ],
  ),
  find(
    nastyText,
    { of: '"*"]', length: 3, pointer: '/Statement/0/Resource/2' },
    {
      rule: 'invalid-type',
      level: 'security',
      message: `\`*\` stands beside \`${secret}\`, from \`203.0.113.7\` on`,
      help: `name \`${secret}\` alone`,
      fixable: 'unsafe',
    },
  ),
  find(
    nastyText,
    { of: '{\r\n', length: nastyText.length - 1, pointer: '' },
    {
      rule: 'policy-too-long',
      level: 'suggestion',
      message: 'this goes over many lines',
      help: 'write less',
    },
  ),
]

const [, effect, star] = findings as [Finding, Finding, Finding, Finding]

const fixes: readonly (readonly [Finding, Fix])[] = [
  [
    effect,
    {
      safety: 'safe',
      title: 'write `Allow`',
      edits: [{ start: effect.start.offset, end: effect.end.offset, text: '"Allow"' }],
    },
  ],
  [
    star,
    {
      safety: 'unsafe',
      title: `write \`${secret}\``,
      edits: [{ start: star.start.offset, end: star.end.offset, text: JSON.stringify(secret) }],
    },
  ],
]

const files: readonly FileReport[] = [
  { path: nastyPath, kind: 'identity', policies: 1, findings },
  { path: 'sound.json', kind: 'identity', policies: 1, findings: [] },
]

/** A report in which everything that others wrote is meant to do harm. */
export const nasty: Checked = {
  report: summarise(files, 1),
  texts: new Map([[nastyPath, nastyText]]),
  fixes: new Map(fixes),
}

/** A report with as many findings of a level in one file as are asked for. */
export function many(counts: Readonly<Partial<Record<Finding['level'], number>>>): Checked {
  const text = '{"Effect": "allow"}'
  const list = Object.entries(counts).flatMap(([level, count]) =>
    Array.from({ length: count }, (_, index) =>
      find(
        text,
        { of: '"allow"', pointer: `/Statement/${index}/Effect` },
        {
          rule: 'invalid-effect',
          level: level as Finding['level'],
          message: `the ${index + 1}. of ${count}`,
          help: 'write `Allow`',
        },
      ),
    ),
  )
  const file: FileReport = { path: 'many.json', kind: 'identity', policies: 1, findings: list }
  return { report: summarise([file], 0), texts: new Map([['many.json', text]]), fixes: new Map() }
}
