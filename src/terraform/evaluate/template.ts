import { limits } from '../../model/budget.ts';
import { hideWith, isHidden, segmentsOf } from '../../model/secret/secrecy.ts';
import type { SourceRange } from '../../model/source.ts';
import type { StringValue, TemplateValue, TerraformValue, UnknownValue } from '../../model/value.ts';
import type { Template, TemplateFor, TemplateIf, TemplatePart } from '../syntax/ast.ts';
import { conditionOf } from './conditional.ts';
import { ConversionError, convert } from './convert.ts';
import { failure, recovering } from './failure.ts';
import { type Evaluate, iterate, iterationScope, unknownIterationScope } from './for.ts';
import { gluedJson } from './json.ts';
import { isSensitive, withMark } from './marks.ts';
import type { Scope } from './scope.ts';
import { checkParts } from './static-check.ts';
import { operation } from './unknown.ts';
import { fromSegments, string, stringType, unknown } from './value.ts';

type Interpolated = StringValue | TemplateValue | UnknownValue;

/** What the parts of a template have come to: texts in which the same is hidden as in what they were made of. */
interface Rendered {
  readonly pieces: readonly Interpolated[];
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
  const length = pieces.reduce((sum, piece) => sum + lengthOf(piece), 0);
  if (length > limits.text.most) throw failure('text-too-long', 'Text too long', 'The result is too long.', at);
  const { budget } = scope.functionContext;
  budget.use('texts', length, { at });
  budget.use('steps', stepsPerPiece * pieces.length, { at });
  return fromSegments(
    pieces.flatMap((piece) => segmentsOf(piece)),
    { at, ...(sensitive && { sensitive: true }) },
    gluedJson(pieces),
  );
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
  return {
    pieces: all.flatMap(({ pieces }) => pieces),
    sensitive: all.some(({ sensitive }) => sensitive),
  };
}

function renderPart(part: TemplatePart, scope: Scope, evaluate: Evaluate): Rendered {
  switch (part.kind) {
    case 'text':
      return { pieces: [string(part.value)], sensitive: false };
    case 'interpolation':
      return renderValue(evaluate(part.expression, scope), part.expression.range);
    case 'if':
      return renderIf(part, scope, evaluate);
    case 'for':
      return renderFor(part, scope, evaluate);
  }
}

function renderValue(value: TerraformValue, at: SourceRange): Rendered {
  const reject = (reason: string): Error =>
    failure(
      'invalid-template-interpolation',
      'Invalid template interpolation value',
      `Cannot include the given value in a string template: ${reason}.`,
      at,
    );
  if (value.kind === 'null') throw reject('the expression result is null');
  const text = toText(value, reject);
  const isText = text.kind === 'string' || text.kind === 'template' || text.kind === 'unknown';
  return { pieces: isText ? [text] : [], sensitive: isSensitive(value) };
}

function toText(value: TerraformValue, reject: (reason: string) => Error): TerraformValue {
  try {
    return convert(value, stringType);
  } catch (error) {
    throw error instanceof ConversionError ? reject(error.message) : error;
  }
}

function renderIf(part: TemplateIf, scope: Scope, evaluate: Evaluate): Rendered {
  const condition = conditionOf(evaluate(part.condition, scope), part.condition.range);
  const otherwise = part.otherwise ?? [];
  const sensitive = isSensitive(condition);
  if (condition.kind !== 'bool') {
    const branches = [part.then, otherwise].map((branch) => attempt(branch, scope, evaluate));
    const because = operation('if', [condition], part.range);
    const hidden = sensitive || branches.some((branch) => branch?.sensitive === true);
    return hole(unknown(because, stringType, { notNull: true, at: part.range }), hidden);
  }
  checkParts(condition.value ? otherwise : part.then, scope);
  const taken = render(condition.value ? part.then : otherwise, scope, evaluate);
  // Whether anything stands there depends on the condition, so that this is hidden of nothing too.
  const pieces = taken.pieces.length === 0 ? [string('')] : taken.pieces;
  const hidden = isHidden(condition) ? pieces.map((piece) => hideWith(piece, condition)) : taken.pieces;
  return { pieces: hidden, sensitive: sensitive || taken.sensitive };
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
    const pieces = rendered.pieces.length === 0 ? [string('')] : rendered.pieces;
    return { pieces: pieces.map((piece) => hideWith(piece, collection)), sensitive: hidden };
  }
  // Where further elements stand is not known, so neither is any of the text.
  const because = operation('for', [collection], part.range);
  return hole(unknown(because, stringType, { notNull: true, at: part.range }), hidden || isSensitive(collection));
}

function hole(value: UnknownValue, sensitive: boolean): Rendered {
  return { pieces: [withMark(value, sensitive)], sensitive };
}
