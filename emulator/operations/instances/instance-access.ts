import type { Call } from '../../call.ts'
import { documented, type ErrorTable, refuse } from '../../errors.ts'
import type { Instance } from '../../state/instance.ts'
import { keyStateErrors } from '../key-access.ts'
import type { Need } from '../operation.ts'

/** What an operation on an instance can be refused for: not there, not in the state for it, of the wrong kind. */
export const instanceErrors = {
  InvalidParameter: documented(400, 'The specified parameter is not valid.', 'KMS common errors'),
  'Rejected.UnsupportedOperation': documented(400, 'Unsupported operation.', 'ReleaseKmsInstance'),
  'Rejected.Unavailable': keyStateErrors['Rejected.Unavailable'],
  'Forbidden.DKMSInstanceNotFound': keyStateErrors['Forbidden.DKMSInstanceNotFound'],
  'Forbidden.DKMSInstanceStateInvalid': keyStateErrors['Forbidden.DKMSInstanceStateInvalid'],
} satisfies ErrorTable

/** Instances are no resources of their own in RAM (assumed). */
export function instanceNeeds(action: string): Need[] {
  return [{ action, resource: '*' }]
}

/** The instance of the caller's account and region that an id names. Source: ReleaseKmsInstance for the code. */
export function requireInstanceHere(call: Call, id: string): Instance {
  const instance = call.account.instances.get(id)
  if (instance?.region !== call.region) refuse(instanceErrors, 'Forbidden.DKMSInstanceNotFound')
  return instance
}

/** The instances of the caller's account and region, in the order in which they were bought. */
export function instancesHere(call: Call): Instance[] {
  return [...call.account.instances.values()].filter(({ region }) => region === call.region)
}
