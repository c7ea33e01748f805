import type { Flag } from './flags.ts'

const formatNames = (names: string): Flag => ({
  argument: 'FORMAT[=FILE]',
  summary: `${names}, to standard output or a file; repeatable [pretty]`,
  repeatable: true,
})

/** Whether to colour. */
export const color: Flag = { argument: 'auto|always|never', summary: 'colours; auto honours NO_COLOR [auto]' }

const everywhere: Readonly<Record<string, Flag>> = {
  color,
  quiet: { summary: 'print the first line of the answer alone (not for json)' },
  redact: { summary: 'hide values of conditions, and ARNs but for their service and type' },
  timing: { summary: 'print how long reading and deciding took to standard error' },
}

/** The flags that answer commands share, where `formats` are those of the answer and a configuration says nothing. */
export function answerFlags(formats: string): Readonly<Record<string, Flag>> {
  return {
    format: formatNames(formats),
    ...everywhere,
    'no-config': { summary: 'accepted for the sake of scripts: no configuration is read' },
  }
}

/** Likewise for commands that read policies at paths. */
export function readingFlags(formats: string): Readonly<Record<string, Flag>> {
  return {
    format: formatNames(formats),
    ...everywhere,
    config: {
      argument: 'FILE',
      summary: 'a configuration: of its settings those on which files of a folder are read, and as what kind',
    },
    'no-config': { summary: 'accepted for the sake of scripts: without --config none is read' },
  }
}
