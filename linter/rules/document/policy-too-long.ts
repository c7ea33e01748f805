import { faultsOf } from '../../faults.ts'
import { defineRule } from '../../rule.ts'
import { secretRead } from './example-document.ts'

/** A document that is longer than its kind may be. */
export const policyTooLong = defineRule({
  id: 'policy-too-long',
  family: 'document',
  level: 'warning',
  summary: 'a document that is longer than its kind may be',
  why: 'RAM and KMS refuse it. Policies of Alibaba Cloud itself may be longer, so this is a warning.',
  help: 'white space is counted here, as no page says that it is not; policies of Alibaba Cloud itself may be longer',
  source:
    'CreatePolicy: 6,144 characters; AssumeRole: 2,048; control policies: 4,096; SetKeyPolicy and SetSecretPolicy: 32,768 bytes (API references, 2025); trust policies: 2,048 is assumed',
  examples: {
    wrong: {
      ...secretRead,
      text: secretRead.text + ' '.repeat(2048),
      kind: 'session',
      note: 'a session policy; 2,048 spaces follow',
    },
    right: { ...secretRead, kind: 'session' },
  },
  check: subject => faultsOf(subject, 'policy-too-long'),
})
