import { onceOf } from '../../model/once.ts';
import type { SourceRange } from '../../model/source.ts';
import type { ReferenceStep } from '../evaluate/scope.ts';
import type { Expression, GetAttribute, GetIndex, SplatBody, TemplatePart, Variable } from './ast.ts';

/** A use of a name that is looked up: `var.image`, `aws_vpc.main[0].id`. */
export interface Reference {
  readonly root: string;
  /** The longest run of constant steps behind the name. */
  readonly steps: readonly ReferenceStep[];
  /** From the name to the last of these steps. */
  readonly range: SourceRange;
}

/** A traversal taken apart. */
export interface ConstantSteps {
  readonly root: string;
  readonly rootRange: SourceRange;
  readonly steps: readonly ReferenceStep[];
  /** From the name to the last of `steps`. */
  readonly range: SourceRange;
  /**
   * The traversals from the first step that is not constant on, the innermost first. Each one's `object` is what comes
   * before it.
   */
  readonly rest: readonly (GetAttribute | GetIndex)[];
}

/**
 * Takes a traversal apart: `a.b[0][var.i].c` has the root `a`, the steps `b` and `0`, and the rest `[var.i]` and `.c`.
 * `undefined` for anything that does not start with a name (a call, parentheses, a splat). Works by a loop, so that a
 * chain of any length can be taken apart.
 */
export const constantSteps = onceOf((expression: Expression): ConstantSteps | undefined => {
  const { base, chain } = unchain(expression);
  return base.kind === 'variable' ? split(base, chain) : undefined;
});

function split(base: Variable, chain: readonly (GetAttribute | GetIndex)[]): ConstantSteps {
  const steps: ReferenceStep[] = [];
  let { range } = base;
  for (const traversal of chain) {
    const step = constantStep(traversal);
    if (step === undefined) break;
    steps.push(step);
    range = traversal.range;
  }
  return { root: base.name, rootRange: base.range, steps, range, rest: chain.slice(steps.length) };
}

/** What a chain of traversals starts with, and the traversals, the innermost first. */
function unchain(expression: Expression): { base: Expression; chain: (GetAttribute | GetIndex)[] } {
  const chain: (GetAttribute | GetIndex)[] = [];
  let base = expression;
  while (base.kind === 'get-attribute' || base.kind === 'get-index') {
    chain.push(base);
    base = base.object;
  }
  return { base, chain: chain.reverse() };
}

function constantStep(traversal: GetAttribute | GetIndex): ReferenceStep | undefined {
  if (traversal.kind === 'get-attribute') {
    return { kind: 'attribute', name: traversal.name, at: traversal.nameRange };
  }
  const key = constantKey(traversal.index);
  return key === undefined ? undefined : { kind: 'index', key, at: traversal.index.range };
}

/** The value of a literal index: a string, or a whole number that a double holds exactly. */
function constantKey(index: Expression): string | number | undefined {
  if (index.kind === 'number') {
    const key = Number(index.text);
    return Number.isSafeInteger(key) ? key : undefined;
  }
  if (index.kind !== 'template' || index.parts.length > 1) return undefined;
  const [only] = index.parts;
  return only === undefined ? '' : only.kind === 'text' ? only.value.normalize('NFC') : undefined;
}

/** Names that a `for` binds, the innermost first. */
interface Bound {
  readonly names: readonly (string | undefined)[];
  readonly outer: Bound | undefined;
}

/** A part of an expression that is yet to be walked through. */
interface Work {
  readonly node: Expression | TemplatePart;
  readonly bound: Bound | undefined;
  /** What it is a part of. */
  readonly of: Work | undefined;
}

/**
 * All names that an expression looks up, in source order, also those inside of templates and of branches that may not
 * be taken. Variables of `for` expressions and directives are left out where they are in scope. Works by a loop.
 */
export const references = onceOf((expression: Expression): readonly Reference[] => {
  const found: Reference[] = [];
  visitReferences(expression, (reference) => found.push(reference));
  return found;
});

/**
 * What the names that are looked up in an expression say of its parts: for each part the bits of all names in it. Parts
 * of which none says anything are left out.
 *
 * @param bitsOf what a name says
 */
export function bitsOfParts(
  expression: Expression,
  bitsOf: (reference: Reference) => number,
): ReadonlyMap<Expression | TemplatePart, number> {
  const found = new Map<Expression | TemplatePart, number>();
  visitReferences(expression, (reference, from) => {
    const bits = bitsOf(reference);
    // What a part has been told, all that it is a part of has been told too.
    for (let part: Work | undefined = from; part !== undefined; part = part.of) {
      const before = found.get(part.node) ?? 0;
      if ((before | bits) === before) return;
      found.set(part.node, before | bits);
    }
  });
  return found;
}

function visitReferences(expression: Expression, found: (reference: Reference, from: Work) => void): void {
  const work: Work[] = [{ node: expression, bound: undefined, of: undefined }];
  for (let item = work.pop(); item !== undefined; item = work.pop()) {
    const { node, bound } = item;
    const inside: Work[] = [];
    const visit = (child: Expression | TemplatePart | undefined, scope: Bound | undefined = bound) => {
      if (child !== undefined) inside.push({ node: child, bound: scope, of: item });
    };
    if (node.kind === 'variable' || node.kind === 'get-attribute' || node.kind === 'get-index') {
      const { base, chain } = unchain(node);
      if (base.kind !== 'variable') visit(base);
      else if (!isBound(bound, base.name)) {
        const { root, steps, range } = split(base, chain);
        found({ root, steps, range }, item);
      }
      for (const traversal of chain) if (traversal.kind === 'get-index') visit(traversal.index);
    } else visitChildren(node, bound, visit);
    for (let index = inside.length - 1; index >= 0; index--) {
      const child = inside[index];
      if (child !== undefined) work.push(child);
    }
  }
}

function isBound(bound: Bound | undefined, name: string): boolean {
  for (let scope = bound; scope !== undefined; scope = scope.outer) if (scope.names.includes(name)) return true;
  return false;
}

type Visit = (child: Expression | TemplatePart | undefined, scope?: Bound) => void;

function visitChildren(
  node: Exclude<Expression, Variable | GetAttribute | GetIndex> | TemplatePart,
  outer: Bound | undefined,
  visit: Visit,
) {
  switch (node.kind) {
    case 'number':
    case 'bool':
    case 'null':
    case 'text':
      return;
    case 'template':
      for (const part of node.parts) visit(part);
      return;
    case 'interpolation':
    case 'parentheses':
      return visit(node.expression);
    case 'if':
      visit(node.condition);
      for (const part of [...node.then, ...(node.otherwise ?? [])]) visit(part);
      return;
    case 'for':
      return visitFor(node, { names: [node.keyVariable, node.valueVariable], outer }, visit);
    case 'splat':
      visit(node.source);
      return visitSteps(node.each, visit);
    case 'call':
      for (const argument of node.arguments) visit(argument);
      return;
    case 'tuple':
      for (const element of node.elements) visit(element);
      return;
    case 'object':
      for (const item of node.items) {
        if (item.bareKey === undefined) visit(item.key);
        visit(item.value);
      }
      return;
    case 'unary':
      return visit(node.operand);
    case 'binary':
      visit(node.left);
      return visit(node.right);
    case 'conditional':
      visit(node.condition);
      visit(node.then);
      return visit(node.otherwise);
  }
}

function visitFor(node: Extract<Expression | TemplatePart, { kind: 'for' }>, scope: Bound, visit: Visit): void {
  visit(node.collection);
  if ('body' in node) {
    for (const part of node.body) visit(part, scope);
    return;
  }
  visit(node.key, scope);
  visit(node.value, scope);
  visit(node.condition, scope);
}

function visitSteps(steps: SplatBody, visit: Visit): void {
  for (const step of steps) {
    if (step.kind === 'index') visit(step.index);
    else if (step.kind === 'splat') visitSteps(step.each, visit);
  }
}
