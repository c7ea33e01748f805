/** A parameter that is wrong, or a state in which the scenario cannot be; `parameter` is empty for the latter. */
export class ScenarioFault extends Error {
  readonly parameter: string

  constructor(message: string, parameter = '') {
    super(message)
    this.name = 'ScenarioFault'
    this.parameter = parameter
  }
}
