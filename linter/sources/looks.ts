/**
 * Whether a text that nothing around it calls a policy is one of RAM's: it has a Statement, and RAM's version or an
 * ARN. Other clouds write the same grammar with a date as its version.
 */
export function looksLikePolicy({ text }: { readonly text: string }): boolean {
  if (!/^\s*\{/.test(text) || !/"Statement"\s*:/.test(text)) return false
  return /"Version"\s*:\s*"?1"?\s*[,}]/.test(text) || text.includes('"acs:')
}

/** Whether a text is meant as a policy or a statement, faulty as it may be, and not as another cloud's. */
export function mentionsPolicy(text: string): boolean {
  if (!/^\s*[[{]/.test(text) || !/"(?:Statement|Effect)"\s*:/.test(text)) return false
  return text.includes('"acs:') || !/"arn:|"\d{4}-\d\d-\d\d"/.test(text)
}
