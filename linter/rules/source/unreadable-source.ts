import { defineRule, nothingFound } from '../../rule.ts'

/** A file that cannot be read: no permission, no text in UTF-8, or too large. */
export const unreadableSource = defineRule({
  id: 'unreadable-source',
  family: 'source',
  level: 'error',
  summary: 'a file that cannot be read: no permission, no text in UTF-8, or too large',
  why: 'What is not read is not checked; a run that passes over it in silence would call it fine.',
  help: 'a policy is a short text in UTF-8 that the user who checks it may read',
  source: 'RFC 8259, section 8.1 (JSON is UTF-8)',
  foundBy: 'the reading of files, before any rule is asked',
  examples: null,
  check: () => nothingFound,
})
