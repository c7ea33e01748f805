/** ASN.1 DER: one tag, a length below 128, a value. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const value = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag, value.length]), value])
}

const sequence = 0x30
const permittedSubtrees = 0xa0
const dnsName = 0x82
const ipAddress = 0x87

/** An address and its mask, 32 or 128 bits of ones: that address alone. */
function onlyAddress(address: readonly number[]): Buffer {
  return der(ipAddress, Buffer.from(address), Buffer.alloc(address.length, 0xff))
}

const permitted = [
  der(dnsName, Buffer.from('localhost')),
  der(dnsName, Buffer.from('aliyuncs.com')),
  onlyAddress([127, 0, 0, 1]),
  onlyAddress([...Buffer.alloc(15), 1]),
]

/**
 * The extension that confines the authority to the emulator's names (RFC 5280, 4.2.1.10), so that a key taken from a
 * developer's disk cannot sign for any other host, even where the certificate was put into a system's trust store.
 */
export const constraintsOnNames = {
  id: '2.5.29.30',
  value: der(sequence, der(permittedSubtrees, ...permitted.map(name => der(sequence, name)))),
}
