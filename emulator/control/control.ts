import type { Emulator } from '../emulator.ts'
import type { ControlAnswered } from '../request-log.ts'

/** The certificate of the emulator's CA and the file that holds it. */
export interface CaCertificate {
  /** PEM. */
  readonly certificate: string
  readonly file: string
}

/** What the control interface drives: an emulator and the shell around it. */
export interface Control {
  readonly emulator: Emulator
  /** Bearer token that every request must carry; absent: the loopback rule guards instead. */
  readonly adminToken?: string | undefined
  /** Told of each request once it is answered; absent: nobody listens. */
  readonly onAnswer?: ((answered: ControlAnswered) => void) | undefined
  /** Made on first use. */
  caCertificate(): Promise<CaCertificate>
}
