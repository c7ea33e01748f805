import { color, explainFlags, type Flag, stdinFilename } from './flags.ts'

const secret: Flag = { argument: 'ARN', summary: 'the secret that is read' }
const key: Flag = {
  argument: 'ARN|service-managed',
  summary: 'the key that it is encrypted with; service-managed if no key of your own is named',
}
const gateway: Flag = {
  argument: 'shared|dedicated',
  summary: "which endpoint the application calls: kms.<region>, or an instance's own [shared]",
}
const credentials: Flag = {
  argument: 'accesskey|sts',
  summary: 'what it signs with: an AccessKey, or an STS token of a role [accesskey]',
}

/** The flags that say which read is meant. */
export const targetFlags: Readonly<Record<string, Flag>> = { secret, key, gateway, credentials }

const others = [
  'principal',
  'key-policy',
  'secret-policy',
  'session-policy',
  'control-policy',
  'kind',
] as const
const format: Flag = {
  argument: 'FORMAT[=FILE]',
  summary: 'pretty, json or markdown, to standard output or a file; repeatable [pretty]',
  repeatable: true,
}

/** The flags of `prove`. */
export const proveFlags: Readonly<Record<string, Flag>> = {
  ...targetFlags,
  minimum: { summary: 'fail, too, if anything is allowed that the read does not need' },
  matrix: { summary: 'the verdict for each gateway, kind of credentials and kind of key' },
  ...Object.fromEntries(others.map(name => [name, explainFlags[name] as Flag])),
  format,
  color,
  'stdin-filename': stdinFilename,
}

/** The flags of `diff`. */
export const diffFlags: Readonly<Record<string, Flag>> = {
  base: {
    argument: 'REV',
    summary: 'compare the files at PATH with what they were at this revision of the git repository',
  },
  'fail-on': { argument: 'widened', summary: 'exit with 1 if some request is newly allowed in some context' },
  kind: { argument: 'identity|session|control', summary: 'the kind of the policies [what they look like]' },
  format,
  color,
}

/** The flags of `generate`. */
export const generateFlags: Readonly<Record<string, Flag>> = {
  ...targetFlags,
  with: {
    argument: 'write|rotate',
    summary: 'what the application does with the secret beside reading it; repeatable',
    repeatable: true,
  },
}

/** The flags of `why`. */
export const whyFlags: Readonly<Record<string, Flag>> = {
  policy: {
    argument: 'FILE',
    summary: 'the identity policy of the one who was refused: the answer is then a patch for it; repeatable',
    repeatable: true,
  },
  secret: { argument: 'ARN', summary: 'the secret that was read, where the error names only a key id' },
  format: { argument: 'FORMAT[=FILE]', summary: 'pretty or json; repeatable [pretty]', repeatable: true },
  color,
}
