import { readdirSync } from 'node:fs'

/** The folder of the rules' fixtures. */
export const policyFixtures = new URL('../../fixtures/policies/', import.meta.url).pathname

/** The documents below a folder, by their paths in it, without what stands beside them: `.options.json`, `.origin.json`. */
export function documentsBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => /(?<!\.options|\.origin)\.json$/.test(name))
    .sort()
}
