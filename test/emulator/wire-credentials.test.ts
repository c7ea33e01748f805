import { describe, expect, test } from 'vitest'
import { answer } from '../../emulator/answer.ts'
import { hour, minute, second } from '../../emulator/state/clock.ts'
import { codeOf, inactive, request, session, startWorld, styles } from './gateway-world.ts'
import { start } from './machine.ts'
import type { SignedRequestOptions } from './signed-request.ts'

describe.each(styles)('%s', style => {
  test.each([-15 * minute, 15 * minute])('a request %d ms away is in time', async distance => {
    expect(await codeOf(startWorld().emulator, request(style, { now: start + distance }))).toBe('none')
  })

  test.each([
    { skew: 20 * minute, sent: start, code: 'InvalidTimeStamp.Expired' },
    { skew: 20 * minute, sent: start + 5 * minute, code: 'none' },
    { skew: 20 * minute, sent: start + 5 * minute - second, code: 'InvalidTimeStamp.Expired' },
    { skew: -20 * minute, sent: start - 35 * minute, code: 'none' },
    { skew: -20 * minute, sent: start, code: 'InvalidTimeStamp.Expired' },
  ])('with clocks $skew ms apart a request of $sent is answered $code', async ({ skew, sent, code }) => {
    const { emulator } = startWorld({}, { signatureSkew: skew })
    expect(await codeOf(emulator, request(style, { now: sent }))).toBe(code)
  })

  test('a token expires by the clock of its account, a signature by the machine’s', async () => {
    const { emulator, account } = startWorld()
    account.clock.offset = hour - second
    expect(await codeOf(emulator, request(style, { ...session, nonce: '1' }))).toBe('none')
    account.clock.offset = hour
    const late = await answer(emulator, request(style, { ...session, nonce: '2' }))
    expect({ status: late.status, ...JSON.parse(late.body) }).toMatchObject({
      status: 400,
      Code: 'InvalidSecurityToken.Expired',
      Message: 'Specified SecurityToken is expired.',
    })
  })

  test('a nonce is refused for as long as its request is in time', async () => {
    const { emulator, machine } = startWorld()
    const early = request(style, { now: start + 15 * minute })
    expect(await codeOf(emulator, early)).toBe('none')
    const again = await answer(emulator, early)
    expect({ status: again.status, ...JSON.parse(again.body) }).toMatchObject({
      status: 400,
      Code: 'SignatureNonceUsed',
      Message: 'Specified signature nonce was used already.',
    })
    machine.tick(30 * minute)
    expect(await codeOf(emulator, early)).toBe('SignatureNonceUsed')
    machine.tick(second)
    expect(await codeOf(emulator, early)).toBe('InvalidTimeStamp.Expired')
    expect(await codeOf(emulator, request(style, { now: machine.now() }))).toBe('none')
  })

  test('a nonce is used up by a right signature only, and by its access key only', async () => {
    const { emulator } = startWorld()
    expect(await codeOf(emulator, request(style, { accessKeySecret: 'wrong' }))).toBe('SignatureDoesNotMatch')
    expect(await codeOf(emulator, request(style))).toBe('none')
    expect(await codeOf(emulator, request(style, session))).toBe('none')
    const otherStyle = style === 'V1' ? 'V3' : 'V1'
    expect(await codeOf(emulator, request(otherStyle))).toBe('SignatureNonceUsed')
  })

  test('where authentication is off, a known access key is enough', async () => {
    const { emulator } = startWorld({ authentication: 'off' })
    const off = async (changes: Partial<SignedRequestOptions>) => codeOf(emulator, request(style, changes))
    expect(await off({ accessKeySecret: 'wrong', now: 0 })).toBe('none')
    expect(await off({ accessKeySecret: 'wrong', now: 0 })).toBe('none')
    expect(
      await off({ common: { Timestamp: 'x', SignatureMethod: undefined, 'x-acs-date': undefined } }),
    ).toBe('none')
    expect(await off({ common: { Signature: undefined, 'x-acs-content-sha256': undefined } })).toBe('none')
    expect(await off({ accessKeyId: 'LTAIunknown' })).toBe('InvalidAccessKeyId.NotFound')
    expect(await off(inactive)).toBe('InvalidAccessKeyId.Inactive')
    expect(await off({ ...session, securityToken: 'x' })).toBe('InvalidSecurityToken.Malformed')
  })
})

test('an old client of V1 sends no nonce: its request may come again', async () => {
  const { emulator } = startWorld()
  const wire = request('V1', { common: { SignatureNonce: undefined } })
  expect(await codeOf(emulator, wire)).toBe('none')
  expect(await codeOf(emulator, wire)).toBe('none')
})
