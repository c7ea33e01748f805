import { defaultSwitches, type Knowledge, type RequestContext } from '../policy/index.ts'
import type { ReadTarget } from '../rule.ts'

/** Documented as filled for every request. Assumed: KMS fills them, too. */
const always = ['acs:currenttime', 'acs:securetransport']

/** Documented: the network keys work on the shared gateway only. */
const networkKeys = ['acs:sourceip', 'acs:sourcevpc', 'acs:vpcsourceip']

/** What a request is known to carry: what is given, and what its gateway fills or does not. */
export function knowledgeOf(
  gateway: ReadTarget['gateway'] = 'shared',
  { context = new Map(), known = new Set() }: { context?: RequestContext; known?: ReadonlySet<string> } = {},
): Knowledge {
  const absent = [...known].filter(key => !context.has(key))
  return {
    given: context,
    absent: new Set([
      ...absent,
      ...(gateway === 'dedicated' ? networkKeys.filter(key => !context.has(key)) : []),
    ]),
    always: new Set(always.filter(key => !known.has(key))),
    negatedOnAbsentKey: defaultSwitches.negatedOnAbsentKey,
  }
}
