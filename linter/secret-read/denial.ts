import { findAction } from '../policy/index.ts'

/** What the text of an error says of a refused call; null where it says nothing. */
export interface Denial {
  /** E.g. `kms:Decrypt`. */
  readonly action: string | null
  /** As the message names it: an ARN, or the id of a key alone. */
  readonly named: string | null
  readonly region: string | null
  /** Of the one who called. */
  readonly account: string | null
  /** Whether a Deny refused it, or no Allow was found. */
  readonly explicit: boolean | null
  /** The `PolicyType` of an AccessDeniedDetail. */
  readonly policyType: string | null
}

/** What an error is about that is no denial of a permission: its code, to be named. */
export interface OtherError {
  readonly code: string
}

/**
 * Reads an error of KMS as a client printed it, as KMS answered it (JSON or XML), or an AccessDeniedDetail alone. Null if
 * nothing of a refusal is in it. Messages: seen and documented (KMS application FAQ); fields: documented and seen.
 */
export function readDenial(text: string): Denial | OtherError | null {
  const known = text.slice(0, longest)
  const message = /This operation(?: for (\S{1,500}?))? is forbidden by permission system/.exec(known)
  const action = fieldOf(known, 'AuthAction')
  const code = /\b(Forbidden\.NoPermission|NoPermission|Forbidden\.RAM)\b/.exec(known)
  if (message === null && action === null && code === null) {
    const other = [fieldOf(known, 'Code'), codeBefore.exec(known)?.[1]].find(each =>
      /^[A-Z]/.test(each ?? ''),
    )
    return other === undefined || other === null ? null : { code: other }
  }
  const type = fieldOf(known, 'NoPermissionType')
  const named = message?.[1] ?? fieldOf(known, 'AuthResource')
  const region =
    /\bkms(?:-vpc|-intranet)?\.([a-z]{2}[a-z0-9-]{2,30})\.aliyuncs\.com\b/.exec(known)?.[1] ?? null
  return {
    action: action === null ? null : (findAction(action)?.action ?? action),
    named,
    region,
    account: /^\d{16}$/.exec(fieldOf(known, 'AuthPrincipalOwnerId') ?? '')?.[0] ?? null,
    explicit: type === null ? null : type === 'ExplicitDeny',
    policyType: fieldOf(known, 'PolicyType'),
  }
}

/** As clients with Tea in them print it: `Error: Forbidden.ResourceNotFound code: 404, …`. */
const codeBefore = /\b([A-Z]\w{1,60}(?:\.\w{1,60}){1,4}) code: \d{3}\b/

/** Longer texts are logs; a refusal stands near their start or is to be cut out. */
const longest = 1 << 20

/** A field of a JSON object (escaped or not), of XML, or of the `Name: value` lines that clients print. */
function fieldOf(text: string, name: string): string | null {
  const value = '[\\w.:/*@+=,-]{1,300}'
  const forms = [
    new RegExp(`\\\\*["']${name}\\\\*["']\\s{0,4}:\\s{0,4}\\\\*["'](${value})`),
    new RegExp(`<${name}>(${value})</${name}>`),
    new RegExp(`\\b${name}\\s{0,4}[:=]\\s{0,4}(${value})`, 'i'),
  ]
  for (const form of forms) {
    const found = form.exec(text)?.[1]
    if (found !== undefined) return found
  }
  return null
}
