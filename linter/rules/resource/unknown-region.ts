import { type Arn, compilePattern, matches } from '../../policy/index.ts'
import { defineRule } from '../../rule.ts'
import { nearest } from '../../suggestion.ts'
import { examplePolicy } from '../example-policy.ts'
import regionTable from './regions.json' with { type: 'json' }
import { resourcesOf } from './sorted-resources.ts'

const key = 'acs:kms:cn-hangzhou:1234567890123456:key/key-hzz65f1a2b3c4d5e6f7a'

const regions: ReadonlySet<string> = new Set(regionTable.regions.flatMap(({ ids }) => ids))

/**
 * A region that Alibaba Cloud does not have. Other services than KMS write other things there as well (`oss-cn-hangzhou`),
 * so of theirs only what looks like a misspelt region is reported.
 */
export const unknownRegion = defineRule({
  id: 'unknown-region',
  family: 'resource',
  level: 'warning',
  summary: 'an ARN with a region that Alibaba Cloud does not have',
  why: 'The ARN matches nothing there is, unless the region is newer than the list.',
  help: `write the id of a region, e.g. \`cn-hangzhou\`, or \`*\`; the list was checked in ${regionTable.checked}`,
  source: Object.values(regionTable.sources).join('; '),
  examples: {
    wrong: examplePolicy({
      Action: 'kms:Encrypt',
      Resource: [key, 'acs:kms:cn-beijin:1234567890123456:key/key-bjj65f1a2b3c4d5e6f7a'],
    }),
    right: examplePolicy({
      Action: 'kms:Encrypt',
      Resource: [key, 'acs:kms:cn-beijing:1234567890123456:key/key-bjj65f1a2b3c4d5e6f7a'],
    }),
  },
  // What is granted on a misspelt ARN is granted elsewhere for that reason alone.
  hides: [{ rules: ['decrypt-on-secret', 'decrypt-wrong-scope'], within: 'document' }],
  *check(subject) {
    for (const { resource, read } of resourcesOf(subject, 'arn')) {
      const message = whatIsWrong(read.arn)
      if (message !== null) yield { place: resource, message }
    }
  },
})

function whatIsWrong({ service, region }: Arn): string | null {
  if (region === '' || region === '*' || regions.has(region)) return null
  if (/[*?]/.test(region)) {
    if (service !== 'kms') return null
    const pattern = compilePattern(region)
    for (const id of regions) if (matches(pattern, id)) return null
    return `\`${region}\` matches no region of Alibaba Cloud`
  }
  const meant = nearest(region, regions)
  if (meant !== undefined) return `there is no region \`${region}\`; did you mean \`${meant}\`?`
  return service === 'kms' ? `there is no region \`${region}\`` : null
}
