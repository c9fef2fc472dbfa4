import type { DeclaredBlock, DeclaredBlocks, DeclaredBody } from './declared.ts';
import { elementsHiddenWith, entriesHiddenWith, isHidden } from './secret/secrecy.ts';
import type { SourceRange } from './source.ts';
import type { ObjectValue, TerraformValue, TupleValue, Unknown } from './value.ts';

/*
 * Whether something is a nested block or an argument only the provider's schema tells. Native syntax writes the two
 * differently; JSON syntax, a plan and a state do not. So whoever reads a body says which of the two is meant, and what
 * is written as the other is read as that one.
 */

/**
 * An argument's value as nested blocks: an object is one block, a list of objects one for each. What cannot be told,
 * because it is not known or is no object, leaves open which blocks there are.
 * https://developer.hashicorp.com/terraform/language/syntax/json#nested-block-mapping
 *
 * @param at where the argument is written
 */
export function blocksOfValue(value: TerraformValue, at: SourceRange): DeclaredBlocks {
  if (value.kind === 'null') return { blocks: [] };
  const isList = value.kind === 'list' || value.kind === 'set' || value.kind === 'tuple';
  const found = isList
    ? elementsHiddenWith(value).map((element) => blockOfValue(element, at))
    : [blockOfValue(value, at)];
  const because = (isList ? value.open : undefined) ?? found.find((one) => 'because' in one)?.because;
  return {
    blocks: found.flatMap((one) => ('body' in one ? [one] : [])),
    ...(because === undefined ? {} : { open: { because, template: [] } }),
    ...(isList && isHidden(value) ? { sensitive: true } : {}),
  };
}

/**
 * A block, or why it is not known what stands in it. Null is an empty block, and a list of objects is the same as one
 * object with all they hold.
 */
function blockOfValue(value: TerraformValue, at: SourceRange): DeclaredBlock | { readonly because: Unknown } {
  const there = value.at ?? at;
  switch (value.kind) {
    case 'null':
      return { body: bodyOf([], there), at: there };
    case 'map':
    case 'object':
      // An argument that it may have and that is not known could be any.
      if (value.open !== undefined) return { because: value.open };
      return { body: bodyOf(entriesHiddenWith(value), there), at: there };
    case 'list':
    case 'set':
    case 'tuple': {
      const parts = elementsHiddenWith(value).map((element) => blockOfValue(element, there));
      const unclear = value.open ?? parts.find((part) => 'because' in part)?.because;
      if (unclear !== undefined) return { because: unclear };
      const attributes = parts.flatMap((part) => ('body' in part ? [...part.body.attributes] : []));
      return { body: { attributes: new Map(attributes), blocks: new Map() }, at: there };
    }
    case 'unknown':
      return { because: value.because };
    default:
      return { because: { kind: 'invalid', code: 'wrong-type', at: there } };
  }
}

function bodyOf(entries: Iterable<readonly [string, TerraformValue]>, at: SourceRange): DeclaredBody {
  // The comment of JSON syntax. https://developer.hashicorp.com/terraform/language/syntax/json#comment-properties
  const written = [...entries].filter(([name]) => name !== '//');
  const attributes = written.map(([name, value]) => [name, { value, at: value.at ?? at }] as const);
  return { attributes: new Map(attributes), blocks: new Map() };
}

/**
 * Nested blocks as the value of an argument: a list of objects.
 * https://developer.hashicorp.com/terraform/language/attr-as-blocks
 */
export function valueOfBlocks({ blocks, open }: DeclaredBlocks): TupleValue {
  const [first] = blocks;
  return {
    kind: 'tuple',
    elements: blocks.map(({ body, at }) => ({ ...objectOf(body), at })),
    ...(open === undefined ? {} : { open: open.because }),
    ...(first === undefined ? {} : { at: first.at }),
  };
}

function objectOf({ attributes, blocks }: DeclaredBody): ObjectValue {
  const entries = [
    ...[...attributes].map(([name, { value }]) => [name, value] as const),
    ...[...blocks].map(([type, nested]) => [type, valueOfBlocks(nested)] as const),
  ];
  return { kind: 'object', entries: new Map(entries.toSorted(([a], [b]) => (a < b ? -1 : 1))) };
}
