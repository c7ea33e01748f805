import { isUnknown, type Piece, type Stretch, verbatim } from './draft.ts'
import { unescaped } from './escapes.ts'
import { type HclNode, named } from './hcl.ts'
import { callFunction } from './hcl-functions.ts'
import { arnOwners, documentData } from './terraform-documents.ts'
import {
  deepest,
  type ObjectMember,
  type StringValue,
  splicedPieces,
  standing,
  textOf,
  type Value,
} from './value.ts'

/** What names mean in one file. */
export interface HclScope {
  readonly text: string
  readonly locals: ReadonlyMap<string, HclNode>
  /** Defaults of variables. A default may be overridden: what is found then is true of the default. */
  readonly variables: ReadonlyMap<string, HclNode>
  /** The document of a data source of this file, by its name. */
  readonly document: (name: string) => Value | undefined
  /** Expressions that may still be looked at: locals that use one another twice would double without end. */
  readonly budget: { left: number }
}

/** What an expression is, as far as this file says. */
export function hclValue(node: HclNode, scope: HclScope, depth = 0): Value {
  scope.budget.left -= 1
  if (depth > deepest || scope.budget.left < 0) return unknownOf(node, scope)
  const [child, ...others] = named(node)
  switch (node.type) {
    case 'expression':
    case 'template_expr':
    case 'collection_value':
    case 'literal_value':
      if (child === undefined) return unknownOf(node, scope)
      if (child.type === 'variable_expr') return referred(node, [child, ...others], scope, depth)
      return others.length === 0 ? hclValue(child, scope, depth + 1) : unknownOf(node, scope)
    case 'string_lit':
    case 'quoted_template':
      return quoted(node, scope, depth)
    case 'heredoc_template':
      return heredoc(node, scope, depth)
    case 'numeric_lit':
    case 'bool_lit':
    case 'null_lit':
      return { type: 'literal', text: node.text, ...placeOf(node) }
    case 'tuple':
      return {
        type: 'list',
        items: named(node)
          .filter(isExpression)
          .map(each => hclValue(each, scope, depth + 1)),
        ...placeOf(node),
      }
    case 'object':
      return { type: 'object', members: membersOf(node, scope, depth), ...placeOf(node) }
    case 'function_call': {
      const list = others.find(({ type }) => type === 'function_arguments')
      const values =
        list === undefined
          ? []
          : named(list)
              .filter(isExpression)
              .map(each => hclValue(each, scope, depth + 1))
      return callFunction(child?.text ?? '', values, placeOf(node)) ?? unknownOf(node, scope)
    }
    default:
      return unknownOf(node, scope)
  }
}

function isExpression({ type }: HclNode): boolean {
  return type === 'expression'
}

function placeOf({ startIndex, endIndex }: HclNode): Stretch {
  return { start: startIndex, end: endIndex }
}

const longestLabel = 60

/** An expression that is known only when it is applied. What it refers to may tell that it is an ARN. */
function unknownOf(node: HclNode, { text }: HclScope): Value & { readonly type: 'unknown' } {
  const { start, end } = placeOf(node)
  const source = text.slice(start, Math.min(end, start + 2000)).replace(/\s+/g, ' ')
  const label = `\${${source.length > longestLabel ? `${source.slice(0, longestLabel)}…` : source}}`
  const owners = [...arnOwners].filter(([type]) => source.includes(`${type}.`)).map(([, arn]) => arn)
  const [arn] = owners
  const isArn = /\.arn(?: ?\]| if |$)/.test(source)
  return {
    type: 'unknown',
    label,
    start,
    end,
    ...(isArn && arn !== undefined && owners.length === 1 ? { arn } : {}),
  }
}

/** `local.x`, `var.x`, and the document of a data source; what they stand for has its place where it is defined. */
function referred(node: HclNode, parts: readonly HclNode[], scope: HclScope, depth: number): Value {
  const names = parts.map(({ type, text }) =>
    type === 'get_attr' || type === 'variable_expr' ? text.replace('.', '').trim() : undefined,
  )
  const [root, name, third, fourth] = names
  if (
    root === 'data' &&
    names.length === 4 &&
    name === documentData &&
    (fourth === 'document' || fourth === 'json')
  ) {
    return scope.document(third ?? '') ?? unknownOf(node, scope)
  }
  const found = names.length === 2 && name !== undefined ? definitions(root, scope)?.get(name) : undefined
  return found === undefined ? unknownOf(node, scope) : hclValue(found, scope, depth + 1)
}

function definitions(root: string | undefined, { locals, variables }: HclScope) {
  return root === 'local' ? locals : root === 'var' ? variables : undefined
}

function membersOf(node: HclNode, scope: HclScope, depth: number): readonly ObjectMember[] {
  return named(node).flatMap(element => {
    const [key, value] = element.type === 'object_elem' ? named(element) : []
    if (key === undefined || value === undefined) return []
    return [{ name: nameOf(key, scope, depth), value: hclValue(value, scope, depth + 1) }]
  })
}

/** A name that stands alone is itself, not a reference. */
function nameOf(key: HclNode, scope: HclScope, depth: number): StringValue {
  const place = placeOf(key)
  if (/^[\p{L}_][\p{L}\p{N}_-]*$/u.test(key.text))
    return { ...standing(key.text, place), pieces: [verbatim(scope.text, place.start, place.end)] }
  const value = hclValue(key, scope, depth + 1)
  if (value.type === 'string') return value
  const { type: _, ...unknown } = unknownOf(key, scope)
  return { type: 'string', pieces: [unknown], ...place }
}

const doubled = ['$${', '%%{']

function quoted(node: HclNode, scope: HclScope, depth: number): Value {
  const { start, end } = placeOf(node)
  const holes = named(node).filter(isHole)
  const [only] = holes
  if (only !== undefined && only.startIndex === start + 1 && only.endIndex === end - 1) {
    const inner = named(only).find(isExpression)
    return only.type === 'template_interpolation' && inner !== undefined
      ? hclValue(inner, scope, depth + 1)
      : unknownOf(only, scope)
  }
  const pieces = template(holes, start + 1, Math.max(end - 1, start + 1), scope, depth, true)
  return { type: 'string', pieces, start, end }
}

/** The text of a heredoc as it stands: JSON does not mind the indentation that `<<-` takes away. */
function heredoc(node: HclNode, scope: HclScope, depth: number): Value {
  const parts = named(node)
  const [opening, closing] = parts.filter(({ type }) => type === 'heredoc_identifier')
  if (opening === undefined || closing === undefined || closing.isMissing) return unknownOf(node, scope)
  const line = scope.text.indexOf('\n', opening.endIndex)
  const start = line < 0 ? node.endIndex : line + 1
  const end = Math.max(scope.text.lastIndexOf('\n', closing.startIndex - 1) + 1, start)
  const holes = parts.filter(part => isHole(part) && part.startIndex >= start && part.endIndex <= end)
  return { type: 'string', pieces: template(holes, start, end, scope, depth, false), start, end }
}

function isHole({ type }: HclNode): boolean {
  return type === 'template_interpolation' || type === 'template_directive'
}

function template(
  holes: readonly HclNode[],
  start: number,
  end: number,
  scope: HclScope,
  depth: number,
  backslash: boolean,
): readonly Piece[] {
  const pieces: Piece[] = []
  let from = start
  for (const found of holes) {
    pieces.push(...unescaped(scope.text, from, found.startIndex, { backslash, doubled }))
    const inner = found.type === 'template_interpolation' ? named(found).find(isExpression) : undefined
    const value = inner === undefined ? unknownOf(found, scope) : hclValue(inner, scope, depth + 1)
    pieces.push(...splicedPieces(value, placeOf(found)))
    from = found.endIndex
  }
  pieces.push(...unescaped(scope.text, from, end, { backslash, doubled }))
  return pieces
}

/** Whether a value is known in all its parts. */
export function isKnown(value: Value): boolean {
  return textOf(value) !== undefined || (value.type === 'string' && !value.pieces.some(isUnknown))
}
