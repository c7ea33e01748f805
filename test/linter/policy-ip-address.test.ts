import { BlockList, isIP } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blockContains, parseIpAddress, parseIpBlock } from '../../linter/policy/index.ts'

describe('addresses', () => {
  it.each([
    ['10.0.0.1', { version: 4, words: [0x0a000001] }],
    ['255.255.255.255', { version: 4, words: [0xffffffff] }],
    ['::', { version: 6, words: [0, 0, 0, 0] }],
    ['::1', { version: 6, words: [0, 0, 0, 1] }],
    ['2001:db8::8:800:200C:417A', { version: 6, words: [0x20010db8, 0, 0x00080800, 0x200c417a] }],
    ['1:2:3:4:5:6:7::', { version: 6, words: [0x10002, 0x30004, 0x50006, 0x70000] }],
    ['64:ff9b::192.0.2.33', { version: 6, words: [0x0064ff9b, 0, 0, 0xc0000221] }],
    ['::ffff:192.0.2.33', { version: 4, words: [0xc0000221] }],
    ['::ffff:c000:221', { version: 4, words: [0xc0000221] }],
  ])('%s', (text, expected) => {
    expect(parseIpAddress(text)).toEqual(expected)
  })

  it.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.4 ',
    '1.2.3.4/32',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '12345::',
    'g::',
    '1.2.3.4::',
    '::1.2.3.4:5',
    'fe80::1%eth0',
    'localhost',
  ])('%j is none', text => {
    expect(parseIpAddress(text)).toBeNull()
  })

  it('agrees with Node on which texts are addresses', () => {
    const part = fc.constantFrom(
      '0',
      '1',
      '12',
      '255',
      '256',
      'ff',
      'fffff',
      '',
      ':',
      '::',
      '.',
      '/',
      'g',
      '10.0.0.1',
    )
    const text = fc
      .tuple(fc.array(part, { maxLength: 9 }), fc.constantFrom(':', '.'))
      .map(([parts, by]) => parts.join(by))
    const known = fc.oneof(fc.ipV4(), fc.ipV6(), text)
    fc.assert(
      fc.property(known, each => {
        expect(parseIpAddress(each) !== null).toBe(isIP(each) !== 0)
      }),
      { seed: 1, numRuns: 5000 },
    )
  })
})

describe('blocks', () => {
  it.each([
    ['10.0.0.0/8', '10.255.255.255', true],
    ['10.0.0.0/8', '11.0.0.0', false],
    ['10.1.2.3/8', '10.9.9.9', true],
    ['0.0.0.0/0', '255.255.255.255', true],
    ['0.0.0.0/0', '::1', false],
    ['::/0', '10.0.0.1', false],
    ['::/0', '2001:db8::1', true],
    ['128.0.0.0/1', '127.255.255.255', false],
    ['128.0.0.0/1', '200.0.0.1', true],
    ['192.0.2.1', '192.0.2.1', true],
    ['192.0.2.1/32', '192.0.2.2', false],
    ['2001:db8::/33', '2001:db8:7fff::1', true],
    ['2001:db8::/33', '2001:db8:8000::1', false],
    ['2001:db8::1', '2001:DB8:0::1', true],
    ['10.0.0.0/8', '::ffff:10.1.2.3', true],
    ['::ffff:10.0.0.0/104', '10.1.2.3', true],
    ['::ffff:10.0.0.0/104', '10.200.2.3', true],
    ['::ffff:0.0.0.0/90', '10.1.2.3', false],
    ['::ffff:10.0.0.0/104', '11.1.2.3', false],
  ])('%s and %s: %s', (block, address, expected) => {
    const parsed = parseIpBlock(block)
    const asked = parseIpAddress(address)
    if (parsed === null || asked === null) throw new Error('not parsed')
    expect(blockContains(parsed, asked)).toBe(expected)
  })

  it.each([
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/08',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '::/129',
    '/8',
    '10.0.0/8',
  ])('%j is none', text => {
    expect(parseIpBlock(text)).toBeNull()
  })

  it('agrees with Node on what lies in a block', () => {
    const v4 = fc.tuple(fc.ipV4(), fc.ipV4(), fc.nat(32), fc.constant('ipv4' as const))
    const v6 = fc.tuple(fc.ipV6(), fc.ipV6(), fc.nat(128), fc.constant('ipv6' as const))
    fc.assert(
      fc.property(fc.oneof(v4, v6), ([net, other, prefix, family]) => {
        const list = new BlockList()
        list.addSubnet(net, prefix, family)
        const block = parseIpBlock(`${net}/${prefix}`)
        for (const text of [net, other]) {
          const address = parseIpAddress(text)
          if (block === null || address === null) throw new Error(`${net} or ${text} is no address`)
          // Node keeps IPv4-mapped addresses apart from plain IPv6 blocks in its own way.
          if (block.version === address.version)
            expect(blockContains(block, address)).toBe(list.check(text, family))
        }
      }),
      { seed: 1, numRuns: 3000 },
    )
  })
})
