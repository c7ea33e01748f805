import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, Server as NetServer, type Socket } from 'node:net'
import {
  type ConnectionError,
  connectionErrorBody,
  connectionErrorOf,
  connectionErrors,
  plainAnswer,
} from './connection-errors.ts'
import { isWithheld } from './lost-answer.ts'
import { type Route, routeAbsoluteForm, routeTunnel } from './proxy.ts'
import { createSecureSockets, type TlsMaterial } from './secure-sockets.ts'
import { defaultTimeouts, type Timeouts } from './timeouts.ts'

export interface ListenOptions {
  /** 0 takes a free one. */
  readonly port: number
  readonly host: string
  /** Sees a path (with query) in `url`, whatever form the target had; over TLS `socket.encrypted` is true. */
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void
  /** Called on the first TLS connection only, and again after it failed. */
  readonly certificate: () => Promise<TlsMaterial>
  readonly timeouts?: Partial<Timeouts>
  /** Gets what went wrong on our side: no certificate, a handler that threw. */
  readonly report?: (error: unknown) => void
}

export interface Server {
  readonly port: number
  readonly host: string
  /** Answers the requests under way, closes the other connections at once, and all of them after `grace`. */
  close(): Promise<void>
}

/** Listens with http, https and HTTP proxying on one port; rejects with node's error (`EADDRINUSE`, …) if it cannot. */
export function listen(options: ListenOptions): Promise<Server> {
  return new Listener(options).start()
}

/** Secrets travel in the query: 30,720 bytes, each percent-encoded, beside tags and headers. */
const maxHeaderSize = 256 * 1024
const tlsHandshake = 0x16
const slash = 0x2f
const text = 'text/plain; charset=utf-8'
const json = 'application/json;charset=utf-8'

class Listener {
  private readonly options: ListenOptions
  private readonly timeouts: Timeouts
  private readonly http: HttpServer
  /** What node:http does with a new connection. */
  private readonly connected: (socket: Socket) => void
  private readonly sockets = new Set<Socket>()
  /** The requests under way on each connection that speaks HTTP, encrypted or not. */
  private readonly underWay = new Map<Socket, ServerResponse[]>()
  private readonly refused = new WeakSet<Socket>()
  private readonly tunnels = new WeakSet<Socket>()
  private own: ReadonlySet<string> = new Set()
  private secure: Promise<(socket: Socket) => void> | undefined
  private closed: Promise<void> | undefined

  constructor(options: ListenOptions) {
    this.options = options
    this.timeouts = { ...defaultTimeouts, ...options.timeouts }
    this.http = createServer({
      maxHeaderSize,
      requireHostHeader: false,
      headersTimeout: this.timeouts.headers,
      requestTimeout: this.timeouts.request,
      keepAliveTimeout: this.timeouts.keepAlive,
      connectionsCheckingInterval: this.timeouts.check,
    })
    const [connectionListener] = this.http.listeners('connection')
    this.connected = socket => connectionListener?.call(this.http, socket)
    this.http.removeAllListeners('connection')
    this.http.on('connection', socket => this.accept(socket))
    this.http.on('request', (request, response) => this.serve(request, response))
    this.http.on('connect', (request, socket, head) => this.tunnel(request, socket as Socket, head))
    this.http.on('clientError', (error, socket) => this.refuse(socket as Socket, connectionErrorOf(error)))
  }

  async start(): Promise<Server> {
    const { host } = this.options
    await new Promise<void>((resolve, reject) => {
      this.http.once('error', reject)
      this.http.listen(this.options.port, host, () => {
        this.http.off('error', reject)
        resolve()
      })
    })
    this.http.on('error', error => this.options.report?.(error))
    const { port } = this.http.address() as AddressInfo
    const names = ['localhost', '127.0.0.1', '[::1]', host.includes(':') ? `[${host}]` : host]
    this.own = new Set(names.map(name => `${name.toLowerCase()}:${port}`))
    return {
      port,
      host,
      close: () => {
        this.closed ??= this.close()
        return this.closed
      },
    }
  }

  private accept(socket: Socket): void {
    this.sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => this.sockets.delete(socket))
    this.awaitFirstByte(socket)
  }

  /** The first chunk is put back for whoever goes on: node:http then reads from the handle as fast as without us. */
  private awaitFirstByte(socket: Socket): void {
    const destroy = () => socket.destroy()
    const onData = (chunk: Buffer) => {
      socket.setTimeout(0, destroy)
      socket.off('end', destroy)
      socket.pause()
      socket.unshift(chunk)
      if (chunk[0] === tlsHandshake) this.startTls(socket)
      else {
        this.serveHttp(socket)
        socket.resume()
      }
    }
    socket.setTimeout(this.timeouts.firstByte, destroy)
    socket.once('end', destroy)
    socket.once('data', onData)
  }

  /** Takes sockets whose first byte is known, and decrypted ones. */
  private serveHttp(socket: Socket): void {
    if (!this.underWay.has(socket)) {
      this.underWay.set(socket, [])
      socket.once('close', () => this.underWay.delete(socket))
    }
    this.connected(socket)
  }

  private startTls(socket: Socket): void {
    this.secure ??= this.secureSockets()
    this.secure
      .then(secure => {
        if (!socket.destroyed) secure(socket)
      })
      .catch(error => {
        this.secure = undefined
        this.options.report?.(error)
        socket.destroy()
      })
  }

  private async secureSockets(): Promise<(socket: Socket) => void> {
    const material = await this.options.certificate()
    return createSecureSockets({
      material,
      handshakeTimeout: this.timeouts.handshake,
      onSecure: socket => this.serveHttp(socket),
    })
  }

  private serve(request: IncomingMessage, response: ServerResponse): void {
    const underWay = this.underWay.get(request.socket) ?? []
    underWay.push(response)
    response.on('close', () => {
      underWay.splice(underWay.indexOf(response), 1)
      if (this.closed && underWay.length === 0) request.socket.destroySoon()
    })
    if (this.closed) response.shouldKeepAlive = false
    if (!this.route(request, response)) return
    try {
      this.options.handler(request, response)
    } catch (error) {
      this.options.report?.(error)
      request.socket.destroy()
    }
  }

  /** Brings the request into the form that the handler expects; false if it was answered here instead. */
  private route(request: IncomingMessage, response: ServerResponse): boolean {
    const url = request.url ?? ''
    if (url.charCodeAt(0) !== slash && url !== '*') {
      const route = routeAbsoluteForm(url, this.own)
      if (route.kind === 'refused') {
        answerAndClose(response, route.status, text, `${route.text}\n`)
        return false
      }
      becomeOriginForm(request, route)
    }
    if (request.headers.host !== undefined || request.httpVersion !== '1.1') return true
    const { status } = connectionErrors['Emulator.MissingHost']
    answerAndClose(response, status, json, connectionErrorBody('Emulator.MissingHost'))
    return false
  }

  private tunnel(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const route = routeTunnel(request.url ?? '', this.own)
    if (route.kind === 'refused') {
      this.finish(socket, plainAnswer(route.status, text, `${route.text}\n`))
      return
    }
    // No client opens a tunnel in a plain tunnel, or before it has its last answer.
    if (this.tunnels.has(socket) || this.underWay.get(socket)?.length !== 0) {
      socket.destroy()
      return
    }
    this.tunnels.add(socket)
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
    if (head.length > 0) socket.unshift(head)
    this.awaitFirstByte(socket)
  }

  /** node:http says it again for each chunk that follows, and also when the client is gone. */
  private refuse(socket: Socket, code: ConnectionError): void {
    if (this.refused.has(socket)) return
    this.refused.add(socket)
    const begun = this.underWay.get(socket)?.some(({ headersSent }) => headersSent)
    if (begun || !socket.writable) socket.destroy()
    else this.finish(socket, plainAnswer(connectionErrors[code].status, json, connectionErrorBody(code)))
  }

  /** Closing while input is unread would reset the connection, and the client might never see the answer. */
  private finish(socket: Socket, answer: string): void {
    const timer = setTimeout(() => socket.destroy(), this.timeouts.linger)
    socket.once('close', () => clearTimeout(timer))
    socket.once('end', () => socket.destroy())
    socket.end(answer)
    socket.resume()
  }

  private async close(): Promise<void> {
    for (const responses of this.underWay.values()) {
      for (const response of responses) response.shouldKeepAlive = false
    }
    // What clients have sent by now is still read: it becomes a request under way.
    await turnOfEventLoop()
    // node:http's own close would cut answers that are written but not yet sent.
    const done = new Promise<void>(resolve => NetServer.prototype.close.call(this.http, () => resolve()))
    await turnOfEventLoop()
    const busy = new Set(
      [...this.underWay].flatMap(([socket, responses]) =>
        responses.some(response => !isWithheld(response)) ? [peerOf(socket)] : [],
      ),
    )
    for (const socket of this.sockets) if (!busy.has(peerOf(socket))) socket.destroy()
    const timer = setTimeout(() => {
      for (const socket of this.sockets) socket.destroy()
    }, this.timeouts.grace)
    await done
    clearTimeout(timer)
    // Its timer that looks for slow requests ends only here.
    this.http.close(() => {})
  }
}

function becomeOriginForm(
  request: IncomingMessage,
  { path, authority }: Extract<Route, { kind: 'served' }>,
): void {
  request.url = path
  if (request.headers.host !== undefined) return
  request.rawHeaders.push('Host', authority)
  request.headers.host = authority
}

function answerAndClose(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  })
  response.end(body)
}

/** A peer's address and port name one connection, also when TLS or a tunnel is wrapped around it. */
function peerOf(socket: Socket): string {
  return `${socket.remoteAddress} ${socket.remotePort}`
}

function turnOfEventLoop(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}
