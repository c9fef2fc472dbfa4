import type { Diagnostic, ReportDiagnostic } from '../../model/diagnostic.ts';
import type { Attribute, Block, Body, Expression } from '../syntax/ast.ts';
import { type CustomCondition, errorAt } from './configuration.ts';

/** Where the readers of blocks put what is wrong. */
/** An argument that its block does not have. */
export function unexpectedArgument(item: Attribute): Diagnostic {
  const detail = `An argument named "${item.name}" is not expected here.`;
  return errorAt('unsupported-argument', 'Unsupported argument', detail, item.nameRange);
}

/** A block of a type that its surroundings do not have. */
export function unexpectedBlock(item: Block): Diagnostic {
  const detail = `Blocks of type "${item.type}" are not expected here.`;
  return errorAt('unsupported-block', 'Unsupported block type', detail, item.typeRange);
}

/** The blocks of one type in a body. */
export function blocksOf(body: Body, type: string): Block[] {
  return body.items.filter((item) => item.kind === 'block').filter((item) => item.type === type);
}

/** The rules written as blocks of one type; each needs a `condition`. */
export function rulesOf(body: Body, type: string, report: ReportDiagnostic): CustomCondition[] {
  return blocksOf(body, type).flatMap((block) => {
    const arguments_ = attributesOf(block.body, ['condition', 'error_message'], [], report);
    const condition = arguments_.get('condition')?.value;
    const message = arguments_.get('error_message')?.value;
    if (condition === undefined) {
      report(
        errorAt(
          'missing-argument',
          'Missing required argument',
          'The argument "condition" is required.',
          block.headerRange,
        ),
      );
      return [];
    }
    return [{ condition, ...(message && { message }), at: block.headerRange }];
  });
}

/** The expressions of a rule that can refer to something. */
export function ruleExpressions(rule: CustomCondition): Expression[] {
  return rule.message === undefined ? [rule.condition] : [rule.condition, rule.message];
}

/** The attributes of a body by name; reports those that are not in `names`, and blocks that are not in `blocks`. */
export function attributesOf(
  body: Body,
  names: readonly string[],
  blocks: readonly string[],
  report: ReportDiagnostic,
): ReadonlyMap<string, Attribute> {
  const found = new Map<string, Attribute>();
  for (const item of body.items) {
    if (item.kind === 'attribute') {
      if (names.includes(item.name)) found.set(item.name, item);
      else report(unexpectedArgument(item));
    } else if (!blocks.includes(item.type)) report(unexpectedBlock(item));
  }
  return found;
}

/** `true` or `false`, which some arguments must be written as. */
export function literalBool(attribute: Attribute | undefined, otherwise: boolean, report: ReportDiagnostic): boolean {
  if (attribute === undefined) return otherwise;
  const { value } = attribute;
  if (value.kind === 'bool') return value.value;
  const text = value.kind === 'template' ? plainText(value) : undefined;
  if (text === 'true' || text === 'false') return text === 'true';
  const detail = `The argument "${attribute.name}" must be written as true or false.`;
  report(errorAt('invalid-argument', 'Unsuitable value', detail, value.range));
  return otherwise;
}

/** The text of a string without interpolation; undefined for any other expression. */
export function plainText(expression: Expression): string | undefined {
  if (expression.kind !== 'template') return undefined;
  let text = '';
  for (const part of expression.parts) {
    if (part.kind !== 'text') return undefined;
    text += part.value;
  }
  return text;
}
