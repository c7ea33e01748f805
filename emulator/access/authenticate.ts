import { refuse } from '../errors.ts'
import type { AccessKeyOwner, Account } from '../state/account.ts'
import { sameText } from '../wire/constant-time.ts'
import { gatewayErrors } from '../wire/gateway-errors.ts'
import type { NonceMemory } from '../wire/nonces.ts'
import { type Message, missing } from '../wire/request.ts'
import { stringToSignV1, verifyV1 } from '../wire/signature-v1.ts'
import { readAuthorization, stringToSignV3, verifyV3 } from '../wire/signature-v3.ts'
import { checkTimestamp } from '../wire/timestamp.ts'

/** What authentication needs to know of the world. */
export interface Authentication {
  find(accessKeyId: string): AccessKeyOwner | undefined
  /** Whether AssumeRole gave out this token, to whomever. */
  isToken(token: string): boolean
  /** Milliseconds since 1970 by the machine's clock: signatures' age is never measured by the virtual one. */
  readonly machineNow: number
  /** By the account's own clock: what tokens expire by. */
  accountNow(account: Account): number
  nonces(account: Account): NonceMemory
  /** False accepts any signature, time and nonce of a known access key. */
  readonly enforce: boolean
}

/** What a request claims, whichever signature version it uses. */
interface Claim {
  readonly accessKeyId: string
  readonly timestamp: string | undefined
  readonly token: string | undefined
  readonly nonce: string | undefined
  stringToSign(): string
  verify(toSign: string, secret: string): boolean
}

/**
 * Whose access key signed a request. Refuses in the order of the gateway (assumed): required parameters, access key,
 * time, token, signature, nonce; a nonce counts as used only once the signature is right.
 */
export function authenticate(message: Message, world: Authentication): AccessKeyOwner {
  const claim = message.style === 'V3' ? claimV3(message, world.enforce) : claimV1(message, world.enforce)
  const owner = world.find(claim.accessKeyId) ?? refuse(gatewayErrors, 'InvalidAccessKeyId.NotFound')
  if (owner.kind !== 'session' && owner.key.status !== 'Active')
    refuse(gatewayErrors, 'InvalidAccessKeyId.Inactive')
  if (world.enforce) checkTimestamp(claim.timestamp, world.machineNow + owner.account.signatureSkew)
  checkToken(owner, claim.token, world)
  if (!world.enforce) return owner
  const secret = owner.kind === 'session' ? owner.session.accessKeySecret : owner.key.secret
  const toSign = claim.stringToSign()
  if (!claim.verify(toSign, secret)) {
    // Clients compare what follows the colon with their own string to tell a wrong secret from a wrong request.
    const { message: text } = gatewayErrors.SignatureDoesNotMatch
    refuse(gatewayErrors, 'SignatureDoesNotMatch', `${text}${toSign}`)
  }
  // An old official client sends none; whether the service still takes that is not known.
  if (claim.nonce && !world.nonces(owner.account).add(claim.accessKeyId, claim.nonce, world.machineNow))
    refuse(gatewayErrors, 'SignatureNonceUsed')
  return owner
}

function claimV1({ method, parameters }: Message, enforce: boolean): Claim {
  const accessKeyId = parameters.get('AccessKeyId') || missing('AccessKeyId')
  const signature = parameters.get('Signature') ?? ''
  if (enforce) {
    const signatureMethod = parameters.get('SignatureMethod') || missing('SignatureMethod')
    if (signatureMethod.toUpperCase() !== 'HMAC-SHA1') refuse(gatewayErrors, 'InvalidSignatureMethod')
    if (!parameters.get('SignatureVersion')) missing('SignatureVersion')
    if (signature === '') missing('Signature')
  }
  return {
    accessKeyId,
    timestamp: parameters.get('Timestamp'),
    token: parameters.get('SecurityToken') || undefined,
    nonce: parameters.get('SignatureNonce'),
    stringToSign: () => stringToSignV1(method, parameters),
    verify: (toSign, secret) => verifyV1(toSign, secret, signature),
  }
}

function claimV3(message: Message, enforce: boolean): Claim {
  const { headers } = message
  const authorization = readAuthorization(headers.get('authorization') ?? '')
  if (enforce)
    for (const name of ['x-acs-signature-nonce', 'x-acs-content-sha256'])
      if (!headers.get(name)) missing(name)
  return {
    accessKeyId: authorization.accessKeyId,
    timestamp: headers.get('x-acs-date'),
    token: headers.get('x-acs-security-token') || undefined,
    nonce: headers.get('x-acs-signature-nonce'),
    stringToSign: () => stringToSignV3(message, authorization),
    verify: (toSign, secret) => verifyV3(message, authorization, toSign, secret),
  }
}

function checkToken(owner: AccessKeyOwner, token: string | undefined, world: Authentication): void {
  if (owner.kind !== 'session') {
    if (token !== undefined) refuseToken(token, world)
    return
  }
  const { session, account } = owner
  if (token === undefined) refuse(gatewayErrors, 'MissingSecurityToken')
  if (!sameText(session.securityToken, token)) refuseToken(token, world)
  if (world.accountNow(account) >= session.expiration) refuse(gatewayErrors, 'InvalidSecurityToken.Expired')
}

function refuseToken(token: string, world: Authentication): never {
  const known = world.isToken(token)
  return refuse(
    gatewayErrors,
    known ? 'InvalidSecurityToken.MismatchWithAccessKey' : 'InvalidSecurityToken.Malformed',
  )
}
