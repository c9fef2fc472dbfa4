import type { Diagnostic } from '../../model/diagnostic.ts';
import type { SourceRange } from '../../model/source.ts';
import type { Attribute, Block, BlockLabel, Body, Expression, ObjectItem, Template } from '../syntax/ast.ts';
import { type BodyShape, rootShape, shapeOfBlock } from '../syntax/json-shape.ts';
import { type JsonMember, type JsonNode, parseJson, repeatedNames } from '../syntax/json-syntax.ts';
import { type ParseResult, parseExpression, parseTemplate } from '../syntax/parser.ts';
import { errorAt } from './configuration.ts';

/**
 * Reads a `.tf.json` file into the tree that the same configuration has in native syntax: strings are templates, `"//"` is a comment, blocks are
 * objects or arrays of them. What stands in a string lies at the string's place. See https://developer.hashicorp.com/terraform/language/syntax/json
 */
export function parseJsonConfiguration(text: string, file: string): ParseResult<Body> {
  const parsed = parseJson(text, file);
  if (!parsed.ok) return parsed;
  const diagnostics: Diagnostic[] = [];
  const value = bodyOf(parsed.value, rootShape, (diagnostic) => void diagnostics.push(diagnostic));
  const { tokens } = parsed;
  return diagnostics.length > 0 ? { ok: false, diagnostics, tokens } : { ok: true, value, tokens };
}

type Report = (diagnostic: Diagnostic) => void;

/** A body is an object, or an array of objects that are read as one. */
function bodyOf(node: JsonNode, shape: BodyShape, report: Report): Body {
  const members = objectsIn(node, report).flatMap((object) => object.members.filter(({ name }) => name !== '//'));
  // A name that stands twice may be two blocks of a type, of which only the provider's schema knows, unless one of them is no body.
  for (const diagnostic of repeatedNames(members, isArgument)) report(diagnostic);
  return { items: members.flatMap((member) => itemsOf(member, shape, report)), range: node.range };
}

function isArgument({ value }: JsonMember): boolean {
  return value.kind === 'string' || value.kind === 'number' || value.kind === 'bool';
}

type JsonObject = Extract<JsonNode, { readonly kind: 'object' }>;

function objectsIn(node: JsonNode, report: Report): readonly JsonObject[] {
  if (node.kind === 'object') return [node];
  if (node.kind === 'null') return [];
  if (node.kind === 'array') return node.elements.flatMap((element) => objectsIn(element, report));
  const detail = 'Either a JSON object or an array of JSON objects is expected here.';
  report(errorAt('syntax', 'Incorrect JSON value type', detail, node.range));
  return [];
}

function itemsOf(member: JsonMember, shape: BodyShape, report: Report): (Attribute | Block)[] {
  const labels = shape.blocks.get(member.name);
  if (labels !== undefined) return blocksOf(member, labels, member.value, [], shape, report);
  return [
    {
      kind: 'attribute',
      name: member.name,
      nameRange: member.nameRange,
      value: shape.verbatim.has(member.name)
        ? verbatimExpression(member.value, report)
        : expressionOf(member.value, report),
      range: member.range,
    },
  ];
}

/** The blocks under a member: one level of objects for each label, then an object for each block. */
function blocksOf(
  member: JsonMember,
  missing: number,
  node: JsonNode,
  labels: readonly BlockLabel[],
  shape: BodyShape,
  report: Report,
): Block[] {
  if (missing > 0) {
    return objectsIn(node, report).flatMap((object) =>
      object.members
        .filter(({ name }) => name !== '//')
        .flatMap(({ name, nameRange, value }) =>
          blocksOf(
            member,
            missing - 1,
            value,
            [...labels, { value: name, quoted: true, range: nameRange }],
            shape,
            report,
          ),
        ),
    );
  }
  const inner = shapeOfBlock(
    shape,
    member.name,
    labels.map((label) => label.value),
  );
  const bodies = node.kind === 'array' ? node.elements : node.kind === 'null' ? [] : [node];
  return bodies.map((body) => ({
    kind: 'block',
    type: member.name,
    typeRange: member.nameRange,
    labels,
    headerRange: labels.at(-1)?.range ?? member.nameRange,
    body: bodyOf(body, inner, report),
    range: { ...member.nameRange, end: body.range.end },
  }));
}

function expressionOf(node: JsonNode, report: Report): Expression {
  const { range } = node;
  switch (node.kind) {
    case 'null':
      return { kind: 'null', range };
    case 'bool':
      return { kind: 'bool', value: node.value, range };
    case 'number':
      return number(node.text, range);
    case 'string':
      return templateOf(node.value, range, report);
    case 'array':
      return { kind: 'tuple', elements: node.elements.map((element) => expressionOf(element, report)), range };
    case 'object': {
      const items = node.members.map(
        (member): ObjectItem => ({
          key: templateOf(member.name, member.nameRange, report),
          value: expressionOf(member.value, report),
          range: member.range,
        }),
      );
      return { kind: 'object', items, range };
    }
  }
}

function number(text: string, range: SourceRange): Expression {
  if (!text.startsWith('-')) return { kind: 'number', text, range };
  return { kind: 'unary', operator: '-', operand: { kind: 'number', text: text.slice(1), range }, range };
}

function templateOf(text: string, range: SourceRange, report: Report): Template {
  const plain: Template = {
    kind: 'template',
    form: 'quoted',
    parts: text === '' ? [] : [{ kind: 'text', value: text, range }],
    range,
  };
  if (!/[$%]\{/.test(text)) return plain;
  const parsed = parseTemplate(text, range.file);
  if (parsed.ok) return relocate(parsed.value, range);
  reportAt(parsed.diagnostics, range, report);
  return plain;
}

/** Where only a name or a type may stand, the string is that expression itself: `"depends_on": ["aws_x.y"]`, `"type": "list(string)"`. */
function verbatimExpression(node: JsonNode, report: Report): Expression {
  const { range } = node;
  if (node.kind === 'array') {
    return { kind: 'tuple', elements: node.elements.map((element) => verbatimExpression(element, report)), range };
  }
  if (node.kind === 'object') {
    const items = node.members.map(
      (member): ObjectItem => ({
        key: {
          kind: 'template',
          form: 'quoted',
          parts: [{ kind: 'text', value: member.name, range: member.nameRange }],
          range: member.nameRange,
        },
        value: verbatimExpression(member.value, report),
        range: member.range,
      }),
    );
    return { kind: 'object', items, range };
  }
  if (node.kind !== 'string') return expressionOf(node, report);
  const parsed = parseExpression(node.value, range.file);
  if (parsed.ok) return relocate(parsed.value, range);
  reportAt(parsed.diagnostics, range, report);
  return { kind: 'null', range };
}

function reportAt(diagnostics: readonly Diagnostic[], at: SourceRange, report: Report): void {
  for (const diagnostic of diagnostics) report({ ...diagnostic, at });
}

/** The same tree with every range replaced by that of the string it was written in. */
function relocate<T>(node: T, range: SourceRange): T {
  if (Array.isArray(node)) return node.map((part: unknown) => relocate(part, range)) as T;
  if (typeof node !== 'object' || node === null) return node;
  if ('start' in node && 'end' in node && 'file' in node) return range as T;
  return Object.fromEntries(Object.entries(node).map(([key, part]) => [key, relocate(part, range)])) as T;
}
