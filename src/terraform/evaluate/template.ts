import { limits } from '../../model/budget.ts';
import { onceOf } from '../../model/once.ts';
import { hideWith, isHidden, segmentsOf } from '../../model/secret/secrecy.ts';
import type { SourceRange } from '../../model/source.ts';
import { joinOrigins, type TextOrigin } from '../../model/text-origin.ts';
import type { StringValue, TemplateValue, TerraformValue, UnknownValue } from '../../model/value.ts';
import type { Template, TemplateFor, TemplateIf, TemplatePart, TemplateText } from '../syntax/ast.ts';
import { conditionOf } from './conditional.ts';
import { ConversionError, convert } from './convert.ts';
import { failure, recovering } from './failure.ts';
import { type Evaluate, iterate, iterationScope, unknownIterationScope } from './for.ts';
import { gluedJson } from './json.ts';
import { isSensitive, withMark } from './marks.ts';
import type { Scope } from './scope.ts';
import { checkParts } from './static-check.ts';
import { operation } from './unknown.ts';
import { fromSegments, originOf, string, stringType, unknown, widthOf, withAt } from './value.ts';

type Interpolated = StringValue | TemplateValue | UnknownValue;

/** A text, and where it stands or comes from. */
interface RenderedPiece {
  readonly text: Interpolated;
  readonly origin: TextOrigin | SourceRange;
}

/** What the parts of a template have come to: texts in which the same is hidden as in what they were made of. */
interface Rendered {
  readonly pieces: readonly RenderedPiece[];
  /** Whether Terraform marks any of it. */
  readonly sensitive: boolean;
}

/**
 * A quoted string, heredoc or template file. A lone interpolation is its value, whatever the type; else a string, with
 * holes where parts are unknown (a directive whose condition or collection is unknown is one hole as a whole). What
 * `jsonencode` made of the parts stays known of the whole as far as it is JSON.
 * Throws `EvaluationError` with the code `invalid-template-interpolation`, or what the parts throw.
 */
export function evaluateTemplate(expression: Template, scope: Scope, evaluate: Evaluate): TerraformValue {
  const [only] = expression.parts;
  if (expression.parts.length === 1 && only?.kind === 'interpolation') return evaluate(only.expression, scope);
  const at = expression.range;
  const { pieces, sensitive } = render(expression.parts, scope, evaluate);
  const isInOneLine = at.start.line === at.end.line;
  // Most texts are put together from texts alone, of which there is nothing to be told.
  let plain: string | undefined = isInOneLine && !sensitive ? '' : undefined;
  let length = 0;
  for (const piece of pieces) {
    length += lengthOf(piece.text);
    plain = plain === undefined || !isPlain(piece) ? undefined : plain + textOf(piece);
  }
  if (length > limits.text.most) throw failure('text-too-long', 'Text too long', 'The result is too long.', at);
  const { budget } = scope.functionContext;
  budget.use('texts', length, { at });
  budget.use('steps', stepsPerPiece * pieces.length, { at });
  if (plain !== undefined) return string(plain, { at });
  const made = fromSegments(
    pieces.flatMap(({ text }) => segmentsOf(text)),
    { at, ...(sensitive && { sensitive: true }) },
    gluedJson(pieces),
  );
  if (isInOneLine && pieces.every(({ text }) => originOf(text) === undefined)) return made;
  const origin = joinOrigins(pieces.map((piece) => ({ length: widthOf(piece.text), origin: piece.origin })));
  // Where normalising has put characters together, the offsets are no longer those of the pieces.
  const isShifted = widthOf(made) !== pieces.reduce((sum, { text }) => sum + widthOf(text), 0);
  return isShifted ? made : { ...made, origin };
}

/** Whether a piece is a text of which nothing is said but that. */
function isPlain({ text }: RenderedPiece): boolean {
  if (text.kind !== 'string') return false;
  const { sensitive, secret, encoded, origin } = text;
  return sensitive === undefined && secret === undefined && encoded === undefined && origin === undefined;
}

function textOf({ text }: RenderedPiece): string {
  return text.kind === 'string' ? text.value : '';
}

/** To join a piece to the others takes as long as so many steps. */
const stepsPerPiece = 4;

function lengthOf(piece: Interpolated): number {
  if (piece.kind === 'string') return piece.value.length;
  const parts = piece.kind === 'template' ? piece.parts : [];
  return parts.reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 0), 0);
}

function render(parts: readonly TemplatePart[], scope: Scope, evaluate: Evaluate): Rendered {
  return joined(parts.map((part) => renderPart(part, scope, evaluate)));
}

function joined(all: readonly Rendered[]): Rendered {
  const pieces: RenderedPiece[] = [];
  let sensitive = false;
  for (const one of all) {
    for (const piece of one.pieces) pieces.push(piece);
    sensitive ||= one.sensitive;
  }
  return { pieces, sensitive };
}

function renderPart(part: TemplatePart, scope: Scope, evaluate: Evaluate): Rendered {
  switch (part.kind) {
    case 'text':
      return renderText(part);
    case 'interpolation':
      return renderValue(evaluate(part.expression, scope), part.expression.range);
    case 'if':
      return renderIf(part, scope, evaluate);
    case 'for':
      return renderFor(part, scope, evaluate);
  }
}

/** What a text of the code comes to, which is the same wherever it is evaluated. */
const renderText = onceOf(({ value, range, lines }: TemplateText): Rendered => {
  const { file, start } = range;
  const origin = (lines ?? [{ from: 0, start }]).map((line) => ({ ...line, file }));
  return { pieces: [{ text: string(value), origin }], sensitive: false };
});

function renderValue(value: TerraformValue, at: SourceRange): Rendered {
  if (value.kind === 'null') throw notIncluded('the expression result is null', at);
  const text = toText(value, at);
  const isText = text.kind === 'string' || text.kind === 'template' || text.kind === 'unknown';
  // What comes from elsewhere stands here all the same, unless it has lines of its own.
  return { pieces: isText ? [{ text, origin: originOf(text) ?? at }] : [], sensitive: isSensitive(value) };
}

function toText(value: TerraformValue, at: SourceRange): TerraformValue {
  try {
    return convert(value, stringType);
  } catch (error) {
    throw error instanceof ConversionError ? notIncluded(error.message, at) : error;
  }
}

function notIncluded(reason: string, at: SourceRange): Error {
  return failure(
    'invalid-template-interpolation',
    'Invalid template interpolation value',
    `Cannot include the given value in a string template: ${reason}.`,
    at,
  );
}

function renderIf(part: TemplateIf, scope: Scope, evaluate: Evaluate): Rendered {
  const condition = conditionOf(evaluate(part.condition, scope), part.condition.range);
  const otherwise = part.otherwise ?? [];
  const sensitive = isSensitive(condition);
  if (condition.kind !== 'bool') {
    const branches = [part.then, otherwise].map((branch) => attempt(branch, scope, evaluate));
    const because = operation('if', [condition], part.range);
    const hidden = sensitive || branches.some((branch) => branch?.sensitive === true);
    return hole(unknown(because, stringType, { notNull: true }), part.range, hidden);
  }
  checkParts(condition.value ? otherwise : part.then, scope);
  const taken = render(condition.value ? part.then : otherwise, scope, evaluate);
  // Whether anything stands there depends on the condition, so that this is hidden of nothing too.
  const pieces = isHidden(condition) ? hiddenWith(taken.pieces, condition, part.range) : taken.pieces;
  return { pieces, sensitive: sensitive || taken.sensitive };
}

/** The pieces hidden as a value is; one without a text where there are none. */
function hiddenWith(
  pieces: readonly RenderedPiece[],
  whole: TerraformValue,
  at: SourceRange,
): readonly RenderedPiece[] {
  const some = pieces.length === 0 ? [{ text: string(''), origin: at }] : pieces;
  return some.map(({ text, origin }) => ({ text: hideWith(text, whole), origin }));
}

/** A branch that may not be taken: what it renders to, undefined when it fails. */
function attempt(parts: readonly TemplatePart[], scope: Scope, evaluate: Evaluate): Rendered | undefined {
  checkParts(parts, scope);
  return recovering<Rendered | undefined>(
    () => render(parts, scope, evaluate),
    () => undefined,
  );
}

function renderFor(part: TemplateFor, scope: Scope, evaluate: Evaluate): Rendered {
  const collection = evaluate(part.collection, scope);
  const { iterations, open, sensitive } = iterate(collection, part.collection.range);
  if (iterations === undefined || iterations.length === 0) checkParts(part.body, unknownIterationScope(scope, part));
  const { budget } = scope.functionContext;
  const rendered = joined(
    (iterations ?? []).map((iteration) => {
      budget.step(part.range);
      return render(part.body, iterationScope(scope, part, iteration), evaluate);
    }),
  );
  const hidden = sensitive || rendered.sensitive;
  if (iterations !== undefined && open === undefined) {
    if (!isHidden(collection)) return { ...rendered, sensitive: hidden };
    return { pieces: hiddenWith(rendered.pieces, collection, part.range), sensitive: hidden };
  }
  // Where further elements stand is not known, so neither is any of the text.
  const because = operation('for', [collection], part.range);
  return hole(unknown(because, stringType, { notNull: true }), part.range, hidden || isSensitive(collection));
}

function hole(value: UnknownValue, at: SourceRange, sensitive: boolean): Rendered {
  return { pieces: [{ text: withMark(withAt(value, at), sensitive), origin: at }], sensitive };
}
