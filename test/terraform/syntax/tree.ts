import type { Block, Expression, Node, SplatBody, TemplatePart } from '../../../src/terraform/syntax/ast.ts';

/** All expressions of a tree, the outer before the inner. By a loop, for trees of any depth. */
export function expressionsOf(root: Expression): Expression[] {
  const found: Expression[] = [];
  const work: Expression[] = [root];
  for (let node = work.pop(); node !== undefined; node = work.pop()) {
    found.push(node);
    work.push(...childrenOf(node));
  }
  return found;
}

function childrenOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'number':
    case 'bool':
    case 'null':
    case 'variable':
      return [];
    case 'template':
      return node.parts.flatMap(ofPart);
    case 'get-attribute':
      return [node.object];
    case 'get-index':
      return [node.object, node.index];
    case 'splat':
      return [node.source, ...ofSteps(node.each)];
    case 'call':
      return node.arguments;
    case 'tuple':
      return node.elements;
    case 'object':
      return node.items.flatMap(({ key, value }) => [key, value]);
    case 'for':
      return [node.collection, node.key, node.value, node.condition].filter((child) => child !== undefined);
    case 'unary':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'conditional':
      return [node.condition, node.then, node.otherwise];
    case 'parentheses':
      return [node.expression];
  }
}

function ofPart(part: TemplatePart): readonly Expression[] {
  switch (part.kind) {
    case 'text':
      return [];
    case 'interpolation':
      return [part.expression];
    case 'if':
      return [part.condition, ...part.then.flatMap(ofPart), ...(part.otherwise ?? []).flatMap(ofPart)];
    case 'for':
      return [part.collection, ...part.body.flatMap(ofPart)];
  }
}

function ofSteps(steps: SplatBody): readonly Expression[] {
  return steps.flatMap((step) =>
    step.kind === 'index' ? [step.index] : step.kind === 'splat' ? ofSteps(step.each) : [],
  );
}

/** A tree without its ranges. */
export function shapeOf(node: Node | Block): unknown {
  return JSON.parse(JSON.stringify(node, (key, value) => (/^(?:range|\w+Range)$/.test(key) ? undefined : value)));
}
