import { expect, test } from 'vitest'
import { runtimeOf } from '../../emulator/emulator.ts'
import { codeOf, inactive, request, root, type Style, session, startWorld, styles } from './gateway-world.ts'
import { start } from './machine.ts'
import type { Changes, SignedRequestOptions, WrittenRequest } from './signed-request.ts'

/** One thing that is wrong: with what is signed, with what is sent, or with the world. */
interface Wrong {
  readonly code: string
  readonly only?: Style
  readonly options?: Partial<SignedRequestOptions>
  readonly common?: Changes
  readonly sent?: (wire: WrittenRequest) => WrittenRequest
  readonly world?: (world: ReturnType<typeof startWorld>) => void
}

/** In the order in which the service is expected to complain: of any two, the earlier one is told. */
const wrongs: readonly Wrong[] = [
  { code: 'UnsupportedHTTPMethod', sent: wire => ({ ...wire, method: 'DELETE' }) },
  { code: 'InvalidAction.NotFound', sent: wire => ({ ...wire, path: '/x' }) },
  { code: 'ParseRequestParameterException', sent: wire => ({ ...wire, query: `${wire.query}&a=%` }) },
  { code: 'MissingAction', common: { Action: undefined, 'x-acs-action': undefined } },
  { code: 'MissingVersion', common: { Version: undefined, 'x-acs-version': undefined } },
  {
    code: 'InvalidParameter.Format',
    options: { parameters: { Format: 'YAML' } },
    common: { Format: 'YAML' },
  },
  { code: 'InvalidVersion', common: { Version: '1', 'x-acs-version': '1' } },
  { code: 'InvalidAction.NotFound', common: { Action: 'x', 'x-acs-action': 'x' } },
  { code: 'MissingAccessKeyId', only: 'V1', common: { AccessKeyId: undefined } },
  { code: 'MissingSignatureMethod', only: 'V1', common: { SignatureMethod: undefined } },
  { code: 'InvalidSignatureMethod', only: 'V1', common: { SignatureMethod: 'x' } },
  { code: 'MissingSignature', only: 'V1', common: { Signature: '' } },
  { code: 'Missingx-acs-signature-nonce', only: 'V3', common: { 'x-acs-signature-nonce': undefined } },
  { code: 'InvalidAccessKeyId.NotFound', options: { accessKeyId: 'LTAIunknown' } },
  { code: 'InvalidAccessKeyId.Inactive', options: inactive },
  { code: 'IllegalTimestamp', common: { Timestamp: undefined, 'x-acs-date': undefined } },
  { code: 'InvalidTimeStamp.Format', common: { Timestamp: 'x', 'x-acs-date': 'x' } },
  { code: 'InvalidTimeStamp.Expired', options: { now: start - 3_600_000 } },
  { code: 'InvalidSecurityToken.Malformed', options: { securityToken: 'x' } },
  { code: 'SignatureDoesNotMatch', options: { accessKeySecret: 'wrong' } },
  {
    code: 'SignatureNonceUsed',
    world: ({ emulator, account, machine }) => {
      for (const { accessKeyId } of [root, session])
        runtimeOf(emulator, account).nonces.add(accessKeyId, 'n', machine.now())
    },
  },
  { code: 'InvalidParameter', options: { parameters: { RegionId: 'no region' } } },
  {
    code: 'Rejected.Throttling',
    world: ({ emulator, account, machine }) => {
      const { throttle } = runtimeOf(emulator, account)
      for (let call = 0; call < 40; call++) throttle.count('ListSecrets', 'cn-hangzhou', machine.now())
    },
  },
  {
    code: 'Forbidden.InDebt',
    world: ({ account }) => {
      account.debt = 'in-debt'
    },
  },
  { code: 'InvalidParameter', options: { parameters: { PageSize: 'x' } } },
]

/** Both wrongs at once; undefined where the two cannot meet in one request. */
function both(style: Style, a: Wrong, b: Wrong): WrittenRequest | undefined {
  const common = { ...b.common, ...a.common }
  const options = {
    ...b.options,
    ...a.options,
    parameters: { ...b.options?.parameters, ...a.options?.parameters },
  }
  const isSame = (name: 'common' | 'options') =>
    Object.keys(a[name] ?? {}).some(key => key !== 'parameters' && Object.hasOwn(b[name] ?? {}, key))
  if (isSame('common') || isSame('options')) return undefined
  const own = Object.entries(common).filter(([name]) => name.startsWith('x-') === (style === 'V3'))
  const wire = request(style, { ...options, common: Object.fromEntries(own) })
  return [a, b].reduce((changed, { sent }) => sent?.(changed) ?? changed, wire)
}

const pairs = styles.flatMap(style =>
  wrongs.flatMap((first, index) =>
    wrongs.slice(index).flatMap(second => {
      if ((first.only ?? style) !== style || (second.only ?? style) !== style) return []
      const wire = first === second ? both(style, first, {} as Wrong) : both(style, first, second)
      return wire
        ? [{ style, first, second, wire, title: `${style}: ${first.code} before ${second.code}` }]
        : []
    }),
  ),
)

test.each(pairs)('$title', async ({ first, second, wire }) => {
  const world = startWorld({ throttling: 'documented' })
  first.world?.(world)
  if (first !== second) second.world?.(world)
  expect(await codeOf(world.emulator, wire)).toBe(first.code)
})
