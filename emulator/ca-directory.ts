import { createPrivateKey, X509Certificate } from 'node:crypto'
import { constants } from 'node:fs'
import { copyFile, link, mkdir, readdir, readFile, rename, unlink, writeFile } from 'node:fs/promises'
import { join, posix, win32 } from 'node:path'
import { MachineError } from './machine-error.ts'
import type { Leaf } from './secure-sockets.ts'

/**
 * Where the authority is kept unless `--ca-dir` says otherwise: the user's folder for caches on that platform
 * (`process.platform`). Without any home in `env` it is a folder below the current one.
 */
export function defaultCaDirectory(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): string {
  if (platform === 'win32') {
    const local = env.LOCALAPPDATA || win32.join(env.USERPROFILE || '.', 'AppData', 'Local')
    return win32.join(local, 'kms-emulator')
  }
  const home = env.HOME || '.'
  if (platform === 'darwin') return posix.join(home, 'Library', 'Caches', 'kms-emulator')
  const { XDG_CACHE_HOME: cache } = env
  // A relative path there is to be ignored (XDG base directory specification).
  return posix.join(cache?.startsWith('/') ? cache : posix.join(home, '.cache'), 'kms-emulator')
}

interface Kept {
  readonly pair: Leaf
  /** The certificate alone, for clients to trust. */
  readonly file: string
  readonly replaced?: string
}

interface Keeping {
  readonly directory: string
  readonly now: number
  readonly random: (size: number) => Uint8Array
  readonly create: () => Promise<Leaf>
}

/**
 * The pair in the directory that counts, made there if there is none that is good at `now`. Key and certificate lie in
 * one file, `ca-key.N.pem`, which is never written twice: a bad one is followed by N + 1, made by whoever comes first, so
 * that processes which start at once end with the same pair. Rejects with a `MachineError` if the directory cannot be
 * read or written.
 */
export async function keepPair(keeping: Keeping): Promise<Kept> {
  try {
    return await findOrMake(keeping)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    throw new MachineError(
      `the certificate authority cannot be kept in \`${keeping.directory}\`: ${message}; name a folder for it with \`--ca-dir\``,
      { cause: error },
    )
  }
}

/** Each round either finds a good pair or sees a newer one appear; more rounds than this mean that ours is not good. */
const rounds = 20

async function findOrMake({ directory, now, random, create }: Keeping): Promise<Kept> {
  await mkdir(directory, { recursive: true })
  const file = join(directory, 'ca.pem')
  let replaced: string | undefined
  let made: Leaf | undefined
  for (let round = 0; round < rounds; round++) {
    const newest = await newestGeneration(directory)
    const path = join(directory, pairName(newest))
    const text = newest > 0 ? await readIfThere(path) : undefined
    if (text !== undefined) {
      const found = readPair(text, now)
      if (typeof found !== 'string') {
        await publish(file, found.cert, random)
        await removeOlder(directory, newest)
        return { pair: found, file, ...(replaced === undefined ? {} : { replaced }) }
      }
      replaced = `\`${path}\` was replaced: ${found}`
    } else if (newest > 0) continue
    made ??= await create()
    await writeOnce(join(directory, pairName(newest + 1)), made.key + made.cert, random)
  }
  throw new Error('a new key and certificate were not found good either')
}

function pairName(generation: number): string {
  return `ca-key.${generation}.pem`
}

function generationOf(name: string): number {
  return Number(/^ca-key\.(\d{1,9})\.pem$/.exec(name)?.[1] ?? 0)
}

/** 0 if there is none. */
async function newestGeneration(directory: string): Promise<number> {
  return Math.max(0, ...(await readdir(directory)).map(generationOf))
}

async function removeOlder(directory: string, newest: number): Promise<void> {
  for (const name of await readdir(directory)) {
    const generation = generationOf(name)
    if (generation > 0 && generation < newest) await unlink(join(directory, name)).catch(() => {})
  }
}

const certificateBlock = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----\n?/
const keyBlock = /-----BEGIN PRIVATE KEY-----[\s\S]+?-----END PRIVATE KEY-----\n?/

/** The pair in a file, or why it is no good. */
function readPair(text: string, now: number): Leaf | string {
  const cert = certificateBlock.exec(text)?.[0]
  const key = keyBlock.exec(text)?.[0]
  if (cert === undefined || key === undefined) return 'it does not hold a key and a certificate'
  try {
    const certificate = new X509Certificate(cert)
    if (!certificate.ca) return 'its certificate is not an authority’s'
    const privateKey = createPrivateKey(key)
    if (privateKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1')
      return 'its key is not of the curve P-256'
    if (!certificate.checkPrivateKey(privateKey)) return 'its key and certificate do not belong together'
    if (now >= Date.parse(certificate.validTo)) return `its certificate expired on ${certificate.validTo}`
    if (now < Date.parse(certificate.validFrom)) {
      return `its certificate is not valid before ${certificate.validFrom}`
    }
    return { cert, key }
  } catch {
    return 'its key or certificate cannot be read'
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
}

async function writeTemporary(
  path: string,
  text: string,
  options: { readonly mode: number; readonly random: (size: number) => Uint8Array },
): Promise<string> {
  const temporary = `${path}.${process.pid}.${Buffer.from(options.random(8)).toString('hex')}.tmp`
  await writeFile(temporary, text, { mode: options.mode, flag: 'wx' })
  return temporary
}

/** The file appears whole or, if another process was first, not at all. */
async function writeOnce(path: string, text: string, random: (size: number) => Uint8Array): Promise<void> {
  const temporary = await writeTemporary(path, text, { mode: 0o600, random })
  try {
    await link(temporary, path).catch((error: NodeJS.ErrnoException) => {
      // Some file systems have no links: there the copy is not atomic, but still made by one process only.
      if (error.code === 'EEXIST') throw error
      return copyFile(temporary, path, constants.COPYFILE_EXCL)
    })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await unlink(temporary)
  }
}

async function publish(file: string, cert: string, random: (size: number) => Uint8Array): Promise<void> {
  if ((await readIfThere(file)) === cert) return
  const temporary = await writeTemporary(file, cert, { mode: 0o644, random })
  try {
    await rename(temporary, file)
  } catch (error) {
    await unlink(temporary)
    // Windows does not rename over a file that another process just put there: what counts is what it says.
    if ((await readIfThere(file)) !== cert) throw error
  }
}
