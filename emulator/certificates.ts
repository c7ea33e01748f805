import { resolve } from 'node:path'
import type { CaCertificate } from './control/control.ts'
import { ControlError } from './control/control-error.ts'
import type { TlsMaterial } from './secure-sockets.ts'

/** Where certificates come from; nothing is loaded, read or made before one is asked for. */
export interface Certificates {
  certificate(): Promise<TlsMaterial & { readonly certificatePem: string }>
  caCertificate(): Promise<CaCertificate>
}

/** The certificates of the CA that is kept in a directory: the user's cache folder where none is named. */
export function certificatesOnDemand(
  directory: string | undefined,
  machine: { now(): number },
): Certificates {
  let authority: ReturnType<typeof load> | undefined
  const load = async () => {
    const [{ certificateAuthority }, { defaultCaDirectory }] = await Promise.all([
      import('./tls.ts'),
      import('./ca-directory.ts'),
    ])
    const folder = directory ?? defaultCaDirectory(process.env, process.platform)
    return certificateAuthority({ directory: resolve(folder), now: machine.now() })
  }
  const certificate = () => {
    authority ??= load().catch(error => {
      // The next one who asks may have more luck: a folder can be made writable.
      authority = undefined
      throw error
    })
    return authority
  }
  return {
    certificate,
    async caCertificate() {
      const { certificatePem, file } = await certificate().catch(error => {
        throw new ControlError(500, error.message)
      })
      if (file === undefined) throw new Error('the CA has no file')
      return { certificate: certificatePem, file }
    },
  }
}
