import { defineRule, nothingFound } from '../../rule.ts'

/** A file that was named on the command line and holds no policy. */
export const notAPolicy = defineRule({
  id: 'not-a-policy',
  family: 'source',
  level: 'error',
  summary: 'a file that was named on the command line and holds no policy',
  why: 'A check that found nothing to check is no success; most often the path or the output of another program is not what was meant.',
  help: 'a policy is a JSON object: `{"Version": "1", "Statement": [ … ]}`',
  source: 'RAM documentation, policy structure and syntax (2025)',
  foundBy: 'the reading of files, before any rule is asked',
  examples: null,
  check: () => nothingFound,
})
