/** What a command line can begin with. */
export const commandNames = [
  'check',
  'prove',
  'explain',
  'diff',
  'generate',
  'why',
  'rules',
  'extract',
] as const

/** The name of a command. */
export type CommandName = (typeof commandNames)[number]
