import type { PolicyKind } from '../policy/index.ts'
import { recognise } from '../recognise.ts'
import type { ExtractedPolicy, Extraction, SourceForm } from './extraction.ts'
import { fill, fillings } from './fill.ts'
import { type Slot, slotsOf } from './slots.ts'
import { mentionsDocument } from './terraform-documents.ts'

export type { Draft, Unknown } from './draft.ts'
export { hole, hostOffset, sameStretch } from './draft.ts'
export type { ExtractedPolicy, Extraction, SourceForm, UnresolvedPolicy } from './extraction.ts'
export type { Filled } from './fill.ts'
export { draftOffset, fill, fillings, isShapedArn, labelled } from './fill.ts'
export type { Slot } from './slots.ts'

/** A policy of a host file whose kind is known. */
export interface SourcePolicy extends ExtractedPolicy {
  readonly kind: PolicyKind
  readonly slots: readonly Slot[]
}

/** What a host file holds. */
export interface SourcePolicies extends Omit<Extraction, 'policies'> {
  readonly policies: readonly SourcePolicy[]
}

/** What a text is, by its name and, for JSON, by what it holds. `json` is a policy itself, or no JSON that is a host. */
export function formOf(path: string, text: string): SourceForm {
  const [, ending = ''] = /\.([^./\\]+)$/.exec(path) ?? []
  const form = endings.get(ending.toLowerCase())
  if (form !== undefined) return form
  if (/\.tf\.json$/i.test(path)) return 'terraform'
  if (/^#!.*\b(?:ba|z|k|da)?sh\b/.test(text.slice(0, 100))) return 'shell'
  // A search for a word that begins with a quote stops at every one of a JSON text.
  if (text.includes('ROSTemplateFormatVersion') && text.includes('"ROSTemplateFormatVersion"')) return 'ros'
  return text.includes('format_version') && /"(?:resource_changes|planned_values)"/.test(text)
    ? 'plan'
    : 'json'
}

const endings: ReadonlyMap<string, SourceForm> = new Map<string, SourceForm>([
  ['tf', 'terraform'],
  ['tofu', 'terraform'],
  ['hcl', 'terraform'],
  ['yml', 'ros'],
  ['yaml', 'ros'],
  ['md', 'markdown'],
  ['markdown', 'markdown'],
  ['sh', 'shell'],
  ['bash', 'shell'],
  ['zsh', 'shell'],
  ['ksh', 'shell'],
])

/** What has to be in a host of a form that holds a policy: most files that are met hold none, and no parser is loaded. */
const mentions: Readonly<Record<Exclude<SourceForm, 'json'>, RegExp>> = {
  terraform: mentionsDocument,
  plan: /alicloud_/,
  ros: /ALIYUN::(?:RAM|KMS|ResourceManager)::|Aliyun::Terraform/,
  markdown: /Statement|Effect|statement|Policy/,
  shell: /Statement|Effect|PolicyDocument/,
}

/**
 * The policies of a host file; null for a text that is no host, but perhaps a policy itself. `kind` is that of policies
 * of which the host does not say it.
 */
export async function readPolicies(
  text: string,
  path: string,
  kind?: PolicyKind,
): Promise<SourcePolicies | null> {
  const form = formOf(path, text)
  if (form === 'json') return null
  if (!mentions[form].test(text)) return { form, policies: [], unresolved: [] }
  // No form has a byte order mark in its grammar; a space keeps the offsets.
  const { policies, ...extraction } = await read(form, text.replace(/^\uFEFF/, ' '), path)
  return { ...extraction, policies: policies.flatMap(policy => withKind(policy, kind)) }
}

async function read(form: Exclude<SourceForm, 'json'>, text: string, path: string): Promise<Extraction> {
  switch (form) {
    case 'terraform':
      if (/\.json$/i.test(path)) return (await import('./terraform-json.ts')).readTerraformJson(text)
      return (await import('./terraform.ts')).readTerraform(text)
    case 'plan':
      return (await import('./plan.ts')).readPlan(text)
    case 'ros':
      return (await import('./ros.ts')).readRos(text)
    case 'markdown':
      return (await import('./markdown.ts')).readMarkdown(text)
    case 'shell':
      return (await import('./shell.ts')).readShell(text)
  }
}

/** Leaves out documents of another service's grammar, e.g. bucket policies, where the host does not say what they are. */
function withKind(policy: ExtractedPolicy, given: PolicyKind | undefined): readonly SourcePolicy[] {
  const slots = slotsOf(policy.draft)
  if (policy.kind !== null) return [{ ...policy, kind: policy.kind, slots }]
  const { text } = fill(policy.draft, slots, 'identity', fillings[0])
  const { kind } = recognise(text, 'policy.json', true)
  return kind === null ? [] : [{ ...policy, kind: given ?? kind, slots }]
}
