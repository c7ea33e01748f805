import { authorizationPath } from '../authorization-link.ts'
import { resumeRotations } from '../state/rotation.ts'
import { defineScenario } from './scenario.ts'
import { ScenarioFault } from './scenario-fault.ts'

const kind = 'ram-credentials'

/** No RAM administrator has allowed KMS to manage the AccessKeys of RAM users. */
export const ramAuthorizationMissing = defineScenario({
  name: 'ram-authorization-missing',
  summary: 'KMS may not manage the AccessKeys of RAM users yet',
  causes:
    'Forbidden.NoPermission `You are not authorized to perform the operation.` when a RAM secret is created; rotations of RAM secrets wait',
  ends: 'when the authorization is granted: behind the link in the journal, by `authorize ram-credentials`',
  source: 'documented: KMS FAQ, RAM page; that CreateSecret answers this code is assumed',
  parameters: {},
  apply({ account }) {
    if (!account.authorizations.delete(kind))
      throw new ScenarioFault(`account \`${account.id}\` has not granted \`${kind}\` as it is`)
    return { changed: ['KMS may not manage the AccessKeys of RAM users any more'], before: {} }
  },
  holds: ({ account }) => !account.authorizations.has(kind),
  undo(context, _, others) {
    const { account } = context
    if (account.authorizations.has(kind) || others.length > 0) return []
    account.authorizations.add(kind)
    resumeRotations(account, context)
    return ['KMS may manage the AccessKeys of RAM users']
  },
  explains: ({ operation, because }) =>
    operation === 'CreateSecret' && (because?.includes(authorizationPath(kind)) ?? false),
})
