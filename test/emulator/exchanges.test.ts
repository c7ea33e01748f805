import { expect, test } from 'vitest'
import { exchanges, play } from './exchange.ts'

/** `<any string>` stands for what a fixture cannot know. */
function matching(expected: unknown): unknown {
  if (expected === '<any string>') return expect.stringMatching(/./)
  if (Array.isArray(expected)) return expected.map(matching)
  if (typeof expected !== 'object' || expected === null) return expected
  return Object.fromEntries(Object.entries(expected).map(([name, value]) => [name, matching(value)]))
}

test.each(exchanges)('$path', async exchange => {
  expect(exchange.source).toMatch(/documented|seen|assumed/)
  const { status, body } = await play(exchange)
  const { RequestId, HostId, Recommend, AccessDeniedDetail, ...rest } = body
  expect(RequestId).toMatch(/^[0-9A-F-]{36}$/)
  const seen = exchange.expect.body.AccessDeniedDetail === undefined ? rest : { ...rest, AccessDeniedDetail }
  expect({ status, body: seen }).toEqual({
    status: exchange.expect.status,
    body: matching(exchange.expect.body),
  })
})
