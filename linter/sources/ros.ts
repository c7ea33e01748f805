import type { PolicyKind } from '../policy/index.ts'
import { draftOf } from './draft.ts'
import { type ExtractedPolicy, type Extraction, pointerTo, type UnresolvedPolicy } from './extraction.ts'
import { nested } from './nested.ts'
import { answered, type RosScope } from './ros-functions.ts'
import { readTerraform } from './terraform.ts'
import { mentionsDocument } from './terraform-documents.ts'
import {
  documentOf,
  memberOf,
  type ObjectMember,
  type StringValue,
  standing,
  textOf,
  type Value,
} from './value.ts'
import { readYaml } from './yaml-value.ts'

interface RosProperty {
  readonly name: string
  readonly kind: PolicyKind
  /** The list whose items have the property. */
  readonly list?: string
}

const inline: RosProperty = { name: 'PolicyDocument', kind: 'identity', list: 'Policies' }

/**
 * Types with a policy. Source: ROS, pages of the types, 2026; `Policy` of a key and of a secret is assumed after the
 * API's parameter of that name.
 */
const documentProperties: ReadonlyMap<string, readonly RosProperty[]> = new Map<
  string,
  readonly RosProperty[]
>([
  [
    'ALIYUN::RAM::ManagedPolicy',
    [
      { name: 'PolicyDocument', kind: 'identity' },
      { name: 'PolicyDocumentUnchecked', kind: 'identity' },
    ],
  ],
  ['ALIYUN::RAM::Role', [{ name: 'AssumeRolePolicyDocument', kind: 'trust' }, inline]],
  ['ALIYUN::RAM::User', [inline]],
  ['ALIYUN::RAM::Group', [inline]],
  ['ALIYUN::ResourceManager::ControlPolicy', [{ name: 'PolicyDocument', kind: 'control' }]],
  ['ALIYUN::KMS::Key', [{ name: 'Policy', kind: 'key' }]],
  ['ALIYUN::KMS::Secret', [{ name: 'Policy', kind: 'secret' }]],
])

/**
 * Reads policies from a ROS template, in YAML or JSON. Known are Fn::Sub, Fn::Join and defaults of parameters; other
 * functions and pseudo parameters are unknown. Also reads what Terraform configuration a template carries.
 */
export async function readRos(text: string): Promise<Extraction> {
  const read = readYaml(text)
  if ('brokenLine' in read)
    return { form: 'ros', policies: [], unresolved: [], problem: `its line ${read.brokenLine} is no YAML` }
  const root = read.value
  const resources = memberOf(root, 'Resources')
  const scope: RosScope = { parameters: memberOf(root, 'Parameters'), resources }
  const policies: ExtractedPolicy[] = []
  const unresolved: UnresolvedPolicy[] = []
  const add = (policy: Omit<ExtractedPolicy, 'draft'>, value: Value): void => {
    const known = answered(value, scope)
    const draft = documentOf(withVersion(known))
    if (draft !== null) policies.push({ ...policy, draft })
    else if (known.type === 'unknown')
      unresolved.push({ name: policy.name, label: known.label, start: value.start, end: value.end })
  }
  for (const { name: id, value: resource } of resources?.type === 'object' ? resources.members : []) {
    const name = textOf(id) ?? ''
    const properties = memberOf(resource, 'Properties')
    for (const { name: property, kind, list } of documentProperties.get(typeOf(resource)) ?? []) {
      const path = ['Resources', name, 'Properties']
      if (list === undefined) {
        const value = memberOf(properties, property)
        if (value !== undefined) add({ name, pointer: pointerTo(...path, property), kind }, value)
        continue
      }
      const items = memberOf(properties, list)
      for (const [index, item] of items?.type === 'list' ? items.items.entries() : []) {
        const value = memberOf(item, property)
        const pointer = pointerTo(...path, list, index, property)
        if (value !== undefined) add({ name: `${name}.${list}[${index}]`, pointer, kind }, value)
      }
    }
  }
  for (const [path, source] of workspace(root)) {
    const outer = draftOf(source.pieces)
    if (!mentionsDocument.test(outer.text)) continue
    const inner = nested(await readTerraform(outer.text), outer, path, pointerTo('Workspace', path))
    policies.push(...inner.policies)
    unresolved.push(...inner.unresolved)
  }
  return { form: 'ros', policies, unresolved }
}

/** Configuration of Terraform in a template that ROS hands to it. Source: ROS, page on Terraform templates, 2026. */
function* workspace(root: Value): Generator<readonly [string, StringValue]> {
  const files = memberOf(root, 'Workspace')
  if (files?.type !== 'object' || !/^Aliyun::Terraform/.test(textOf(memberOf(root, 'Transform')) ?? ''))
    return
  for (const { name, value } of files.members) {
    const path = textOf(name) ?? ''
    if (value.type === 'string' && /\.tf$/.test(path)) yield [path, value]
  }
}

function typeOf(resource: Value): string {
  return textOf(memberOf(resource, 'Type')) ?? ''
}

/** `Version: 1` is no string in YAML; ROS takes it for one, as the property's type is String (assumed). */
function withVersion(value: Value): Value {
  if (value.type !== 'object') return value
  const members = value.members.map((member): ObjectMember => {
    const { name, value: version } = member
    if (textOf(name) !== 'Version' || version.type !== 'literal') return member
    return { name, value: standing(version.text, version) }
  })
  return { ...value, members }
}
