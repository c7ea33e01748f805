import { refuse } from '../errors.ts'
import { minute } from '../state/clock.ts'
import { gatewayErrors } from './gateway-errors.ts'

/** How far a request's time may be from the service's, either way. Source: signature pages, V1 and V3. */
export const signatureWindow = 15 * minute

const form = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d{1,9})?Z$/

/** Refuses a time that is missing, malformed or outside the window; `now` in milliseconds since 1970. */
export function checkTimestamp(text: string | undefined, now: number): void {
  if (text === undefined || text === '') refuse(gatewayErrors, 'IllegalTimestamp')
  const time = form.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(time)) refuse(gatewayErrors, 'InvalidTimeStamp.Format')
  if (Math.abs(now - time) > signatureWindow)
    refuse(gatewayErrors, 'InvalidTimeStamp.Expired', undefined, {
      because: `the request is ${Math.round((now - time) / 1000)} s older than the emulator's time`,
    })
}
