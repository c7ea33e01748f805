import { answerFlags, readingFlags } from './answer-flags.ts'
import { type Flag, kind, kinds, stdinFilename } from './flags.ts'

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

/** The flags of `explain`. */
export const explainFlags: Readonly<Record<string, Flag>> = {
  action: { argument: 'ACTION', summary: 'what is asked for, e.g. kms:GetSecretValue' },
  resource: { argument: 'ARN', summary: 'what it is asked on; `*` for an action without resources' },
  context: {
    argument: 'KEY=VALUE',
    summary:
      'a condition key that the request carries; repeat it for more keys or values; KEY alone: it carries none',
    repeatable: true,
  },
  principal: {
    argument: 'ARN',
    summary:
      "who asks: a RAM user, a role, the root of an account, or a service's domain name [a RAM user of the resource's account]",
  },
  'key-policy': { argument: 'FILE', summary: 'the policy of the key, where the resource is one' },
  'secret-policy': { argument: 'FILE', summary: 'the policy of the secret, where the resource is one' },
  'session-policy': { argument: 'FILE', summary: 'the policy that was given when the role was assumed' },
  'control-policy': {
    argument: 'FILE',
    summary: 'a control policy of the resource directory; repeatable',
    repeatable: true,
  },
  kind: { argument: 'identity|trust', summary: 'the kind of the policies at PATH [what they look like]' },
  ...readingFlags('pretty or json'),
  'stdin-filename': stdinFilename,
}

/** The flags of `extract`. */
export const extractFlags: Readonly<Record<string, Flag>> = {
  kind,
  ...readingFlags('pretty or json'),
  'stdin-filename': stdinFilename,
}

/** The flags of `rules`. */
export const rulesFlags: Readonly<Record<string, Flag>> = {
  ...answerFlags('pretty, markdown or json'),
  quiet: { summary: 'print ids alone, or of one rule what it finds (not for json)' },
}

const others = [
  'principal',
  'key-policy',
  'secret-policy',
  'session-policy',
  'control-policy',
  'kind',
] as const
/** The flags of `prove`. */
export const proveFlags: Readonly<Record<string, Flag>> = {
  ...targetFlags,
  minimum: { summary: 'fail, too, if anything is allowed that the read does not need' },
  matrix: { summary: 'the verdict for each gateway, kind of credentials and kind of key' },
  ...Object.fromEntries(others.map(name => [name, explainFlags[name] as Flag])),
  ...readingFlags(
    'pretty, json or markdown; concise, sarif, junit, github or gitlab for what fails, as findings in the policies',
  ),
  'stdin-filename': stdinFilename,
}

/** The flags of `diff`. */
export const diffFlags: Readonly<Record<string, Flag>> = {
  base: {
    argument: 'REV',
    summary: 'compare the files at PATH with what they were at this revision of the git repository',
  },
  'fail-on': { argument: 'widened', summary: 'exit with 1 if some request is newly allowed in some context' },
  kind: { argument: kinds.join('|'), summary: 'the kind of the policies [what they look like]' },
  ...readingFlags('pretty, json or markdown'),
}

/** The flags of `generate`. */
export const generateFlags: Readonly<Record<string, Flag>> = {
  ...targetFlags,
  with: {
    argument: 'write|rotate',
    summary: 'what the application does with the secret beside reading it; repeatable',
    repeatable: true,
  },
  ...answerFlags('pretty or json'),
  quiet: { summary: 'print the policy alone, without what is to be known about it' },
}

/** The flags of `why`. */
export const whyFlags: Readonly<Record<string, Flag>> = {
  policy: {
    argument: 'FILE',
    summary: 'the identity policy of the one who was refused: the answer is then a patch for it; repeatable',
    repeatable: true,
  },
  secret: { argument: 'ARN', summary: 'the secret that was read, where the error names only a key id' },
  ...answerFlags('pretty or json'),
}
