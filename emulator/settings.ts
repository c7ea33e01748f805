import type { RotationError } from './call.ts'

/** How the emulator behaves where its user may choose; names as the command line's flags, in camelCase. */
export interface Settings {
  /** `off` accepts any signature of a known access key. */
  readonly authentication: 'enforce' | 'off'
  /** `report` answers as if allowed and journals what would have been refused; `off` does not ask. */
  readonly authorization: 'enforce' | 'report' | 'off'
  readonly throttling: 'off' | 'documented'
  readonly rotationError: RotationError
}

/**
 * No source names the code of the refusal while a secret is being rotated: the sentence is the KMS FAQ's, code and status
 * are the best-supported guess (every state conflict of secrets is a 409 that starts with `Rejected.`).
 */
export const assumedRotationError: RotationError = {
  code: 'Rejected.ResourceInUse',
  status: 409,
  message: 'Your secret is being rotated, please try again later',
}

export const defaultSettings: Settings = {
  authentication: 'enforce',
  authorization: 'enforce',
  throttling: 'off',
  rotationError: assumedRotationError,
}
