import { expect, test } from 'vitest'
import { Journal, type JournalRecord } from '../../emulator/control/journal.ts'
import { start } from './machine.ts'

function recorded(journal: Journal, order: number, changes: Partial<JournalRecord> = {}): JournalRecord {
  return {
    requestId: `request-${order}`,
    status: 200,
    at: start + order,
    order: journal.arrive(),
    operation: 'GetSecretValue',
    caller: { type: 'root', name: '', accessKeyId: 'LTAItest' },
    trouble: undefined,
    digest: 'same',
    decided: [],
    notAsked: undefined,
    scenarios: undefined,
    ...changes,
  }
}

const requestsIn = (journal: Journal) => journal.entries(() => undefined).map(({ requestId }) => requestId)

test('the latest calls are remembered, and those that fell out are counted', () => {
  const journal = new Journal(3)
  for (const [added, [dropped, first]] of [
    [3, [0, 0]],
    [1, [1, 1]],
    [1, [2, 2]],
    [1, [3, 3]],
    [100, [103, 103]],
  ] as const) {
    const before = dropped + 3 - added
    for (let order = before; order < before + added; order++) journal.add(recorded(journal, order))
    expect([journal.dropped, ...requestsIn(journal)]).toEqual([
      dropped,
      ...[0, 1, 2].map(place => `request-${first + place}`),
    ])
  }
  journal.clear()
  expect([journal.dropped, requestsIn(journal)]).toEqual([0, []])
})

test('calls stand in the order in which they came, however late they are answered', () => {
  const journal = new Journal()
  const [late, early] = [recorded(journal, 0), recorded(journal, 1)]
  journal.add(early)
  journal.add(late)
  expect(requestsIn(journal)).toEqual(['request-0', 'request-1'])
})
