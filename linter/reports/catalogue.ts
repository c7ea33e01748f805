import pc from 'picocolors'
import { checkText, defaultTarget } from '../lint.ts'
import { ramChecks } from '../ram-checks.ts'
import { type Example, type Family, type Fix, families, type Rule } from '../rule.ts'
import { rules as allRules } from '../rules/index.ts'
import { painter } from './pretty.ts'

const titles: Readonly<Record<Family, string>> = {
  source: 'Source',
  document: 'Document',
  action: 'Action',
  resource: 'Resource',
  condition: 'Condition',
  access: 'Access',
  'secret-read': 'Secret read',
}

/** The fixes that a rule offers for its own example of what is wrong. */
function fixesOf(rule: Rule): readonly Fix[] {
  if (rule.examples === null) return []
  const { text, kind, target } = rule.examples.wrong
  const { fixes } = checkText(text, 'policy.json', {
    rules: [rule],
    target: { ...defaultTarget, ...target },
    ...(kind === undefined ? {} : { kind }),
  })
  return [...fixes.values()]
}

/** Rules as JSON: `{ "version": 1, "rules": [ … ] }`. */
export function catalogueJson(rules: readonly Rule[]): string {
  const list = rules.map(rule => {
    const { id, family, level, summary, why, help, source, ramCheck = null, foundBy = null, examples } = rule
    const [fix = null] = fixesOf(rule).map(({ safety, title }) => ({ safety, title }))
    return { id, family, level, summary, why, help, source, ramCheck, foundBy, fix, examples }
  })
  return `${JSON.stringify({ version: 1, rules: list }, null, 2)}\n`
}

/** The list of rules for people, by family: id, level and what each finds. */
export function cataloguePretty(rules: readonly Rule[], color: boolean): string {
  const colors = pc.createColors(color)
  const width = Math.max(...rules.map(({ id }) => id.length))
  const blocks = families.map(family => {
    const lines = rules
      .filter(rule => rule.family === family)
      .map(({ id, level, summary }) => {
        const paint = painter(level, colors)
        return `  ${id.padEnd(width)}  ${paint(level.padEnd('suggestion'.length))}  ${summary}`
      })
    return [colors.bold(titles[family]), ...lines, ''].join('\n')
  })
  return `${blocks.join('\n')}\n${colors.dim('`ram-lint rules ID` shows one of them with examples.')}\n`
}

/** One rule for people. */
export function rulePretty(rule: Rule, color: boolean): string {
  const colors = pc.createColors(color)
  const { id, level, examples } = rule
  const lines = [`${colors.bold(id)} ${painter(level, colors)(level)}`, '']
  for (const [name, text] of factsOf(rule)) lines.push(`${colors.dim(`${name}:`)} ${text}`)
  for (const which of examples === null ? [] : (['wrong', 'right'] as const)) {
    const example = examples?.[which]
    if (example === undefined) continue
    const shown = example.text.trimEnd().split('\n')
    lines.push('', colors.dim(`${which}${noteOn(example)}:`), ...shown.map(line => `  ${line}`.trimEnd()))
  }
  return `${lines.join('\n')}\n`
}

function factsOf(rule: Rule): readonly (readonly [name: string, text: string])[] {
  const { summary, why, help, source, ramCheck, foundBy } = rule
  const [fix] = fixesOf(rule)
  const facts: [string, string][] = [
    ['finds', summary],
    ['why', why],
    ['help', help],
  ]
  if (foundBy !== undefined) facts.push(['found by', foundBy])
  if (fix !== undefined) facts.push(['fix', `${fix.title} (${fix.safety})`])
  if (ramCheck !== undefined) facts.push(["RAM's own name", ramCheck])
  facts.push(['source', source])
  return facts
}

/** How an example is taken, where it is not what it looks like. */
function noteOn({ kind, target = {}, note }: Example): string {
  const notes = [
    ...(note === undefined
      ? kind === undefined
        ? []
        : [`a ${kind} policy`.replace('a i', 'an i')]
      : [note]),
    ...Object.entries(target).map(([flag, value]) => `\`--${flag} ${value}\``),
  ]
  return notes.length === 0 ? '' : ` (${notes.join(', ')})`
}

/** RULES.md: every rule with its examples, and how they answer to RAM's own checker. */
export function catalogueMarkdown(): string {
  const blocks = [
    '# Rules',
    'Generated from the rules in `linter/rules/`; `npm run documents` writes it anew, and a test compares it. `ram-lint rules ID` shows one of them.',
    `${allRules.length} rules. Levels, the gravest first: **error** (RAM refuses the document, or it can never work as written), **security** (it grants more than it seems to), **warning** (probably not what was meant), **suggestion** (works, and could be simpler). A fix is **safe** if it changes no access, or only as its title says; \`--fix\` makes those, \`--fix=unsafe\` the others too.`,
  ]
  for (const family of families) {
    const ofFamily = allRules.filter(rule => rule.family === family)
    const rows = ofFamily.map(rule => [
      `[${rule.id}](#${rule.id})`,
      rule.level,
      fixesOf(rule)[0]?.safety ?? '',
      rule.summary,
    ])
    blocks.push(`## ${titles[family]}`, table(['rule', 'level', 'fix', 'finds'], rows))
    blocks.push(...ofFamily.map(ruleMarkdown))
  }
  blocks.push(parity())
  return `${blocks.join('\n\n')}\n`
}

/** The section of one rule. */
export function ruleMarkdown(rule: Rule): string {
  const { id, level, summary, why, help, source, ramCheck, foundBy, examples } = rule
  const fixes = fixesOf(rule)
  const marks = [`**${level}**`]
  if (fixes[0] !== undefined) marks.push(`fix: ${fixes[0].safety}, “${fixes[0].title}”`)
  if (ramCheck !== undefined) marks.push(`RAM's own checker: ${ramCheck}`)
  const blocks = [
    `### ${id}`,
    marks.join(' · '),
    `Finds ${escaped(summary)}. ${escaped(why)}`,
    `Help: ${escaped(help)}.`,
  ]
  if (foundBy !== undefined) blocks.push(`Found by ${foundBy}.`)
  if (examples !== null) {
    for (const which of ['wrong', 'right'] as const) {
      const example = examples[which]
      const name = `${which[0]?.toUpperCase()}${which.slice(1)}`
      blocks.push(`${name}${noteOn(example)}:`, `\`\`\`json\n${example.text.trimEnd()}\n\`\`\``)
    }
  }
  blocks.push(`Source: ${escaped(source)}.`)
  return blocks.join('\n\n')
}

function parity(): string {
  const rows = ramChecks.map(name => [
    name,
    allRules
      .filter(({ ramCheck }) => ramCheck === name)
      .map(({ id }) => `[${id}](#${id})`)
      .join(', '),
  ])
  const about =
    "What RAM's own checker finds (the console's “Validate policies”, ValidatePolicy of Access Analyzer) and the rules that find the same. Its list goes on behind the last name that could be read; it asks for an account, and judges neither which action works on which resource nor what a read of a secret takes."
  return ["## RAM's own checker", about, table(["RAM's name", 'rules'], rows)].join('\n\n')
}

/** Text of ours outside of backticks, where `<name>`, `*` and `_` would be no text. */
function escaped(text: string): string {
  return text
    .split('`')
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/[<>*_]/g, mark => `\\${mark}`)))
    .join('`')
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cell = (text: string): string => escaped(text).replaceAll('|', '\\|')
  return [head, head.map(() => '---'), ...rows].map(row => `| ${row.map(cell).join(' | ')} |`).join('\n')
}
