import { type Parameter, ParameterFault } from '../parameter.ts'

/** A parameter whose wrong value is refused under a code of its own, as STS does. The operation declares the code. */
export function refusedAs<T>(code: string, parameter: Parameter<T>): Parameter<T> {
  return {
    ...parameter,
    read(all, name) {
      try {
        return parameter.read(all, name)
      } catch (error) {
        throw error instanceof ParameterFault ? new ParameterFault(error.message, error.code ?? code) : error
      }
    },
  }
}
