import { kmsResourceTypes } from '../policy/index.ts'

/** Types of resources, of KMS and of RAM: all that is shown of a relative id. A bucket's name is none of them. */
const resourceTypes: ReadonlySet<string> = new Set([
  ...kmsResourceTypes.map(({ prefix }) => prefix),
  ...['user', 'group', 'role', 'assumed-role', 'policy', 'mfa', 'saml-provider', 'oidc-provider', 'instance'],
])

/** What stands for a character that is not shown: as many as there were, so that places stay where they are. */
const dot = '•'

/** What a text had in it that `--redact` hides. */
export interface Hidden {
  /** Values, and the parts of them that a message may quote. */
  readonly quoted: ReadonlySet<string>
  /** Those with a backtick, which end a quotation too early. */
  readonly fenced: readonly string[]
}

/** A text with nothing in it that `--redact` hides, of the same length, and what was hidden. */
export interface RedactedText {
  readonly text: string
  readonly hidden: Hidden
}

const names = /^(?!.*\d{8})[A-Za-z][\w-]*(?::[\w/.-]+)?$/

/** Values that are shown, by the name of their member, in lower case without `_`. All other values are hidden. */
const shownValues: ReadonlyMap<string, RegExp> = new Map([
  ['effect', /^[A-Za-z]{1,12}$/],
  ['version', /^[\d-]{1,10}$/],
  ['action', /^(?!.*\d{8})[\w*?-]*(?::[\w*?-]*)?$/],
  ['notaction', /^(?!.*\d{8})[\w*?-]*(?::[\w*?-]*)?$/],
  ['sid', /^(?!.*\d{8})[A-Za-z][\w-]*$/],
  ['service', /^[a-z.-]+\.aliyuncs\.com$/],
  ['resource', /^\*$/],
  ['', /^(?:Allow|Deny|1)$/],
])

/** A word (an ARN is one) or a single character; no pattern without a bound, which would run out of stack. */
const word = /[^\s"{}[\]():,=]{1,2000}(?::+[^\s"{}[\]():,=]{1,2000}){0,100}|[^\s"]/y

/** Strings with their quotes, on their line at the longest, words, and single characters; white space is none of them. */
function* tokensIn(text: string): Generator<{ readonly token: string; readonly offset: number }> {
  const starts = /\S/g
  for (let found = starts.exec(text); found !== null; found = starts.exec(text)) {
    const offset = found.index
    word.lastIndex = offset
    const end = text[offset] === '"' ? endOfQuoted(text, offset) : offset + (word.exec(text)?.[0].length ?? 1)
    yield { token: text.slice(offset, end), offset }
    starts.lastIndex = end
  }
}

function endOfQuoted(text: string, start: number): number {
  const stops = /["\\\r\n]/g
  stops.lastIndex = start + 1
  for (let stop = stops.exec(text); stop !== null; stop = stops.exec(text)) {
    if (stop[0] === '"') return stop.index + 1
    if (stop[0] !== '\\') return stop.index
    if (!/[\r\n]/.test(text[stop.index + 1] ?? '\n')) stops.lastIndex = stop.index + 2
  }
  return text.length
}

/**
 * Hides what is not known to be harmless: every value of a condition, ARNs but for their service and type, comments,
 * and whatever has no place in a policy. Also for a text that is no JSON, and for policies inside of other files.
 */
export function redactText(text: string): RedactedText {
  const quoted = new Set<string>()
  // The names of the objects around, then that of the last member.
  const path: string[] = ['']
  const shown = (token: string, offset: number): string => {
    if (token === '{') path.push('')
    else if (token === '}' && path.length > 1) path.pop()
    if (/^[{}[\]():,=]$/.test(token)) return token
    const isString = token.startsWith('"')
    const inner = isString ? token.slice(1, token.length > 1 && token.endsWith('"') ? -1 : undefined) : token
    const isName = /^\s*[:={]/.test(text.slice(offset + token.length, offset + token.length + 40))
    if (isName && inner.length <= longestShown && names.test(inner)) {
      path[path.length - 1] = inner.toLowerCase().replaceAll('_', '')
      return token
    }
    if (isName) path[path.length - 1] = 'hidden'
    if (!isName && isShown(inner, path, isString)) return token
    for (const part of partsOf(inner)) quoted.add(part)
    return token.replace(inner, () => hide(inner))
  }
  const parts: string[] = []
  let at = 0
  for (const { token, offset } of tokensIn(text)) {
    parts.push(text.slice(at, offset), shown(token, offset))
    at = offset + token.length
  }
  const result = parts.join('') + text.slice(at)
  return { text: result, hidden: { quoted, fenced: [...quoted].filter(each => each.includes('`')) } }
}

/** What is longer is nothing that anybody named. */
const longestShown = 1000

function isShown(value: string, path: readonly string[], isString: boolean): boolean {
  if (!isString || value.length > longestShown || path.slice(0, -1).includes('condition')) return false
  return shownValues.get(path.at(-1) ?? '')?.test(value) ?? false
}

/** An ARN with its service and type, and parts that are `*`; of anything else only its length. */
function hide(value: string): string {
  const arn =
    value.length > longestShown ? null : /^(acs|arn:[a-z]+):([a-z*]{1,20}):([^:]*):([^:]*):(.*)$/s.exec(value)
  if (arn === null) return dots(value)
  const [, prefix, service, region = '', account = '', relative = ''] = arn
  const slash = relative.indexOf('/') + 1
  const type = resourceTypes.has(relative.slice(0, Math.max(slash - 1, 0))) ? relative.slice(0, slash) : ''
  const name = relative.slice(type.length)
  return `${prefix}:${service}:${part(region)}:${part(account)}:${type}${part(name)}`
}

function part(text: string): string {
  return text === '*' ? text : dots(text)
}

function dots(text: string): string {
  return /[\r\n]/.test(text) ? text.replace(/[^\r\n]/g, dot) : dot.repeat(text.length)
}

/** A hidden value, and what a message may quote of it: of an ARN not what it still shows. */
function partsOf(value: string): string[] {
  const plain = decoded(value)
  const shown = new Set(hide(plain).split(/[:/]/))
  return [value, plain, ...plain.split(/[:/,\s]/).filter(part => part !== '' && !shown.has(part))]
}

function decoded(value: string): string {
  try {
    return String(JSON.parse(`"${value}"`))
  } catch {
    return value
  }
}

/** What a message may show between backticks, unless the document hides it: names, actions, small numbers. */
const harmless = /^(?!.*\d{8})(?:[A-Za-z*?][\w*?-]*(?::[\w*?/.-]+)?|\d{1,5}|[{}[\],:]|"(?:Version|1)")$/

/** What no message may show outside of them: ARNs, account ids, addresses. */
const telling = /\b(?:acs|arn):[^\s`"',;]*:[^\s`"',;]+|\b\d{8,}\b|\b\d{1,3}(?:\.\d{1,3}){3}(?:\/\d+)?\b/g

/** A message without what its document hides; what is `shown` stays. */
export function redactMessage(
  message: string,
  { quoted, fenced }: Hidden,
  shown: ReadonlySet<string> = new Set(),
): string {
  const text = fenced.reduce((rest, each) => rest.replaceAll(each, '…'), message)
  return text
    .split('`')
    .map((part, index) => {
      if (index % 2 === 0) return part.replace(telling, shorten)
      if (shown.has(part)) return part
      return quoted.has(part) || !harmless.test(part) ? shorten(part) : part
    })
    .join('`')
}

function shorten(text: string): string {
  return hide(text).replaceAll(/•+/g, '…')
}

/** An ARN with its service and type alone; a word that is none, such as a condition key, stays as it is. */
export function redactArn(text: string): string {
  return text === '*' || /^(?!.*\d{8})[\w-]+(:[\w/-]+)?$/.test(text) ? text : shorten(text)
}

/** A pointer without names that are no names. */
export function redactPointer(pointer: string): string {
  return pointer
    .split('/')
    .map(part =>
      part === '' || /^\d{1,6}$/.test(part) || names.test(part.replaceAll('~1', '/')) ? part : '…',
    )
    .join('/')
}
