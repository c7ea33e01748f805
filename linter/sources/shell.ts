import type { PolicyKind } from '../policy/index.ts'
import { draftOf, hole, isUnknown, type Piece } from './draft.ts'
import { type ExtractedPolicy, type Extraction, pointerTo, type UnresolvedPolicy } from './extraction.ts'
import { mentionsPolicy } from './looks.ts'
import { slicePieces } from './piece-cutting.ts'
import { type ShellWord, shellCommands } from './shell-words.ts'

/**
 * Reads policies from shell scripts: words and heredocs that hold a document, above all values of the flags of the
 * `aliyun` command line. Expansions are unknown; a document that is assigned to a variable is read where it is assigned.
 */
export function readShell(text: string): Extraction {
  const policies: ExtractedPolicy[] = []
  const unresolved: UnresolvedPolicy[] = []
  for (const { words, heredocs } of shellCommands(text)) {
    const texts = words.map(textOf)
    const add = (flag: string | undefined, pieces: readonly Piece[]): boolean => {
      const draft = draftOf(pieces)
      if (!mentionsPolicy(draft.text)) return false
      const name = `${flag ?? 'document'} ${policies.length + 1}`
      policies.push({
        name,
        pointer: pointerTo('documents', policies.length),
        kind: kindOf(flag, texts),
        draft,
      })
      return true
    }
    for (const [index, { pieces, start, end }] of words.entries()) {
      const own = texts[index] ?? ''
      const [prefix = '', name] = /^-{0,2}(\w+)=/.exec(own.slice(0, 80)) ?? []
      const before = /^--?(\w+)$/.exec(texts[index - 1] ?? '')?.[1]
      const flag = name ?? before
      const value = slicePieces(pieces, prefix.length, own.length)
      if (add(flag, value) || !isDocumentFlag(flag)) continue
      const [unknown, ...others] = value
      if (unknown !== undefined && others.length === 0 && isUnknown(unknown))
        unresolved.push({ name: flag ?? '', label: unknown.label, start, end })
    }
    for (const { pieces } of heredocs) add(undefined, pieces)
  }
  const assigned = new Set(policies.map(({ name }) => `\${${name.replace(/ \d+$/, '')}}`))
  return { form: 'shell', policies, unresolved: unresolved.filter(({ label }) => !assigned.has(label)) }
}

function textOf({ pieces }: ShellWord): string {
  return pieces.map(piece => (isUnknown(piece) ? hole : piece.text)).join('')
}

/** Parameters of RAM's, STS's, KMS's and Resource Management's operations. Source: their API references, 2026. */
function isDocumentFlag(flag: string | undefined): boolean {
  return flag !== undefined && /^(?:New)?(?:AssumeRole)?PolicyDocument$/.test(flag)
}

function kindOf(flag: string | undefined, words: readonly string[]): PolicyKind | null {
  if (flag === 'AssumeRolePolicyDocument' || flag === 'NewAssumeRolePolicyDocument') return 'trust'
  if (words.some(word => /^(?:Create|Update)ControlPolicy$/.test(word))) return 'control'
  if (words.includes('SetKeyPolicy')) return 'key'
  if (words.includes('SetSecretPolicy')) return 'secret'
  if (words.some(word => /^AssumeRole/.test(word))) return 'session'
  return isDocumentFlag(flag) ? 'identity' : null
}
