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
  if (Number.isNaN(time) || !isDay(text, time)) refuse(gatewayErrors, 'InvalidTimeStamp.Format')
  if (Math.abs(now - time) <= signatureWindow) return
  const seconds = Math.round(Math.abs(now - time) / 1000)
  const relation = time < now ? 'behind' : 'ahead of'
  refuse(gatewayErrors, 'InvalidTimeStamp.Expired', undefined, {
    because: `the request's time is ${seconds} s ${relation} the emulator's`,
  })
}

/** JavaScript takes 30 February for 2 March and 24:00 for the next day. */
function isDay(text: string, time: number): boolean {
  return new Date(time).getUTCDate() === Number(text.slice(8, 10))
}
