import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { Hono } from 'hono'
import type { RequestHandler } from '../app.ts'
import { hasBody, readBody } from '../request-body.ts'
import { answerControl, controlBodyLimit } from './answer-control.ts'
import type { Control } from './control.ts'

/** Answers the requests of the control interface. */
export function controlListener(control: Control): RequestHandler {
  const app = new Hono<{ Bindings: HttpBindings }>()
  app.all('*', async ({ env: { incoming, outgoing } }) => {
    // Whoever sent half a body has gone: there is nobody to answer.
    const body = hasBody(incoming) ? await readBody(incoming, controlBodyLimit).catch(() => null) : empty
    if (body === null) {
      outgoing.destroy()
      return RESPONSE_ALREADY_SENT
    }
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
  // The global Request and Response belong to the program that the emulator runs in.
  return getRequestListener(app.fetch, { overrideGlobalObjects: false })
}

const empty = new Uint8Array()
