import type { Hono } from 'hono'
import type { Environment } from '../app.ts'
import { hasBody, readBody } from '../request-body.ts'
import type { Control } from './control.ts'

/** Puts the control interface under `/_emulator`; its routes are loaded with the first request. */
export function mountControl(app: Hono<Environment>, control: Control): void {
  app.all('/_emulator/*', async ({ env: { incoming } }) => {
    const { answerControl, controlBodyLimit } = await import('./answer-control.ts')
    const body = hasBody(incoming) ? await readBody(incoming, controlBodyLimit) : new Uint8Array()
    const { method = 'GET', url = '/', headers } = incoming
    const { host, origin, authorization, accept } = headers
    const response = await answerControl(control, {
      method,
      url,
      headers: { host, origin, authorization, accept },
      body,
    })
    control.onAnswer?.({ method, path: url.replace(/\?.*$/s, ''), status: response.status })
    return response
  })
}
