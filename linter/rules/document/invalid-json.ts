import { faultsOf } from '../../faults.ts'
import { defineRule } from '../../rule.ts'
import { changed, secretRead } from './example-document.ts'

/** A text that is not JSON. */
export const invalidJson = defineRule({
  id: 'invalid-json',
  family: 'document',
  level: 'error',
  summary: 'a text that is not JSON',
  why: 'RAM checks the JSON when a policy is created or changed, and refuses the whole document.',
  help: 'RAM reads strict JSON (RFC 7159): no comments, no trailing commas, plain spaces and quotes',
  source: 'RAM documentation, policy structure and syntax (2025): the text is checked against RFC 7159',
  ramCheck: 'Json syntax error',
  examples: {
    wrong: changed(secretRead, '/db"', '/db", // of billing'),
    right: secretRead,
  },
  check: subject =>
    faultsOf(subject, 'invalid-json', ({ repair }) =>
      repair === undefined
        ? null
        : { safety: repair.lossy ? 'unsafe' : 'safe', title: repair.title, edits: repair.edits },
    ),
})
