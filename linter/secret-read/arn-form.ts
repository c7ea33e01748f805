/**
 * An ARN of a template of the table of actions, with what is known filled in and what is to be filled in between angle
 * brackets: `acs:kms:cn-hangzhou:<account-id>:key/<key-id>`.
 */
export function arnForm(
  template: string,
  { region, account }: { readonly region?: string | undefined; readonly account?: string | undefined },
): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    if (name === 'region') return region ?? '<region>'
    if (name === 'account') return account ?? '<account-id>'
    return `<${name.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}>`
  })
}
