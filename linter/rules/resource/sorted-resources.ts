import { Memory, type PolicyString } from '../../policy/index.ts'
import type { RuleSubject } from '../../rule.ts'
import { type ArnFault, type ResourceForm, readResource } from './resource-arn.ts'

/** An entry of a Resource element beside its form. */
export interface ReadResource<Form extends ResourceForm = ResourceForm> {
  readonly resource: PolicyString
  readonly read: Form
}

type ArnForm = Extract<ResourceForm, { form: 'arn' }>

interface SortedResources {
  readonly byForm: ReadonlyMap<ResourceForm['form'], readonly ReadResource[]>
  readonly faulty: readonly ReadResource<ArnForm>[]
}

const sorted = new Memory<RuleSubject, SortedResources>()

/** The entries of all statements that have a form, in the order of the text. */
export function resourcesOf<Name extends ResourceForm['form']>(
  subject: RuleSubject,
  form: Name,
): readonly ReadResource<Extract<ResourceForm, { form: Name }>>[] {
  const list = sortedResources(subject).byForm.get(form) ?? []
  return list as readonly ReadResource<Extract<ResourceForm, { form: Name }>>[]
}

/** The ARNs of all statements that have a fault, in the order of the text. */
export function faultyResources(subject: RuleSubject, fault: ArnFault): readonly ReadResource<ArnForm>[] {
  const { faulty } = sortedResources(subject)
  return faulty.length === 0 ? faulty : faulty.filter(({ read }) => read.faults.includes(fault))
}

function sortedResources(subject: RuleSubject): SortedResources {
  const known = sorted.get(subject)
  if (known !== undefined) return known
  const byForm = new Map<ResourceForm['form'], ReadResource[]>()
  const faulty: ReadResource<ArnForm>[] = []
  for (const { statement } of subject.statements) {
    for (const resource of statement.resources) {
      const read = readResource(resource)
      const list = byForm.get(read.form)
      if (list === undefined) byForm.set(read.form, [{ resource, read }])
      else list.push({ resource, read })
      if (read.form === 'arn' && read.faults.length > 0) faulty.push({ resource, read })
    }
  }
  const all = { byForm, faulty }
  sorted.set(subject, all)
  return all
}
