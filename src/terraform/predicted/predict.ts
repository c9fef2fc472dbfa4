import { isDeepStrictEqual } from 'node:util';
import { isArn, lastSegment } from '../../model/arn.ts';
import { groupPairs } from '../../model/group.ts';
import { onceOf } from '../../model/once.ts';
import { dnsSuffixOf } from '../../model/partition.ts';
import type { Filling, FillingPart, Hole } from '../../model/pattern.ts';
import { isSameList } from '../../model/same-list.ts';
import { scalarText } from '../../model/scalar-text.ts';
import type { KnownAttributes, Resource, Stack } from '../../model/stack.ts';
import type { TemplateValuePart, TerraformValue, UnknownValue } from '../../model/value.ts';
import { withMarksOf } from '../evaluate/marks.ts';
import { isLeftOut, stringArgument } from '../evaluate/string-argument.ts';
import { marksOf, string, stringType, template, unknown } from '../evaluate/value.ts';
import { isWhollyKnown } from '../evaluate/value-parts.ts';
import { changed, partsOf } from '../functions/unknown-parts.ts';
import { placeValues } from '../stack/place.ts';
import { madeUp, placeFillings } from './fillings.ts';
import { randomForms } from './random.ts';
import { type ArgumentCondition, type DerivedAttribute, derivedAttributes } from './table.ts';

/**
 * Predicts attributes from the arguments of their own resources, by the table in `table.ts`. What only AWS can tell
 * stays a hole, so that `arn:aws:secretsmanager:…:secret:db-` is known of a secret's ARN though its end is not.
 * Instances whose number is not known get nothing: whether they exist is not known either. Pure.
 *
 * @param known what was learnt otherwise, by resource address: formulas may use an `id` that is in no argument
 */
export function deriveAttributes(stack: Stack, known: KnownAttributes = new Map()): KnownAttributes {
  return attributeDeriver()(stack, known);
}

/**
 * Like `deriveAttributes`, for one stack after the other: what was predicted of a resource stands as long as neither
 * that, nor what was learnt of it, nor where it may live has changed.
 */
export function attributeDeriver(): typeof deriveAttributes {
  let before: Pick<Stack, 'run' | 'providers'> = { providers: [] };
  let predicted = new WeakMap<Resource, Prediction>();
  return (stack, learntOf = new Map()) => {
    const isPlaced = isDeepStrictEqual(before.run, stack.run) && isSameList(before.providers, stack.providers);
    if (!isPlaced) predicted = new WeakMap();
    before = { providers: stack.providers, ...(stack.run && { run: stack.run }) };
    const derived = new Map<string, ReadonlyMap<string, TerraformValue>>();
    for (const resource of stack.resources) {
      if (resource.expansion !== undefined) continue;
      const learnt = learntOf.get(resource.address);
      const known = predicted.get(resource);
      const isKnown = known !== undefined && known.learnt === learnt;
      const attributes = isKnown ? known.attributes : predict(resource, stack, learnt);
      if (!isKnown) predicted.set(resource, { learnt, attributes });
      if (attributes.size > 0) derived.set(resource.address, attributes);
    }
    return derived;
  };
}

/** What was predicted of a resource, and what of it was learnt then. */
interface Prediction {
  readonly learnt: ReadonlyMap<string, TerraformValue> | undefined;
  readonly attributes: ReadonlyMap<string, TerraformValue>;
}

function predict(
  resource: Resource,
  stack: Stack,
  learnt: ReadonlyMap<string, TerraformValue> | undefined,
): ReadonlyMap<string, TerraformValue> {
  const rows = rowsByType.get(`${resource.mode} ${resource.type}`);
  const attributes = new Map<string, TerraformValue>();
  if (rows === undefined) {
    for (const [name, form] of Object.entries(randomForms(resource))) {
      attributes.set(name, filled(attributeOf(name, resource), form));
    }
    return attributes;
  }
  const context: FormulaContext = {
    resource,
    place: placeIn(resource, stack),
    argument: (name) => resource.body.attributes.get(name)?.value ?? learnt?.get(name),
    isIgnored: (name) => resource.ignoreChanges === 'all' || resource.ignoreChanges.includes(name),
  };
  for (const row of rows) {
    if (attributes.has(row.attribute) || isWritten(row.attribute, resource)) continue;
    const value = compute(row, context);
    if (value !== undefined) attributes.set(row.attribute, value);
  }
  return attributes;
}

/** Whether the code writes an attribute itself: then its formula is not needed. */
function isWritten(attribute: string, { body }: Resource): boolean {
  const written = body.attributes.get(attribute)?.value;
  return written !== undefined && !isLeftOut(written);
}

/** What one resource's formulas are made from. */
interface FormulaContext {
  readonly resource: Resource;
  readonly place: Readonly<Record<PlaceName, TerraformValue | undefined>>;
  argument(name: string): TerraformValue | undefined;
  /** Whether `ignore_changes` names an argument. */
  isIgnored(name: string): boolean;
}
type PlaceName = keyof typeof placeFillings;

function placeIn(resource: Resource, stack: Stack): FormulaContext['place'] {
  const { account, region, partition } = placeValues(resource, stack);
  const suffix = partition === undefined ? undefined : dnsSuffixOf(partition.value);
  return {
    Partition: partition,
    Region: region,
    Account: account,
    Suffix: suffix === undefined ? undefined : string(suffix),
  };
}

type Token = string | readonly Alternative[];
interface Alternative {
  readonly kind: 'argument' | 'text' | 'place' | 'empty';
  readonly name: string;
  readonly filter?: string;
  /** Something unknown follows. */
  readonly open?: Hole;
}

const placeholder = /\{([^}]*)\}/g;

function parseFormula(formula: string): Token[] {
  const tokens: Token[] = [];
  let end = 0;
  for (const match of formula.matchAll(placeholder)) {
    if (match.index > end) tokens.push(formula.slice(end, match.index));
    tokens.push((match[1] ?? '').split('|').map(parseAlternative));
    end = match.index + match[0].length;
  }
  return end < formula.length ? [...tokens, formula.slice(end)] : tokens;
}

function parseAlternative(text: string): Alternative {
  const [rest = '', form] = text.split('*');
  const open = form === undefined ? {} : { open: holeOf(form) };
  if (rest === '') return { kind: 'empty', name: '', ...open };
  if (rest.startsWith("'")) return { kind: 'text', name: rest.slice(1, -1), ...open };
  if (/^[A-Z]/.test(rest)) return { kind: 'place', name: rest, ...open };
  const [name = '', filter] = rest.split(':');
  return { kind: 'argument', name, ...open, ...(filter === undefined ? {} : { filter }) };
}

function holeOf(form: string): Hole {
  if (form === '') return {};
  const made = madeUp.get(form);
  if (made === undefined) throw new Error(`no filling is called ${form}`);
  return { filledBy: made.filling };
}

const rowsByType: ReadonlyMap<string, readonly DerivedAttribute[]> = groupPairs(
  derivedAttributes.flatMap((row) => row.types.map((type) => [`${row.mode} ${type}`, row] as const)),
);

const tokensOf = onceOf(({ formula }: DerivedAttribute) => parseFormula(formula));

/** The value of an attribute; undefined when the arguments do not determine anything of it. */
function compute(row: DerivedAttribute, context: FormulaContext): TerraformValue | undefined {
  const { partitions, where } = row;
  if (partitions !== undefined) {
    const { Partition: partition } = context.place;
    if (partition?.kind !== 'string' || !partitions.includes(partition.value)) return undefined;
  }
  if (where !== undefined && !holds(where, context)) return undefined;
  const tokens = tokensOf(row);
  const only = tokens.length === 1;
  const learnt = context.argument(row.attribute);
  // An attribute that AWS was asked for without an answer is unknown for that reason, not for the formula's.
  const self = learnt?.kind === 'unknown' ? learnt : attributeOf(row.attribute, context.resource);
  const form = formOf(tokens);
  if (form !== undefined) return filled(self, form);
  const parts: TemplateValuePart[] = [];
  let made: TerraformValue = string('');
  let isTold = false;
  for (const token of tokens) {
    const found = typeof token === 'string' ? { parts: [token] } : choose(token, context, self, only);
    if (found === undefined) return undefined;
    parts.push(...found.parts);
    isTold ||= typeof token === 'string' || found.isTold === true;
    for (const source of found.from ?? []) made = withMarksOf(made, source);
  }
  // A result that is one hole says no more than that the attribute is unknown.
  if (!isTold) return undefined;
  const value = template(parts, marksOf(made));
  if (row.whole === true && !isWhollyKnown(value)) return undefined;
  const [lone] = parts;
  return parts.length === 1 && lone !== undefined && typeof lone !== 'string' ? lone : withOwnTexts(value, self);
}

/** Says of the attribute's own holes which texts beside them are the attribute's too. */
function withOwnTexts(value: TerraformValue, { because: own }: UnknownValue): TerraformValue {
  if (value.kind !== 'template' || (own.kind !== 'resource' && own.kind !== 'data')) return value;
  const lengthOf = (part: TemplateValuePart | undefined): number => (typeof part === 'string' ? part.length : 0);
  const parts = value.parts.map((part, index): TemplateValuePart => {
    if (typeof part === 'string') return part;
    const { because } = part;
    const isOwn = because.kind === own.kind && because.address === own.address && isSameList(because.path, own.path);
    if (!isOwn) return part;
    const around = { before: lengthOf(value.parts[index - 1]), after: lengthOf(value.parts[index + 1]) };
    return { ...part, because: { ...because, around } };
  });
  return { ...value, parts };
}

/** Whether a condition certainly holds of the arguments. */
function holds({ argument, matches }: ArgumentCondition, context: FormulaContext): boolean {
  const value = context.argument(argument);
  const text = value === undefined || isLeftOut(value) ? '' : scalarText(value);
  return text !== undefined && matches.test(text);
}

/** What a formula without arguments and places says of the form of its attribute. */
const formOf = onceOf((tokens: readonly Token[]): Filling | undefined => {
  const form: FillingPart[] = [];
  for (const token of tokens) {
    if (typeof token === 'string') {
      form.push(token);
      continue;
    }
    const [first, another] = token;
    if (first?.kind !== 'empty' || first.open?.filledBy === undefined || another !== undefined) return undefined;
    form.push(...first.open.filledBy);
  }
  return form;
});

/** What is not known of an attribute, of this form. */
function filled(self: UnknownValue, filledBy: Filling | undefined): UnknownValue {
  const { because } = self;
  if (filledBy === undefined || (because.kind !== 'resource' && because.kind !== 'data')) return self;
  return { ...self, because: { ...because, filledBy } };
}

interface Chosen {
  readonly parts: readonly TemplateValuePart[];
  /** Something of it is known, or it is not known for its own reason. */
  readonly isTold?: boolean;
  /** What they were made from. */
  readonly from?: readonly TerraformValue[];
}

/** The first alternative whose arguments are given. */
function choose(
  alternatives: readonly Alternative[],
  context: FormulaContext,
  self: UnknownValue,
  only: boolean,
): Chosen | undefined {
  for (const alternative of alternatives) {
    const { kind, name, open, filter } = alternative;
    const rest = open === undefined ? [] : [filled(self, open.filledBy)];
    switch (kind) {
      case 'empty':
        return { parts: rest };
      case 'text':
        return { parts: [name, ...rest], isTold: true };
      case 'place': {
        if (!isPlaceName(name)) return undefined;
        const value = context.place[name];
        if (value === undefined) return { parts: [filled(self, placeFillings[name]), ...rest] };
        return { parts: [...partsOf(value), ...rest], isTold: true };
      }
      case 'argument': {
        // What is there may come from what the code said before, and the code is not asked any more.
        if (context.isIgnored(name)) return { parts: [self] };
        const value = context.argument(name);
        if (value === undefined || isLeftOut(value)) continue;
        const text = stringArgument(value);
        // An ARN given in the place of a name tells the ARN, and not what stands in this formula.
        if (text === undefined || (!only && filter !== 'last' && startsAsArn(text))) return undefined;
        const filtered = filter === undefined ? text : filters[filter]?.(text);
        if (filtered === undefined) return undefined;
        return { parts: [...partsOf(filtered), ...rest], isTold: true, from: [value, filtered] };
      }
    }
  }
  return undefined;
}

function isPlaceName(name: string): name is PlaceName {
  return Object.hasOwn(placeFillings, name);
}

function startsAsArn(value: TerraformValue): boolean {
  const [first] = partsOf(value);
  return typeof first === 'string' && isArn(first);
}

/** What a formula may do to an argument; undefined when the argument does not determine the result. */
const filters: Readonly<Record<string, (value: TerraformValue) => TerraformValue | undefined>> = {
  // `/a/b` and `a` become `parameter/a/b` and `parameter/a`. AWS's own parameters belong to no account.
  parameter: (value) => {
    const [first, ...rest] = partsOf(value);
    if (first === undefined) return undefined;
    if (typeof first !== 'string') return template([changed('trimprefix', first), ...rest]);
    return /^\/?aws\//.test(first) ? undefined : template([first.replace(/^\//, ''), ...rest]);
  },
  // The name behind the last slash of an ARN, or a bare name.
  last: (value) => {
    const parts = partsOf(value);
    const index = parts.findLastIndex((part) => typeof part === 'string' && part.includes('/'));
    const slashed = parts[index];
    if (typeof slashed === 'string') {
      return template([lastSegment(slashed), ...parts.slice(index + 1)]);
    }
    if (startsAsArn(value)) return undefined;
    // An unknown beginning may be that of an ARN.
    return template(parts.map((part) => (typeof part === 'string' ? part : changed('basename', part))));
  },
  lower: (value) =>
    template(partsOf(value).map((part) => (typeof part === 'string' ? part.toLowerCase() : changed('lower', part)))),
  arn: (value) => (startsAsArn(value) ? value : undefined),
  balancer: (value) => {
    const names = new Map([
      ['application', 'app'],
      ['network', 'net'],
      ['gateway', 'gwy'],
    ]);
    const name = value.kind === 'string' ? names.get(value.value) : undefined;
    return name === undefined ? undefined : string(name);
  },
};

/** An attribute as what only AWS can tell. */
function attributeOf(name: string, { address, mode }: Resource): UnknownValue {
  return unknown({ kind: mode === 'data' ? 'data' : 'resource', address, path: [name] }, stringType, { notNull: true });
}
