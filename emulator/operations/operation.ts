import type { Call } from '../call.ts'
import { documented, type ErrorTable, KmsError, type RefusalExtra } from '../errors.ts'
import type { Parameters } from '../wire/message.ts'
import { type Input, type Parameter, ParameterFault, type ParameterTable } from './parameter.ts'

/** A permission that a call needs: a RAM action on a resource. */
export interface Need {
  readonly action: string
  /** ARN, or `*` for actions without resources. */
  readonly resource: string
  /** The account that owns the resource; absent: the caller's. */
  readonly owner?: string
  /** The resource's own policy, JSON text, and its kind. */
  readonly policy?: { readonly kind: 'key' | 'secret' | 'trust'; readonly text: string } | undefined
  /** What the call adds to the condition keys, by lower-case name, e.g. `sts:externalid`. */
  readonly context?: ReadonlyMap<string, string>
  /** Tags of the resource, for the condition keys that speak of them. */
  readonly tags?: ReadonlyMap<string, string>
  /** The ARN that the caller wrote, where it is another than the resource's: a refusal must not tell what an alias stands for. */
  readonly called?: string | undefined
  /** True where a refusal names nothing: the caller could not know the resource. */
  readonly unnamed?: true
  /** What a refusal calls the resource; absent: the ARN. Source: KMS FAQ, a missing Decrypt names the key's id. */
  readonly name?: string | undefined
}

/** What an answer carries beside `RequestId`; a member that is undefined is left out. */
export type ResponseBody = Readonly<Record<string, unknown>>

/** Refuses with a row that the operation declares; `message` where the service fills in a name. */
export type Fail<E extends ErrorTable> = (
  code: keyof E & string,
  message?: string,
  extra?: RefusalExtra,
) => never

/** An operation as it is declared: everything that router, checks and documents need. */
export interface OperationDeclaration<P extends ParameterTable, E extends ErrorTable> {
  readonly name: string
  /** Absent: Kms. */
  readonly product?: 'Kms' | 'Sts'
  readonly group: 'secrets' | 'keys' | 'cryptography' | 'aliases' | 'tags' | 'policies' | 'instances' | 'sts'
  /** Where the behaviour is described. */
  readonly source: string
  /** Served by an instance's own gateway too. Source: KMS access FAQ, SDK texts. */
  readonly onInstanceGateway?: true
  /** Answered to an account in debt too. */
  readonly whileInDebt?: true
  /** Answers with `caCertificate` of the call, which is made on first use. */
  readonly tellsCaCertificate?: true
  readonly parameters: P
  /** Refusals beside those that any call can meet (`commonErrors`). */
  readonly errors: E
  /** How the emulator differs from the service, for OPERATIONS.md. */
  readonly differences?: readonly string[]
  /** Permissions to ask for, in order; may look at state, must not change it, must not refuse what does not exist. */
  access(call: Call, input: Input<P>): readonly Need[]
  /** Refuses what is wrong with several parameters together, or with one in the light of another; before authorization. */
  check?(input: Input<P>): void
  run(call: Call, input: Input<P>, fail: Fail<E>): ResponseBody
}

/** An operation as `answer` uses it: parameters already bound. */
export interface Operation {
  readonly name: string
  readonly product: 'Kms' | 'Sts'
  readonly group: string
  readonly source: string
  readonly onInstanceGateway: boolean
  readonly whileInDebt: boolean
  readonly tellsCaCertificate: boolean
  readonly parameters: ParameterTable
  readonly errors: ErrorTable
  readonly differences: readonly string[]
  read(parameters: Parameters): Readonly<Record<string, unknown>>
  access(call: Call, input: Readonly<Record<string, unknown>>): readonly Need[]
  run(call: Call, input: Readonly<Record<string, unknown>>): ResponseBody
}

const invalid = documented(400, 'The specified parameter is not valid.', 'KMS common errors')

/** Makes an operation of its declaration. */
export function defineOperation<const P extends ParameterTable, const E extends ErrorTable>(
  declaration: OperationDeclaration<P, E>,
): Operation {
  const { name, product = 'Kms', group, source, parameters, errors, differences = [] } = declaration
  const { onInstanceGateway = false, whileInDebt = false, tellsCaCertificate = false } = declaration
  const named = Object.entries(parameters)
  const fail: Fail<E> = (code, message, extra) => {
    const row = errors[code]
    if (!row) throw new Error(`${name} declares no error ${code}`)
    throw new KmsError(code, row.status, message ?? row.message, extra)
  }
  return {
    name,
    product,
    group,
    source,
    onInstanceGateway,
    whileInDebt,
    tellsCaCertificate,
    parameters,
    errors,
    differences,
    read: all =>
      refusing(errors, () => {
        const input = readParameters(named, all)
        declaration.check?.(input as Input<P>)
        return input
      }),
    access: (call, input) => refusing(errors, () => declaration.access(call, input as Input<P>)),
    run: (call, input) => refusing(errors, () => declaration.run(call, input as Input<P>, fail)),
  }
}

function refusing<T>(errors: ErrorTable, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw error instanceof ParameterFault ? refusal(errors, error) : error
  }
}

/** All that is required is missed first, in order, then each value is looked at, in order. */
function readParameters(parameters: readonly NamedParameter[], all: Parameters): Record<string, unknown> {
  for (const [name, { kind, rules }] of parameters)
    if (rules.required && isMissing(all, name, kind, rules.minLength === 0))
      throw new KmsError(`Missing${name}`, 400, `${name} is mandatory for this action.`)
  const input: Record<string, unknown> = {}
  for (const [name, parameter] of parameters) input[name] = parameter.read(all, name)
  return input
}

type NamedParameter = readonly [name: string, parameter: Parameter<unknown>]

function isMissing(all: Parameters, name: string, kind: string, mayBeEmpty: boolean): boolean {
  if (kind === 'list') {
    for (const key of all.keys()) if (key.startsWith(`${name}.`)) return false
    return true
  }
  const value = all.get(name)
  return value === undefined || (value === '' && !mayBeEmpty)
}

function refusal(errors: ErrorTable, fault: ParameterFault): KmsError {
  const code = fault.code ?? 'InvalidParameter'
  const row = errors[code] ?? invalid
  return new KmsError(code, row.status, row.message, { because: fault.message })
}
