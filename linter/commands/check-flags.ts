import { levels } from '../finding.ts'
import { color } from './answer-flags.ts'
import { targetFlags } from './command-flags.ts'
import { type Flag, kind, stdinFilename } from './flags.ts'

/** The flags of `check`. */
export const checkFlags: Readonly<Record<string, Flag>> = {
  kind,
  format: {
    argument: 'FORMAT[=FILE]',
    summary:
      'pretty, concise, json, sarif, junit, github (annotations, and the summary of the job), gitlab (Code Quality) or markdown (a comment), to standard output or a file; repeatable [pretty]',
    repeatable: true,
  },
  'fail-on': {
    argument: levels.join('|'),
    summary: 'the mildest finding that makes the exit code 1 [security]',
  },
  ...targetFlags,
  fix: {
    argument: 'safe|unsafe',
    summary:
      'mend what can be mended, in the files; a safe fix changes no access, or only as it says. Of standard input the mended text goes to standard output, reports to standard error [safe]',
    implied: 'safe',
  },
  'fix-dry-run': {
    summary:
      'print what --fix would change as a unified diff, and change nothing; reports go to standard error',
  },
  config: {
    argument: 'FILE',
    summary: 'the configuration [.ram-lint.json, here or above in the repository]',
  },
  'no-config': { summary: 'use no configuration' },
  baseline: { argument: 'FILE', summary: 'hide what was there when this file was written' },
  'write-baseline': { summary: 'write that file anew' },
  color,
  quiet: { summary: 'print only what makes the exit code 1 (not for json, sarif, junit and gitlab)' },
  redact: { summary: 'hide values of conditions, and ARNs but for their service and type' },
  timing: { summary: 'print how long each rule took, the slowest first, to standard error' },
  'stdin-filename': stdinFilename,
}
