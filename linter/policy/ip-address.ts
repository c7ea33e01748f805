/** An IPv4 or IPv6 address as 32-bit words, the most significant first. IPv4-mapped IPv6 counts as IPv4. */
export interface IpAddress {
  readonly version: 4 | 6
  readonly words: readonly number[]
}

/** A block of addresses; a plain address is a block of one. Bits behind the prefix are ignored. */
export interface IpBlock extends IpAddress {
  readonly prefix: number
}

/** Reads an address; null if it is none. No leading zeros in IPv4 octets (they are octal to some), no zones. */
export function parseIpAddress(text: string): IpAddress | null {
  const v4 = parseIpv4(text)
  if (v4 !== null) return { version: 4, words: [v4] }
  const groups = parseIpv6(text)
  if (groups === null) return null
  const words = [0, 2, 4, 6].map(k => ((groups[k] as number) * 0x10000 + (groups[k + 1] as number)) >>> 0)
  if (isMapped(words)) return { version: 4, words: words.slice(3) }
  return { version: 6, words }
}

/** Reads an address or a CIDR block; null if it is neither. */
export function parseIpBlock(text: string): IpBlock | null {
  const known = blocks.get(text)
  if (known !== undefined) return known
  const block = readBlock(text)
  if (blocks.size >= mostBlocks) blocks.clear()
  blocks.set(text, block)
  return block
}

/** What was read last: a block is asked about several times in one policy, and stands in others beside it. */
const blocks = new Map<string, IpBlock | null>()
const mostBlocks = 500

function readBlock(text: string): IpBlock | null {
  const slash = text.indexOf('/')
  const address = parseIpAddress(slash < 0 ? text : text.slice(0, slash))
  if (address === null) return null
  const bits = address.version === 4 ? 32 : 128
  if (slash < 0) return { ...address, prefix: bits }
  const digits = text.slice(slash + 1)
  if (!/^(0|[1-9]\d{0,2})$/.test(digits)) return null
  const prefix = Number(digits)
  if (address.version === 6 || !text.includes(':')) return prefix <= bits ? { ...address, prefix } : null
  // An IPv4-mapped block: its prefix counts the 96 bits in front, too.
  if (prefix > 128) return null
  return prefix >= 96
    ? { ...address, prefix: prefix - 96 }
    : { version: 6, words: [0, 0, 0xffff, ...address.words], prefix }
}

/** Whether the address lies in the block. IPv4 and IPv6 never meet. */
export function blockContains(block: IpBlock, address: IpAddress): boolean {
  if (block.version !== address.version) return false
  let left = block.prefix
  for (let k = 0; left > 0; k++, left -= 32) {
    const mask = left >= 32 ? 0xffffffff : ~(0xffffffff >>> left)
    if ((((block.words[k] as number) ^ (address.words[k] as number)) & mask) !== 0) return false
  }
  return true
}

function isMapped(words: readonly number[]): boolean {
  return words[0] === 0 && words[1] === 0 && words[2] === 0xffff
}

function parseIpv4(text: string): number | null {
  const octets = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)
  if (octets === null) return null
  let word = 0
  for (const octet of octets.slice(1)) {
    if (Number(octet) > 255 || (octet.length > 1 && octet.startsWith('0'))) return null
    word = word * 256 + Number(octet)
  }
  return word
}

function parseIpv6(text: string): number[] | null {
  if (text.length > 45 || !text.includes(':')) return null
  const halves = text.split('::')
  if (halves.length > 2) return null
  const front = groupsOf(halves[0] as string, halves.length === 1)
  const back = halves.length === 2 ? groupsOf(halves[1] as string, true) : []
  if (front === null || back === null) return null
  const missing = 8 - front.length - back.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null
  return [...front, ...new Array<number>(missing).fill(0), ...back]
}

/** Groups of 16 bits; the last two may be written as an IPv4 address where the text ends. */
function groupsOf(text: string, last: boolean): number[] | null {
  if (text === '') return []
  const groups: number[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16))
    else {
      const v4 = last && index === parts.length - 1 ? parseIpv4(part) : null
      if (v4 === null) return null
      groups.push(v4 >>> 16, v4 & 0xffff)
    }
  }
  return groups
}
