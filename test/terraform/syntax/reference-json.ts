import { Decimal } from 'decimal.js';
import type { Body, Expression, ObjectItem, Template, TemplatePart } from '../../../src/terraform/syntax/ast.ts';

/*
 * Our tree in the shape of hcl2json's output, so that the two parsers can be compared. hcl2json (its convert.go)
 * flattens: a body becomes an object, blocks become arrays below their labels, and every expression that is not a
 * literal, a template, a tuple or an object becomes its own source text in "${…}".
 */

/** hcl2json parses such a file but cannot put it into JSON: blocks of one type with and without labels, `!1`. */
export class NotConvertible extends Error {}

type Json = null | boolean | number | string | Json[] | JsonObject;
type JsonObject = { [key: string]: Json };

/** The tree of `text` as hcl2json prints it. */
export function referenceJson(body: Body, text: string): Json {
  return bodyJson(body, text);
}

function bodyJson(body: Body, text: string): JsonObject {
  const out = emptyObject();
  for (const item of body.items) {
    if (item.kind !== 'block') continue;
    let at = out;
    let key = item.type;
    for (const label of item.labels) {
      const inner = at[key] ?? emptyObject();
      if (!isObject(inner)) throw new NotConvertible();
      at[key] = inner;
      at = inner;
      key = label.value.normalize('NFC');
    }
    const current = at[key] ?? [];
    if (!Array.isArray(current)) throw new NotConvertible();
    at[key] = [...current, bodyJson(item.body, text)];
  }
  // An attribute hides the blocks of its name.
  for (const item of body.items) if (item.kind === 'attribute') out[item.name] = expressionJson(item.value, text);
  return out;
}

function emptyObject(): JsonObject {
  return Object.create(null);
}

function isObject(json: Json): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

function expressionJson(expression: Expression, text: string): Json {
  switch (expression.kind) {
    case 'number':
      return Number(expression.text);
    case 'bool':
      return expression.value;
    case 'null':
      return null;
    case 'unary': {
      const { operator, operand } = expression;
      if (operator === '-' && operand.kind === 'number') return -Number(operand.text);
      if (operator === '!' && operand.kind === 'bool') return !operand.value;
      // It evaluates an operator in front of a literal, and fails when that is an error.
      if (operand.kind === 'number' || operand.kind === 'bool' || operand.kind === 'null') throw new NotConvertible();
      return wrapped(expression, text);
    }
    case 'template':
      return isWrap(expression)
        ? expressionJson(expression.parts[0].expression, text)
        : templateText(expression.parts, text);
    case 'tuple':
      return expression.elements.map((element) => expressionJson(element, text));
    case 'object': {
      const out = emptyObject();
      for (const item of expression.items) out[keyText(item, text)] = expressionJson(item.value, text);
      return out;
    }
    default:
      return wrapped(expression, text);
  }
}

type Wrap = Template & { readonly parts: readonly [Extract<TemplatePart, { kind: 'interpolation' }>] };

/** A template that is one interpolation and nothing else is what is interpolated. */
function isWrap(template: Template): template is Wrap {
  return template.parts.length === 1 && template.parts[0]?.kind === 'interpolation';
}

function keyText(item: ObjectItem, text: string): string {
  if (item.bareKey !== undefined) return item.bareKey;
  return isTraversal(item.key) ? sourceOf(item.key, text) : partText(item.key, text);
}

/** What HCL holds as one traversal: a name and steps that are constant. */
function isTraversal(expression: Expression): boolean {
  let at = expression;
  while (at.kind === 'get-attribute' || (at.kind === 'get-index' && isConstant(at.index))) at = at.object;
  return at.kind === 'variable';
}

function isConstant(index: Expression): boolean {
  if (index.kind === 'template') return index.parts.every((part) => part.kind === 'text');
  return index.kind === 'number' || index.kind === 'bool' || index.kind === 'null';
}

function templateText(parts: readonly TemplatePart[], text: string): string {
  return parts.map((part) => partOfTemplate(part, text)).join('');
}

function partOfTemplate(part: TemplatePart, text: string): string {
  switch (part.kind) {
    case 'text':
      return escaped(part.value);
    case 'interpolation':
      return partText(part.expression, text);
    case 'if': {
      const otherwise = templateText(part.otherwise ?? [], text);
      const tail = otherwise === '' ? '' : `%{else}${otherwise}`;
      return `%{if ${sourceOf(part.condition, text)}}${templateText(part.then, text)}${tail}%{endif}`;
    }
    case 'for': {
      const names = part.keyVariable === undefined ? part.valueVariable : `${part.keyVariable}, ${part.valueVariable}`;
      return `%{for ${names} in ${sourceOf(part.collection, text)}}${templateText(part.body, text)}%{endfor}`;
    }
  }
}

/** An expression inside of a template: literals are put in, a conditional becomes a directive. */
function partText(expression: Expression, text: string): string {
  switch (expression.kind) {
    case 'number':
      return decimal(expression.text);
    case 'bool':
      return String(expression.value);
    case 'null':
      return 'null';
    case 'template':
      return isWrap(expression) ? partText(expression.parts[0].expression, text) : templateText(expression.parts, text);
    case 'conditional': {
      const otherwise = partText(expression.otherwise, text);
      const tail = otherwise === '' ? '' : `%{else}${otherwise}`;
      return `%{if ${sourceOf(expression.condition, text)}}${partText(expression.then, text)}${tail}%{endif}`;
    }
    default:
      return wrapped(expression, text);
  }
}

/** Sequences in text are escaped again. */
function escaped(value: string): string {
  return value.normalize('NFC').replace(/([$%])\{/g, '$1$1{');
}

function decimal(digits: string): string {
  return new Decimal(digits).toFixed();
}

function wrapped(expression: Expression, text: string): string {
  return `\${${sourceOf(expression, text)}}`;
}

function sourceOf(expression: Expression, text: string): string {
  return text.slice(expression.range.start.offset, expression.range.end.offset);
}
