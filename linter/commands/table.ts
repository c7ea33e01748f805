import { checkFlags } from './check-flags.ts'
import type { Command } from './command.ts'
import {
  diffFlags,
  explainFlags,
  extractFlags,
  generateFlags,
  proveFlags,
  rulesFlags,
  whyFlags,
} from './command-flags.ts'

/** The command that is meant if none is named. */
export const check: Command = {
  name: 'check',
  usage: '[PATH…]',
  summary: 'find what is wrong with policies',
  paths: {
    text: 'files, folders (every *.json, *.tf, *.yml and *.yaml below, but for what git ignores, node_modules and folders with a dot in front), patterns in quotes (**/*.json; !old/** takes away), or - for standard input [the current folder]',
    least: 0,
  },
  flags: checkFlags,
  examples: [
    ['policies/', 'every policy below a folder'],
    ['--kind key key-policy.json', 'the policy of a key'],
    ['-', 'from another program: terraform output -raw policy | ram-lint -'],
  ],
  run: async (given, terminal) => (await import('./check.ts')).check(given, terminal),
}

const aSecret = 'acs:kms:cn-hangzhou:1234567890123456:secret/db'
const aKey = 'acs:kms:cn-hangzhou:1234567890123456:key/key-id'

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  check,
  {
    name: 'prove',
    usage: 'PATH… --secret ARN --key ARN|service-managed',
    summary: 'is this set of policies enough, and no more than enough, to read one secret?',
    about:
      'The policies at PATH are taken as attached together to the application. proved: it may read the secret whatever ' +
      'else its requests carry; conditional: in some contexts; denied: in none. What it may do beyond that is listed ' +
      'with an example request each.',
    paths: {
      text: 'identity policies: files (of Terraform, ROS and the like those in them, where all of them is known), folders, or - for standard input',
      least: 1,
    },
    flags: proveFlags,
    examples: [
      [`app.json --secret ${aSecret} --key ${aKey}`, 'enough?'],
      [`app.json --secret ${aSecret} --key ${aKey} --minimum`, 'enough and nothing more?'],
      [`app.json --secret ${aSecret} --key ${aKey} --matrix`, 'what breaks on a move?'],
    ],
    run: async (given, terminal) => (await import('./prove.ts')).prove(given, terminal),
  },
  {
    name: 'explain',
    usage: 'PATH… --action ACTION --resource ARN',
    summary: 'which statement allows or denies a request, and why',
    about:
      'The policies at PATH are taken as attached to the one who asks. A condition on a key that no `--context` tells ' +
      'of is left open; if it decides, the answer is conditional.',
    paths: { text: 'identity policies; for sts:AssumeRole also the trust policy of the role', least: 1 },
    flags: explainFlags,
    examples: [
      ['app.json --action kms:Decrypt --resource acs:kms:cn-hangzhou:123:key/k', 'why can it not decrypt?'],
    ],
    run: async (given, terminal) => (await import('./explain.ts')).explain(given, terminal),
  },
  {
    name: 'diff',
    usage: 'OLD NEW | PATH… --base REV',
    summary: 'the access that a change adds and removes, with example requests',
    about:
      'OLD and NEW are each a file or a folder whose policies are attached together. Statements that are reordered, ' +
      'split, merged or written in another way are no change; a weakened condition or a removed Deny is access added.',
    paths: { text: 'OLD and NEW; with --base the files or folders to compare with that revision', least: 1 },
    flags: diffFlags,
    examples: [
      ['old.json new.json', 'what does the change allow?'],
      ['policies/ --base origin/main --fail-on widened', 'in a pull request'],
    ],
    run: async (given, terminal) => (await import('./diff.ts')).diff(given, terminal),
  },
  {
    name: 'generate',
    usage: '--secret ARN --key ARN|service-managed',
    summary: 'print the minimum policy for reading a secret',
    paths: null,
    flags: generateFlags,
    examples: [[`--secret ${aSecret} --key ${aKey}`, 'GetSecretValue on the secret, Decrypt on its key']],
    run: async (given, terminal) => (await import('./generate.ts')).generate(given, terminal),
  },
  {
    name: 'why',
    usage: '[FILE|-]',
    summary: 'a KMS error in; the missing statement out',
    about:
      'Reads an error as a client printed it or as KMS answered it: the text of the message, JSON or XML, with or ' +
      'without an AccessDeniedDetail.',
    paths: { text: 'a file with the error, or - for standard input [-]', least: 0, most: 1 },
    flags: whyFlags,
    examples: [
      ['error.txt --policy app.json', 'what to change in the policy'],
      ['-', 'from another program: ./app 2>&1 | ram-lint why'],
    ],
    run: async (given, terminal) => (await import('./why.ts')).why(given, terminal),
  },
  {
    name: 'rules',
    usage: '[ID]',
    summary: 'the catalogue of rules, or the page of one: what it finds, why, examples, sources',
    paths: { text: 'the id of a rule, e.g. missing-decrypt [all of them]', least: 0, most: 1 },
    flags: rulesFlags,
    examples: [
      ['missing-decrypt', 'one rule'],
      ['--format markdown=RULES.md', 'the whole catalogue, to a file'],
    ],
    run: async (given, terminal) => (await import('./rules.ts')).rules(given, terminal),
  },
  {
    name: 'extract',
    usage: 'PATH…',
    summary: 'print the policies found in Terraform, plans, ROS templates, Markdown and shell scripts',
    about:
      'Each policy with where it came from. What is known only when the file is deployed stands in it as its expression; ' +
      '`check` judges what does not depend on them.',
    paths: {
      text: 'files, folders (*.json, *.tf, *.yml and *.yaml below), or - for standard input',
      least: 1,
    },
    flags: extractFlags,
    examples: [
      ['main.tf', 'what will be attached?'],
      ['docs/**/*.md', 'policies in documentation'],
    ],
    run: async (given, terminal) => (await import('./extract.ts')).extract(given, terminal),
  },
]
