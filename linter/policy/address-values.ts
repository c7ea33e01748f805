import { type IpBlock, parseIpBlock } from './ip-address.ts'
import type { TypedValues } from './ordered-values.ts'

/** A block as its first and last address. */
interface Range {
  readonly version: 4 | 6
  readonly first: bigint
  readonly last: bigint
}

/** The addresses of a range that lie in none of the ranges inside of it: found while they are walked in order. */
interface Open {
  readonly range: Range
  next: bigint
  free: bigint | null
}

const everyV4: Range = { version: 4, first: 0n, last: 0xffffffffn }
const everyV6: Range = { version: 6, first: 0n, last: (1n << 128n) - 1n }
/** IPv4-mapped addresses are IPv4: no IPv6 block holds them. */
const mapped: Range = { version: 6, first: 0xffff00000000n, last: 0xffffffffffffn }

/** Reserved for documentation (RFC 5737, RFC 3849): no one's, and public in form. */
const usual = ['198.51.100.1', '2001:db8::1']

/**
 * Addresses, one of every part that the blocks cut IPv4 and IPv6 into. Two blocks are apart or one holds the other, so
 * the parts are each block without the blocks inside of it, and what lies outside of all.
 */
export function addressValues(values: readonly string[]): TypedValues {
  const ranges = new Map<string, Range>()
  for (const text of values) {
    const block = parseIpBlock(text)
    if (block === null) continue
    const range = rangeOf(block)
    ranges.set(`${range.version} ${range.first} ${range.last}`, range)
  }
  const texts = [4, 6].flatMap(version => {
    const inside = [...ranges.values()].filter(range => range.version === version)
    return freeAddresses(version === 4 ? [everyV4, ...inside] : [everyV6, mapped, ...inside])
  })
  return { texts: [...usual, ...texts], complete: true }
}

function freeAddresses(ranges: readonly Range[]): readonly string[] {
  const found: string[] = []
  const open: Open[] = []
  const closeBefore = (first: bigint | null) => {
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      if (first !== null && top.range.last >= first) return
      open.pop()
      const free = top.free ?? pick(top.next, top.range.last)
      if (free !== null && top.range !== mapped) found.push(addressText(top.range.version, free))
    }
  }
  for (const range of [...ranges].sort(outerFirst)) {
    closeBefore(range.first)
    const outer = open.at(-1)
    if (outer !== undefined) {
      outer.free ??= pick(outer.next, range.first - 1n)
      outer.next = range.last + 1n
    }
    open.push({ range, next: range.first, free: null })
  }
  closeBefore(null)
  return found
}

function outerFirst(a: Range, b: Range): number {
  if (a.first !== b.first) return a.first < b.first ? -1 : 1
  return a.last > b.last ? -1 : 1
}

/** The second address of a gap, as the first is often that of a network; null if there is no gap. */
function pick(first: bigint, last: bigint): bigint | null {
  if (first > last) return null
  return first < last ? first + 1n : first
}

function rangeOf({ version, words, prefix }: IpBlock): Range {
  const bits = BigInt(version === 4 ? 32 : 128)
  const value = words.reduce((sum, word) => (sum << 32n) | BigInt(word), 0n)
  const rest = bits - BigInt(prefix)
  const first = (value >> rest) << rest
  return { version, first, last: first + (1n << rest) - 1n }
}

function addressText(version: 4 | 6, address: bigint): string {
  const size = version === 4 ? 8n : 16n
  const parts = Array.from({ length: version === 4 ? 4 : 8 }, (_, index) => {
    const shift = size * BigInt((version === 4 ? 3 : 7) - index)
    return ((address >> shift) & ((1n << size) - 1n)).toString(version === 4 ? 10 : 16)
  })
  if (version === 4) return parts.join('.')
  return parts
    .join(':')
    .replace(/\b0(:0)+\b/, '::')
    .replace(/:{3,}/, '::')
}
