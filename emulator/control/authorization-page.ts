import { authorizationLink } from '../authorization-link.ts'
import type { Authorization } from '../state/account.ts'
import type { AuthorizationSummary } from './authorizations.ts'

/** The role that each authorization makes, and what it is for. Source: RAM, RDS and ECS pages. */
const roles: Readonly<Record<Authorization, { readonly role: string; readonly purpose: string }>> = {
  'ram-credentials': {
    role: 'AliyunKMSManageRAMCredentialsRole',
    purpose:
      'list, create, update and delete the AccessKeys of its RAM users, so that RAM secrets can rotate',
  },
  rds: {
    role: 'AliyunServiceRoleForKMSSecretsManagerForRDS',
    purpose: 'manage the accounts of its RDS instances, so that RDS secrets can rotate',
  },
  ecs: {
    role: 'AliyunServiceRoleForKMSSecretsManagerForECS',
    purpose: 'run commands on its ECS instances, so that ECS secrets can rotate',
  },
}

/** The page behind an authorization link: what it would do, and a button that posts to the same address. */
export function authorizationPage({ kind, granted }: AuthorizationSummary, accountId: string): string {
  const { role, purpose } = roles[kind]
  const action = escapeHtml(authorizationLink(kind, accountId))
  const state = granted
    ? '<p><strong>It is allowed.</strong> Nothing is left to do.</p>'
    : `<form method="post" action="${action}"><button>Allow it</button></form>`
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Authorize KMS</title>
<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:38rem;margin:3rem auto;padding:0 1rem}button{font:inherit;padding:.4rem 1rem}</style>
<h1>Authorize KMS</h1>
<p>Account <code>${escapeHtml(accountId)}</code> of this emulator allows KMS to ${escapeHtml(purpose)}.
On Alibaba Cloud a RAM administrator does this in the console; it makes the role <code>${escapeHtml(role)}</code>.</p>
${state}
<p>The same from a shell: <code>kms-emulator authorize ${escapeHtml(kind)} --account ${escapeHtml(accountId)}</code></p>
</html>
`
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
