/** `${name}`, `{name}`, `{{ name }}` and `<name>`, with a name in any language, as templates and pages write them. */
const placeholder = /\$\{[^{}]*\}|\{\{[^{}]*\}\}|\{[\p{L}_][^{}"':,]{0,60}\}|<[\p{L}_][^<>"]{0,60}>/gu

/** The placeholders in a string, each once. */
export function placeholdersIn(text: string): readonly string[] {
  return [...new Set(text.match(placeholder))]
}

/** A pattern in which a placeholder may stand for anything; null if it has none. */
export function filledIn(text: string): string | null {
  return /[{<]/.test(text) && placeholdersIn(text).length > 0 ? text.replaceAll(placeholder, '*') : null
}
