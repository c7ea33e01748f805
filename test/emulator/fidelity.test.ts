import { describe, expect, test } from 'vitest'
import { notEmulatedOperations, operations } from '../../emulator/operations/index.ts'
import { kmsActions } from '../../linter/policy/index.ts'
import { exchanges, play } from './exchange.ts'
import { evidenceOf, facts, kmsOperations, leftOut, reasonFor } from './fidelity.ts'

test('every operation of KMS is emulated or refused by name', () => {
  const ours = [...kmsOperations.map(({ name }) => name), ...notEmulatedOperations].sort()
  expect(ours).toEqual(Object.keys(facts).sort())
})

describe.each(kmsOperations)('$name', operation => {
  const { name, parameters } = operation

  test('takes the parameters that the metadata lists', () => {
    const listed = (facts[name]?.parameters ?? []).map(parameter => parameter.name)
    const missing = listed.filter(parameter => !(parameter in parameters) && !reasonFor(name, { parameter }))
    const invented = Object.keys(parameters).filter(parameter => !listed.includes(parameter))
    expect({ missing, invented }).toEqual({ missing: [], invented: [] })
  })

  test('requires what the metadata requires', () => {
    const listed = facts[name]?.parameters ?? []
    const differing = listed
      .filter(parameter => parameter.name in parameters)
      .filter(
        parameter => (parameter.required ?? false) !== (parameters[parameter.name]?.rules.required ?? false),
      )
      .filter(parameter => !reasonFor(name, { required: parameter.name }))
    expect(differing).toEqual([])
  })

  test('produces each error that the metadata lists, or says why not', () => {
    expect(evidenceOf(operation).filter(({ state }) => state === 'missing')).toEqual([])
  })

  test('asks for the RAM actions of the action table', async () => {
    const table = kmsActions.filter(({ api }) => api.includes(name))
    const allowed = new Set(
      table.flatMap(({ action, dependentActions }) => [
        action,
        ...dependentActions.map(dependent => dependent.action),
      ]),
    )
    const success = exchanges.filter(
      ({ request, expect }) => request.action === name && expect.status === 200,
    )
    expect(success.length).toBeGreaterThan(0)
    const asked = new Set<string>()
    for (const exchange of success) for (const { action } of (await play(exchange)).asked) asked.add(action)
    expect([...asked].filter(action => !allowed.has(action))).toEqual([])
    // Actions without a resource of their own may need no grant: the table says which.
    if (asked.size > 0)
      expect(table.filter(({ action }) => !asked.has(action)).map(({ action }) => action)).toEqual([])
  })
})

test('each operation has an exchange that succeeds', () => {
  const succeeded = new Set(
    exchanges.filter(({ expect }) => expect.status === 200).map(({ request }) => request.action),
  )
  expect(operations.map(({ name }) => name).filter(name => !succeeded.has(name))).toEqual([])
})

test('exchanges lie in the folder of their operation', () => {
  expect(
    exchanges.filter(({ path, request }) => !path.startsWith(`${request.action}/`)).map(({ path }) => path),
  ).toEqual([])
})

test('every reason for leaving something out is still needed', () => {
  const stale = leftOut.filter(({ operation, parameter, required, code, status }) => {
    const concerned =
      operation === '*' ? kmsOperations : kmsOperations.filter(({ name }) => name === operation)
    return !concerned.some(candidate => {
      const fact = facts[candidate.name]
      if (required !== undefined)
        return (
          candidate.parameters[required]?.rules.required !==
          fact?.parameters.find(({ name }) => name === required)?.required
        )
      if (parameter !== undefined)
        return fact?.parameters.some(({ name }) => name === parameter) && !(parameter in candidate.parameters)
      return evidenceOf(candidate).some(
        row =>
          row.state === 'left out' && row.code === code && (status === undefined || row.status === status),
      )
    })
  })
  expect(stale).toEqual([])
})
