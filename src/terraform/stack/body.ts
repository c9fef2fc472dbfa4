import type { ReportDiagnostic } from '../../model/diagnostic.ts';
import { emptyMap } from '../../model/empty.ts';
import { groupBy } from '../../model/group.ts';
import { onceOf } from '../../model/once.ts';
import { hide, isHiddenKey } from '../../model/secret/secrecy.ts';
import type { SourceRange } from '../../model/source.ts';
import type { ResolvedAttribute, ResolvedBlock, ResolvedBlocks, ResolvedBody } from '../../model/stack.ts';
import type { TerraformValue, Unknown } from '../../model/value.ts';
import { plainText } from '../configuration/block-content.ts';
import { errorAt } from '../configuration/configuration.ts';
import { attributesByName, iteratorOf } from '../configuration/decode-repeated.ts';
import { childScope } from '../evaluate/child-scope.ts';
import { convert, isConvertible } from '../evaluate/convert.ts';
import { isLiteral } from '../evaluate/expression.ts';
import { withMarksOf } from '../evaluate/marks.ts';
import type { Scope } from '../evaluate/scope.ts';
import { number, object, string, stringType, tuple, unknown } from '../evaluate/value.ts';
import type { Attribute, Block, BodyItems, Expression } from '../syntax/ast.ts';
import { references } from '../syntax/walk.ts';
import { evaluateOrReport } from './attempt.ts';
import type { Computation, Lifetime } from './computation.ts';

/** A body that is evaluated piece by piece, each piece once, as it is asked for. */
export interface LazyBody {
  /** The value of an argument; undefined when it is not written. */
  attribute(name: string): ResolvedAttribute | undefined;
  /** The nested blocks of a type; undefined when none is written. */
  blocks(type: string): ResolvedBlocks | undefined;
  /** All of it. */
  resolve(): ResolvedBody;
}

/** Where a body is evaluated. */
export interface BodyPlace {
  readonly scope: Scope;
  readonly report: ReportDiagnostic;
  readonly computation: Computation;
  readonly life?: Lifetime | undefined;
  /** What it has in common with the bodies of all other instances of the same block. */
  readonly shared?: SharedParts;
}

/** Evaluates a body in a scope. Errors are reported, and what they concern is unknown. */
export function lazyBody(items: BodyItems, place: BodyPlace): LazyBody {
  return new PiecewiseBody(layoutOf(items), place);
}

class PiecewiseBody implements LazyBody {
  readonly #layout: Layout;
  readonly #place: BodyPlace;
  #attributes: ((written: Attribute) => ResolvedAttribute) | undefined;
  #blocks: ((type: string) => ResolvedBlocks) | undefined;
  #resolved: ((of: '') => ResolvedBody) | undefined;

  constructor(layout: Layout, place: BodyPlace) {
    this.#layout = layout;
    this.#place = place;
  }

  attribute(name: string): ResolvedAttribute | undefined {
    const written = this.#layout.attributes.get(name);
    if (written === undefined) return undefined;
    const { computation, life, scope, report, shared } = this.#place;
    if (shared !== undefined && !varies(written)) return shared.attribute(written);
    this.#attributes ??= computation.memoized(life, (one: Attribute) => resolveAttribute(one, scope, report));
    return this.#attributes(written);
  }

  blocks(type: string): ResolvedBlocks | undefined {
    if (!this.#layout.blockTypes.has(type)) return undefined;
    const { computation, life, scope, report, shared } = this.#place;
    this.#blocks ??= computation.memoized(life, (one: string) =>
      joinBlocks(
        (this.#layout.blockTypes.get(one) ?? []).map((block) =>
          shared !== undefined && !varies(block) ? shared.blocks(block) : resolveBlock(block, scope, report),
        ),
      ),
    );
    return this.#blocks(type);
  }

  resolve(): ResolvedBody {
    const { computation, life } = this.#place;
    const { attributes, blockTypes } = this.#layout;
    this.#resolved ??= computation.memoized(life, () => ({
      attributes: resolvedMap(attributes.keys(), (name) => this.attribute(name)),
      blocks: resolvedMap(blockTypes.keys(), (type) => this.blocks(type)),
    }));
    return this.#resolved('');
  }
}

/** The parts of a repeated block that are the same in each of its instances: evaluated once for all of them. */
export interface SharedParts {
  attribute(written: Attribute): ResolvedAttribute;
  blocks(written: Block): ResolvedBlocks;
}

/** @param place where the block stands, without what repeats it */
export function sharedParts({ computation, life, scope, report }: BodyPlace): SharedParts {
  return {
    attribute: computation.memoized(life, (written: Attribute) => resolveAttribute(written, scope, report)),
    blocks: computation.memoized(life, (written: Block) => resolveBlock(written, scope, report)),
  };
}

/** Whether something written in a block refers to the instance that it is evaluated for. */
const varies = onceOf((written: Attribute | Block): boolean =>
  written.kind === 'attribute'
    ? references(written.value).some(({ root }) => root === 'each' || root === 'count')
    : written.body.items.some(varies),
);

function resolveAttribute(written: Attribute, scope: Scope, report: ReportDiagnostic): ResolvedAttribute {
  const evaluateValue = written.mayBeBlocks ? evaluateParts : evaluateOrReport;
  const resolved = { value: evaluateValue(written.value, scope, report), at: written.range };
  if (!isLiteral(written.value)) return resolved;
  const before = literals.get(written);
  if (before?.value === resolved.value) return before;
  literals.set(written, resolved);
  return resolved;
}

/** Arguments that are literals: all instances of a block have the same. */
const literals = new WeakMap<Attribute, ResolvedAttribute>();

/** Evaluates all of a body at once. */
export function resolveBody(items: BodyItems, scope: Scope, report: ReportDiagnostic): ResolvedBody {
  const { attributes, blockTypes } = layoutOf(items);
  return {
    attributes: new Map([...attributes].map(([name, written]) => [name, resolveAttribute(written, scope, report)])),
    blocks: resolvedMap(blockTypes.keys(), (type) =>
      joinBlocks((blockTypes.get(type) ?? []).map((block) => resolveBlock(block, scope, report))),
    ),
  };
}

/**
 * Evaluates what may be blocks argument by argument, as those of blocks are: an error in one leaves the others known.
 */
function evaluateParts(expression: Expression, scope: Scope, report: ReportDiagnostic): TerraformValue {
  if (expression.kind === 'tuple') {
    const elements = expression.elements.map((element) => evaluateParts(element, scope, report));
    return tuple(elements, { at: expression.range });
  }
  const names = expression.kind === 'object' ? expression.items.map(({ key }) => plainText(key)) : [undefined];
  if (expression.kind !== 'object' || !names.every((name) => name !== undefined)) {
    return evaluateOrReport(expression, scope, report);
  }
  const entries = expression.items.map(
    ({ value }, index) => [names[index] ?? '', evaluateParts(value, scope, report)] as const,
  );
  return object(entries, { at: expression.range });
}

function resolvedMap<V>(names: Iterable<string>, resolve: (name: string) => V | undefined): ReadonlyMap<string, V> {
  let resolved: Map<string, V> | undefined;
  for (const name of names) {
    const value = resolve(name);
    if (value === undefined) continue;
    resolved ??= new Map();
    resolved.set(name, value);
  }
  return resolved ?? emptyMap;
}

const noLabels: readonly string[] = [];

/** The arguments and blocks of a body by their names. */
interface Layout {
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly blockTypes: ReadonlyMap<string, readonly Block[]>;
}

const layoutOf = onceOf((items: BodyItems): Layout => {
  const attributes = items.filter((item) => item.kind === 'attribute');
  const blocks = items.filter((item) => item.kind !== 'attribute');
  return {
    attributes: new Map(attributes.map((attribute) => [attribute.name, attribute])),
    blockTypes: groupBy(blocks, ({ type, labels }) => (type === 'dynamic' ? (labels[0]?.value ?? '') : type)),
  };
});

/** A block takes the memory of so many elements. */
const elementsPerBlock = 5;

/** What one block comes to, static or dynamic. */
function resolveBlock(block: Block, scope: Scope, report: ReportDiagnostic): ResolvedBlocks {
  if (block.type === 'dynamic') return resolveDynamic(block, scope, report);
  scope.functionContext.budget.use('elements', elementsPerBlock, { at: block.headerRange });
  const labels = block.labels.length === 0 ? noLabels : block.labels.map((label) => label.value);
  return { blocks: [{ labels, body: resolveBody(block.body.items, scope, report), at: block.headerRange }] };
}

/** The blocks of one type, in source order. Of several open ones the first gives the reason; all templates stand. */
function joinBlocks(written: readonly ResolvedBlocks[]): ResolvedBlocks {
  const [only, another] = written;
  if (only !== undefined && another === undefined) return only;
  const open = written.flatMap((one) => one.open ?? []);
  const blocks = written.flatMap((one) => one.blocks);
  const [first] = open;
  if (first === undefined) return { blocks };
  return { blocks, open: { because: first.because, template: open.flatMap(({ template }) => template) } };
}

/** See https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks */
function resolveDynamic(block: Block, scope: Scope, report: ReportDiagnostic): ResolvedBlocks {
  const attributes = attributesByName(block);
  const content = block.body.items.find((item) => item.kind === 'block' && item.type === 'content');
  const forEach = attributes.get('for_each');
  const refuse = (detail: string, at: SourceRange): ResolvedBlocks => {
    report(errorAt('invalid-dynamic-block', 'Invalid dynamic block', detail, at));
    return { blocks: [], open: { because: { kind: 'invalid', code: 'invalid-dynamic-block', at }, template: [] } };
  };
  if (forEach === undefined) return refuse('A dynamic block needs a "for_each" argument.', block.headerRange);
  if (content?.kind !== 'block') return refuse('A dynamic block needs a "content" block.', block.headerRange);
  const iterator = iteratorOf(block);
  const { budget } = scope.functionContext;
  const generate = (key: TerraformValue, value: TerraformValue): ResolvedBlock => {
    budget.use('elements', elementsPerBlock, { at: block.headerRange });
    const element = object([
      ['key', key],
      ['value', value],
    ]);
    const inner = childScope(scope, new Map([[iterator, element]]));
    const labels = labelsOf(attributes.get('labels'), inner, report);
    return { labels, body: resolveBody(content.body.items, inner, report), at: block.headerRange };
  };
  const collection = evaluateOrReport(forEach.value, scope, report);
  const elements = elementsOf(collection);
  if (elements === undefined) {
    return refuse(
      'The "for_each" of a dynamic block must be a list, set, map or object, and not null.',
      forEach.value.range,
    );
  }
  const blocks = elements.known.map(([key, value]) => generate(key, value));
  if (elements.open === undefined) return { blocks };
  const because = elements.open;
  return { blocks, open: { because, template: [generate(unknown(because), unknown(because))] } };
}

interface RepeatedElements {
  readonly known: readonly (readonly [TerraformValue, TerraformValue])[];
  readonly open?: Unknown;
}

/** What a dynamic block goes over; undefined when it cannot. Elements of a sensitive collection are sensitive. */
function elementsOf(collection: TerraformValue): RepeatedElements | undefined {
  switch (collection.kind) {
    case 'unknown':
      return ['dynamic', 'list', 'set', 'map', 'tuple', 'object'].includes(collection.type.kind)
        ? { known: [], open: collection.because }
        : undefined;
    case 'list':
    case 'tuple':
    case 'set':
    case 'map':
    case 'object': {
      const pairs =
        'entries' in collection
          ? [...collection.entries].map(
              ([key, value]) => [isHiddenKey(collection, key) ? hide(string(key)) : string(key), value] as const,
            )
          : collection.elements.map(
              (value, index) => [collection.kind === 'set' ? value : number(index), value] as const,
            );
      const known = pairs.map(
        ([key, value]) => [withMarksOf(key, collection), withMarksOf(value, collection)] as const,
      );
      return { known, ...(collection.open && { open: collection.open }) };
    }
    default:
      return undefined;
  }
}

function labelsOf(attribute: Attribute | undefined, scope: Scope, report: ReportDiagnostic): readonly string[] {
  if (attribute === undefined) return noLabels;
  const value = evaluateOrReport(attribute.value, scope, report);
  if (value.kind !== 'list' && value.kind !== 'tuple') return [];
  return value.elements.map((element) => {
    const label = isConvertible(element, stringType) ? convert(element, stringType) : element;
    return label.kind === 'string' ? label.value : '';
  });
}
