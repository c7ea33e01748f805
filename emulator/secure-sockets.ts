import type { Socket } from 'node:net'
import { createSecureContext, createServer, type SecureContext, type TLSSocket } from 'node:tls'
import { isServedHost } from './proxy.ts'

/** A certificate and its key, PEM. */
export interface Leaf {
  readonly cert: string
  readonly key: string
}

/** Where certificates come from: one for the emulator's own names, or one for a host of the service's. */
export interface TlsMaterial {
  leaf(servername?: string): Promise<Leaf>
}

/** More than there are regions, each with two names; a client that invents regions must not fill the memory. */
const contextLimit = 128

/**
 * Takes TLS 1.2 and 1.3 connections; each decrypted socket goes to `onSecure` once its handshake is done. A handshake
 * that fails or takes longer than `handshakeTimeout` milliseconds ends its connection.
 */
export async function createSecureSockets(options: {
  readonly material: TlsMaterial
  readonly handshakeTimeout: number
  readonly onSecure: (socket: TLSSocket) => void
}): Promise<(socket: Socket) => void> {
  const { material, handshakeTimeout, onSecure } = options
  const contextFor = contextCache(material)
  const server = createServer({
    ...(await material.leaf()),
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.3',
    ALPNProtocols: ['http/1.1'],
    handshakeTimeout,
    SNICallback: (servername, callback) => {
      const name = servername.toLowerCase()
      if (!isServedHost(name)) return callback(null)
      contextFor(name).then(
        context => callback(null, context),
        (error: Error) => callback(error),
      )
    },
  })
  server.on('tlsClientError', (_error, socket) => socket.destroy())
  server.on('secureConnection', socket => {
    socket.on('error', () => {})
    onSecure(socket)
  })
  return socket => {
    server.emit('connection', socket)
  }
}

/** One context per host name; the one not used for longest goes when there are too many. */
function contextCache(material: TlsMaterial): (name: string) => Promise<SecureContext> {
  const contexts = new Map<string, Promise<SecureContext>>()
  return name => {
    const known = contexts.get(name)
    const context = known ?? material.leaf(name).then(createSecureContext)
    contexts.delete(name)
    contexts.set(name, context)
    if (!known) context.catch(() => contexts.delete(name))
    const [oldest] = contexts.keys()
    if (contexts.size > contextLimit && oldest !== undefined) contexts.delete(oldest)
    return context
  }
}
