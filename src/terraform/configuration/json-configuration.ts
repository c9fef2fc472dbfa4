import type { Diagnostic, ReportDiagnostic } from '../../model/diagnostic.ts';
import type { SourceRange } from '../../model/source.ts';
import type { Attribute, Block, BlockLabel, Body, Expression, ObjectItem, Template } from '../syntax/ast.ts';
import { type JsonMember, type JsonNode, parseJson, repeatedNames } from '../syntax/json-syntax.ts';
import { type ParseResult, parseExpression, parseTemplate } from '../syntax/parser.ts';
import { type BodyShape, rootShape, shapeOfBlock } from './block-types.ts';
import { errorAt } from './configuration.ts';

/**
 * Reads a `.tf.json` file into the tree that the same configuration has in native syntax: strings are templates, `"//"`
 * is a comment, blocks are objects or arrays of them. What stands in a string lies at the string's place. See
 * https://developer.hashicorp.com/terraform/language/syntax/json
 */
export function parseJsonConfiguration(text: string, file: string): ParseResult<Body> {
  const parsed = parseJson(text, file);
  if (!parsed.ok) return parsed;
  const diagnostics: Diagnostic[] = [];
  const value = bodyOf(parsed.value, rootShape, (diagnostic) => void diagnostics.push(diagnostic));
  const { tokens } = parsed;
  return diagnostics.length > 0 ? { ok: false, diagnostics, tokens } : { ok: true, value, tokens };
}

/** A body is an object, or an array of objects that are read as one. */
function bodyOf(node: JsonNode, shape: BodyShape, report: ReportDiagnostic): Body {
  const members = objectsIn(node, report).flatMap((object) => object.members.filter(({ name }) => name !== '//'));
  // A name that stands twice may be two blocks of a type, unless one of them is no body.
  const isAlwaysArgument = (member: JsonMember): boolean => isArgument(member) || isAttribute(member.name, shape);
  for (const diagnostic of repeatedNames(members, isAlwaysArgument)) report(diagnostic);
  const types = shape.ofProvider ? certainBlocks(members) : new Set<string>();
  const items = members.flatMap((member) => itemsOf(member, shape, types, report));
  return { items, range: node.range };
}

function isArgument({ value }: JsonMember): boolean {
  return value.kind === 'string' || value.kind === 'number' || value.kind === 'bool';
}

/** Whether a name is an argument whatever its value looks like. */
function isAttribute(name: string, shape: BodyShape): boolean {
  return shape.attributes?.has(name) === true;
}

/**
 * The names in a body that are certainly block types: those that a `dynamic` block makes or that stand twice, and of
 * what holds such in turn.
 */
function certainBlocks(members: readonly JsonMember[]): ReadonlySet<string> {
  const types = new Set(members.flatMap((member) => (isDynamic(member) ? labelsOf(member.value) : [])));
  const before = new Set<string>();
  for (const { name, value } of members) {
    if (objectsOf(value).length > 0 && (before.has(name) || holdsBlocks(value))) types.add(name);
    before.add(name);
  }
  return types;
}

/** Whether there is something in a value that only a body has. */
function holdsBlocks(node: JsonNode): boolean {
  if (node.kind === 'array') return node.elements.some(holdsBlocks);
  if (node.kind !== 'object') return false;
  const bodies = node.members.filter((member) => !isArgument(member));
  const names = new Set(bodies.map(({ name }) => name));
  return names.size < bodies.length || bodies.some((member) => isDynamic(member) || holdsBlocks(member.value));
}

/** `"dynamic": {"<type>": {"for_each": …, "content": …}}` */
function isDynamic({ name, value }: JsonMember): boolean {
  const made = objectsOf(value).flatMap(({ members }) => members.flatMap((member) => objectsOf(member.value)));
  return (
    name === 'dynamic' &&
    made.length > 0 &&
    made.every(({ members }) => ['for_each', 'content'].every((part) => members.some((one) => one.name === part)))
  );
}

function labelsOf(dynamic: JsonNode): readonly string[] {
  return objectsOf(dynamic).flatMap(({ members }) => members.map(({ name }) => name));
}

function objectsOf(node: JsonNode): readonly JsonObjectNode[] {
  if (node.kind === 'array') return node.elements.flatMap(objectsOf);
  return node.kind === 'object' ? [node] : [];
}

type JsonObjectNode = Extract<JsonNode, { readonly kind: 'object' }>;

function objectsIn(node: JsonNode, report: ReportDiagnostic): readonly JsonObjectNode[] {
  if (node.kind === 'object') return [node];
  if (node.kind === 'null') return [];
  if (node.kind === 'array') return node.elements.flatMap((element) => objectsIn(element, report));
  const detail = 'Either a JSON object or an array of JSON objects is expected here.';
  report(errorAt('syntax', 'Incorrect JSON value type', detail, node.range));
  return [];
}

function itemsOf(
  member: JsonMember,
  shape: BodyShape,
  certain: ReadonlySet<string>,
  report: ReportDiagnostic,
): (Attribute | Block)[] {
  const { name, nameRange, range, value } = member;
  const isBlocks = certain.has(name) && !isAttribute(name, shape);
  const labels = shape.blocks.get(name) ?? (isBlocks ? 0 : undefined);
  if (labels !== undefined) return blocksOf(member, labels, value, [], shape, report);
  const mayBeBlocks = shape.ofProvider === true && !isAttribute(name, shape) && isBodies(value);
  const expression = shape.verbatim.has(name)
    ? verbatimExpression(value, report)
    : isLiteral(name, shape)
      ? literalExpression(value, report)
      : expressionOf(value, report, mayBeBlocks);
  return [{ kind: 'attribute', name, nameRange, value: expression, range, ...(mayBeBlocks && { mayBeBlocks: true }) }];
}

/** Whether a value could be the bodies of blocks, of none too. */
function isBodies(value: JsonNode): boolean {
  return (
    objectsOf(value).length > 0 || value.kind === 'null' || (value.kind === 'array' && value.elements.length === 0)
  );
}

function isLiteral(name: string, { literal }: BodyShape): boolean {
  return literal === 'all' || literal?.has(name) === true;
}

/** The blocks under a member: one level of objects for each label, then an object for each block. */
function blocksOf(
  member: JsonMember,
  missing: number,
  node: JsonNode,
  labels: readonly BlockLabel[],
  shape: BodyShape,
  report: ReportDiagnostic,
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

/**
 * An expression whose strings and keys are templates.
 *
 * @param mayBeBlocks whether its objects may be bodies: then `"//"` is a comment, which holds no template
 */
function expressionOf(node: JsonNode, report: ReportDiagnostic, mayBeBlocks = false): Expression {
  const isComment = ({ name }: JsonMember): boolean => mayBeBlocks && name === '//';
  return builtWith(node, {
    text: (text, range) => templateOf(text, range, report),
    value: (member) =>
      isComment(member) ? literalExpression(member.value, report) : expressionOf(member.value, report, mayBeBlocks),
    element: (element) => expressionOf(element, report, mayBeBlocks),
    report,
  });
}

/** An expression in which nothing is a template. */
function literalExpression(node: JsonNode, report: ReportDiagnostic): Expression {
  const literal = (part: JsonNode): Expression => literalExpression(part, report);
  return builtWith(node, { text: textOf, value: ({ value }) => literal(value), element: literal, report });
}

interface Builders {
  readonly text: (text: string, range: SourceRange) => Template;
  readonly value: (member: JsonMember) => Expression;
  readonly element: (element: JsonNode) => Expression;
  readonly report: ReportDiagnostic;
}

/** The expression of a node. Of what an object holds each name may stand once, other than in native syntax. */
function builtWith(node: JsonNode, { text, value, element, report }: Builders): Expression {
  const { range } = node;
  switch (node.kind) {
    case 'null':
      return { kind: 'null', range };
    case 'bool':
      return { kind: 'bool', value: node.value, range };
    case 'number':
      return number(node.text, range);
    case 'string':
      return text(node.value, range);
    case 'array':
      return { kind: 'tuple', elements: node.elements.map(element), range };
    case 'object': {
      for (const diagnostic of repeatedNames(node.members)) report(diagnostic);
      const items = node.members.map(
        (member): ObjectItem => ({
          key: text(member.name, member.nameRange),
          value: value(member),
          range: member.range,
        }),
      );
      return { kind: 'object', items, range, eachKeyOnce: true };
    }
  }
}

function number(text: string, range: SourceRange): Expression {
  if (!text.startsWith('-')) return { kind: 'number', text, range };
  return { kind: 'unary', operator: '-', operand: { kind: 'number', text: text.slice(1), range }, range };
}

function templateOf(text: string, range: SourceRange, report: ReportDiagnostic): Template {
  const plain = textOf(text, range);
  if (!/[$%]\{/.test(text)) return plain;
  const parsed = parseTemplate(text, range.file);
  if (parsed.ok) return relocate(parsed.value, range);
  reportAt(parsed.diagnostics, range, report);
  return plain;
}

function textOf(text: string, range: SourceRange): Template {
  const parts = text === '' ? [] : [{ kind: 'text', value: text, range } as const];
  return { kind: 'template', form: 'quoted', parts, range };
}

/**
 * Where only a name or a type may stand, the string is that expression itself: `"depends_on": ["aws_x.y"]`, `"type":
 * "list(string)"`.
 */
function verbatimExpression(node: JsonNode, report: ReportDiagnostic): Expression {
  const { range } = node;
  if (node.kind === 'array') {
    return { kind: 'tuple', elements: node.elements.map((element) => verbatimExpression(element, report)), range };
  }
  if (node.kind === 'object') {
    const items = node.members.map(
      (member): ObjectItem => ({
        key: textOf(member.name, member.nameRange),
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

function reportAt(diagnostics: readonly Diagnostic[], at: SourceRange, report: ReportDiagnostic): void {
  for (const diagnostic of diagnostics) report({ ...diagnostic, at });
}

/** The same tree with every range replaced by that of the string it was written in. */
function relocate<T>(node: T, range: SourceRange): T {
  if (Array.isArray(node)) return node.map((part: unknown) => relocate(part, range)) as T;
  if (typeof node !== 'object' || node === null) return node;
  if ('start' in node && 'end' in node && 'file' in node) return range as T;
  return Object.fromEntries(Object.entries(node).map(([key, part]) => [key, relocate(part, range)])) as T;
}
