import type { Expression, SplatBody, Template } from '../../../src/terraform/syntax/ast.ts';

/*
 * Our tree in the outline of hcl2json's getExpressionAst: which expression lies inside of which, and over which source
 * text. It tells what the JSON form hides: precedence, traversals, splats. Template text and object keys are left to
 * the JSON form.
 */

/** A node of either parser. `source` is absent where hcl2json has none or not the node's own. */
export interface Outline {
  readonly type: string;
  readonly source?: string;
  readonly operator?: string;
  readonly children: readonly Outline[];
}

/** What getExpressionAst answers. */
export interface ReferenceNode {
  readonly type: string;
  readonly meta?: { readonly value?: string; readonly operator?: string } | null;
  readonly children?: readonly ReferenceNode[] | null;
}

const anonymous: Outline = { type: '', children: [] };

/** hcl2json's node as an outline. */
export function outlineOfReference(node: ReferenceNode): Outline {
  const children = (node.children ?? []).map(outlineOfReference);
  const { type } = node;
  if (type === 'literalValue') return { type, children: [] };
  if (type === 'object') return { ...sourced(node), children: children.filter((_, index) => index % 2 === 1) };
  if (type === 'splat')
    return { ...sourced(node), children: [children[0] ?? anonymous, unsourced(children[1] ?? anonymous)] };
  return { ...sourced(node), ...(node.meta?.operator ? { operator: node.meta.operator } : {}), children };
}

function sourced(node: ReferenceNode): { type: string; source?: string } {
  return { type: node.type, ...(node.meta?.value === undefined ? {} : { source: node.meta.value }) };
}

/** Inside of a splat, a source starts at the marker or behind it. */
function unsourced(outline: Outline): Outline {
  const [first, ...others] = outline.children;
  const { source: _, ...rest } = outline;
  return { ...rest, children: first === undefined ? [] : [unsourced(first), ...others] };
}

const operators: Readonly<Record<string, string>> = {
  '||': 'logicalOr',
  '&&': 'logicalAnd',
  '==': 'equal',
  '!=': 'notEqual',
  '<': 'lessThan',
  '<=': 'lessThanOrEqual',
  '>': 'greaterThan',
  '>=': 'greaterThanOrEqual',
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '%': 'modulo',
};

/** Our node as an outline. */
export function outlineOf(expression: Expression, text: string): Outline {
  const inner = (child: Expression) => outlineOf(child, text);
  const node = (type: string, ...children: Outline[]): Outline => ({
    type,
    source: text.slice(expression.range.start.offset, expression.range.end.offset),
    children,
  });
  switch (expression.kind) {
    case 'number':
    case 'bool':
    case 'null':
      return { type: 'literalValue', children: [] };
    case 'variable':
      return node('scopeTraversal');
    case 'get-attribute':
    case 'get-index': {
      if (expression.kind === 'get-index' && !isConstant(expression.index)) {
        return node('index', inner(expression.object), inner(expression.index));
      }
      const object = inner(expression.object);
      // Constant steps are put into the traversal that they follow.
      if (isTraversal(expression.object)) return { ...node(object.type), children: object.children };
      return node('relativeTraversal', object);
    }
    case 'splat':
      return node('splat', inner(expression.source), outlineOfSteps(expression.each, text));
    case 'call':
      return node('function', ...expression.arguments.map(inner));
    case 'tuple':
      return node('tuple', ...expression.elements.map(inner));
    case 'object':
      return node('object', ...expression.items.map((item) => inner(item.value)));
    case 'for': {
      const { collection, key, value, condition } = expression;
      const all = [collection, key, value, condition].filter((child) => child !== undefined);
      return node('for', ...all.map(inner));
    }
    case 'unary':
      return {
        ...node('unaryOp', inner(expression.operand)),
        operator: expression.operator === '-' ? 'negate' : 'logicalNot',
      };
    case 'binary': {
      const operator = operators[expression.operator] ?? '';
      return { ...node('binaryOp', inner(expression.left), inner(expression.right)), operator };
    }
    case 'conditional':
      return node('conditional', inner(expression.condition), inner(expression.then), inner(expression.otherwise));
    case 'parentheses':
      return { type: '', children: [inner(expression.expression)] };
    case 'template':
      return outlineOfTemplate(expression, text, node);
  }
}

function outlineOfTemplate(
  template: Template,
  text: string,
  node: (type: string, ...children: Outline[]) => Outline,
): Outline {
  const [only, ...others] = template.parts;
  if (only?.kind === 'interpolation' && others.length === 0)
    return node('templateWrap', outlineOf(only.expression, text));
  if (only === undefined) return node('template', { type: 'literalValue', children: [] });
  const children = template.parts.map((part): Outline => {
    if (part.kind === 'text') return { type: 'literalValue', children: [] };
    if (part.kind === 'interpolation') return outlineOf(part.expression, text);
    throw new Error('directives are not outlined');
  });
  return node('template', ...children);
}

function outlineOfSteps(steps: SplatBody, text: string): Outline {
  let outline = anonymous;
  for (const step of steps) {
    if (step.kind === 'splat') {
      outline = { type: 'splat', children: [outline, outlineOfSteps(step.each, text)] };
    } else if (step.kind === 'index' && !isConstant(step.index)) {
      outline = { type: 'index', children: [outline, outlineOf(step.index, text)] };
    } else if (outline.type !== 'relativeTraversal') outline = { type: 'relativeTraversal', children: [outline] };
  }
  return outline;
}

function isConstant(index: Expression): boolean {
  if (index.kind === 'template') return index.parts.every((part) => part.kind === 'text');
  return index.kind === 'number' || index.kind === 'bool' || index.kind === 'null';
}

/** Whether further constant steps are put into this node: a name or a step that is constant. */
function isTraversal(expression: Expression): boolean {
  if (expression.kind === 'get-index') return isConstant(expression.index);
  return expression.kind === 'get-attribute' || expression.kind === 'variable';
}
