import { json, ParameterFault } from '../parameter.ts'

/** `VersionStages` of PutSecretValue: JSON text. Source: samples; an empty list is refused (assumed). */
export const versionStages = json(readStages, { default: '["ACSCurrent"]' })

function readStages(value: unknown, name: string): string[] {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isStage))
    throw new ParameterFault(`\`${name}\` must be an array of labels, such as ["ACSCurrent"]`)
  return [...new Set(value as string[])]
}

function isStage(value: unknown): boolean {
  return typeof value === 'string' && stagePattern.test(value)
}

/** The form of a label: as a VersionId may be long, without blanks and control characters (assumed). */
export const stagePattern = /^[^\s\p{C}]{1,64}$/u
