// The floor: one JSON route of Hono on its Node server.
import { serve } from '@hono/node-server'
import { Hono } from 'hono'

const app = new Hono()
app.get('/', context =>
  context.json({ SecretName: 'example-secret', SecretData: 'example-value', VersionId: 'v1' }),
)
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
  console.log(`ready http://127.0.0.1:${port}`),
)
