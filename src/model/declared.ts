import { blocksOfValue, valueOfBlocks } from './blocks.ts';
import type { Hole, TextPattern } from './pattern.ts';
import { Remembered } from './remembered.ts';
import type { ReasonData } from './report/reason.ts';
import type { ShownValue } from './report/shown-value.ts';
import { scalarText } from './scalar-text.ts';
import { elementsHiddenWith, entriesHiddenWith, isHidden } from './secret/secrecy.ts';
import { Secret, type Text } from './secret/secret.ts';
import { seal } from './secret/sensitivity.ts';
import { shownSecret, shownSecretTemplate } from './shown-secret.ts';
import type { SourceRange } from './source.ts';
import type { MapValue, ObjectValue, Origin, TerraformValue, Unknown, ValueStep } from './value.ts';

/*
 * The declared side of a comparison: Terraform values read as plain ones, with what is not known kept apart. Every
 * reader returns undefined for "not declared" (the argument is absent or null, which Terraform holds to be the same).
 */

/** A value of the code as far as it is known. `sensitive`: Terraform's mark is on it, so nobody may show it. */
export type Value<T> = KnownOf<T> | PartialValue | UnknownOf;

export interface KnownOf<T> extends Origin {
  readonly state: 'known';
  readonly value: T;
  readonly sensitive?: true;
  readonly at?: SourceRange;
}
/**
 * A string with holes: at least one part is an `Unknown`. Only for strings and `Text`. `secret`: what is known of it
 * may not be shown.
 */
export interface PartialValue extends Origin {
  readonly state: 'partial';
  readonly parts: readonly (string | Unknown)[];
  readonly secret?: true;
  readonly at?: SourceRange;
}
/** `sensitive`: what it will be may not be shown, nor what AWS has in its place. */
export interface UnknownOf {
  readonly state: 'unknown';
  readonly because: Unknown;
  /** Whatever it is, it is not null. */
  readonly notNull?: true;
  /** Nor is it an empty string. */
  readonly notEmpty?: true;
  readonly sensitive?: true;
  /**
   * It is sensitive only because the provider says so of the attribute: what AWS has in its place may be an id, which
   * anyone may see.
   */
  readonly bySchema?: true;
  readonly at?: SourceRange;
}

/** The content of a block as the readers need it; `terraform`'s `ResolvedBody` is one. */
export interface DeclaredBody {
  readonly attributes: ReadonlyMap<string, DeclaredAttribute>;
  readonly blocks: ReadonlyMap<string, DeclaredBlocks>;
}
/** An argument with its value. */
export interface DeclaredAttribute {
  readonly value: TerraformValue;
  readonly at: SourceRange;
  /**
   * The code shows no such argument: it is the list of nested blocks that a `dynamic` one makes, or what the provider
   * filled in.
   */
  readonly unsaid?: Unsaid;
}
/**
 * `kept`: a plan leaves it as it is. `changed`: a plan changes it. `absent`: the code has it in no way, and only a
 * state has.
 */
export type Unsaid = 'kept' | 'changed' | 'absent';
export interface DeclaredBlocks {
  readonly blocks: readonly DeclaredBlock[];
  /** There may be further blocks; what one would hold is in `template`. */
  readonly open?: { readonly because: Unknown; readonly template: readonly DeclaredBlock[] };
  /** Nothing of them may be shown, nor what AWS has in their place. */
  readonly sensitive?: true;
}
export interface DeclaredBlock {
  readonly body: DeclaredBody;
  readonly at: SourceRange;
}

/**
 * The elements of a list, set or tuple. `open`: why there may be more of them. `sensitive`: so is whatever else AWS has
 * there.
 */
export interface ReadElements {
  readonly elements: readonly TerraformValue[];
  readonly open?: Unknown;
  readonly sensitive?: true;
  readonly at?: SourceRange;
}
/**
 * The entries of a map or object, in the order of the value. `open` and `sensitive`: as of elements; `sensitive` holds
 * for keys too.
 */
export interface ReadEntries {
  readonly entries: ReadonlyMap<string, TerraformValue>;
  readonly open?: Unknown;
  readonly sensitive?: true;
  readonly at?: SourceRange;
  /** The keys that may not be shown, where not all of it may not. */
  readonly secretKeys?: ReadonlySet<string>;
}
export interface ReadUnknown {
  readonly unknown: Unknown;
  readonly notNull?: true;
  readonly sensitive?: true;
  readonly at?: SourceRange;
}

type Written = TerraformValue | undefined;

/** More than one instance of a module declares. */
const rememberedValues = 1000;

/**
 * A reader that gives the same for the same value: instances of a module have most values in common, and what is read
 * of them stays for the whole run.
 */
function remembering<T>(
  read: (value: TerraformValue) => Value<T> | undefined,
): (value: Written) => Value<T> | undefined {
  const remembered = new Remembered<TerraformValue, Value<T>>(rememberedValues);
  return (value) => {
    if (value === undefined) return undefined;
    const before = remembered.get(value);
    if (before !== undefined) return before;
    const made = read(value);
    if (made !== undefined) remembered.set(value, made);
    return made;
  };
}

/** A string. A number or bool is in error here (`wrong-type`); see {@link readStringLike}. */
export function readString(value: Written): Value<string> | undefined {
  return unlessBySchema(readWith(value, (known) => (known.kind === 'string' ? known.value : undefined)));
}

/**
 * A string as an argument of type string takes it: a number or bool is converted, as Terraform does (`512` is `"512"`).
 */
export const readStringLike: (value: Written) => Value<string> | undefined = remembering((value) =>
  unlessBySchema(readWith(value, scalarText)),
);

/** A number; a string that holds one is converted. */
export const readNumber: (value: Written) => Value<number> | undefined = remembering((value) =>
  withoutHoles(readWith(value, numberIn)),
);

function numberIn(known: TerraformValue): number | undefined {
  if (known.kind === 'number') return known.value.toNumber();
  if (known.kind !== 'string' || !/^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(known.value)) return undefined;
  return Number(known.value);
}

/** A bool; the strings that Terraform converts to one (`"true"`, `"false"`, `"1"`, `"0"`) count. */
export function readBool(value: Written): Value<boolean> | undefined {
  const read = readWith(value, (known) => {
    if (known.kind === 'bool') return known.value;
    if (known.kind !== 'string') return undefined;
    if (known.value === 'true' || known.value === '1') return true;
    return known.value === 'false' || known.value === '0' ? false : undefined;
  });
  return withoutHoles(read);
}

/**
 * A text that may be secret: sealed when Terraform marks it sensitive, or when `name` (of the environment variable,
 * option, label) or its shape says so. Numbers and bools are converted.
 */
export function readText(value: Written, name?: string): Value<Text> | undefined {
  const read = readWith(value, scalarText);
  if (read === undefined || read.state === 'unknown') return read;
  if (read.state === 'partial') {
    return read.secret || isSecretTemplate(read.parts, name) ? { ...read, secret: true } : read;
  }
  const text = read.sensitive ? Secret.of(read.value) : seal(name, read.value);
  return { state: 'known', value: text, ...originOf(read), ...at(read.at) };
}

/** The elements of a list, set or tuple; a sensitive collection's mark is passed on to them. */
export function readList(value: Written): ReadElements | ReadUnknown | undefined {
  if (value === undefined || value.kind === 'null') return undefined;
  if (value.kind === 'list' || value.kind === 'set' || value.kind === 'tuple') {
    return {
      elements: elementsHiddenWith(value),
      ...(value.open === undefined ? {} : { open: value.open }),
      ...mark(value),
      ...at(value.at),
    };
  }
  return {
    unknown: value.kind === 'unknown' ? value.because : wrongType(value.at),
    ...nullness(value),
    ...markOfElements(value),
    ...at(value.at),
  };
}

/** The entries of a map or object; a sensitive one's mark is passed on to them. */
export function readObject(value: Written): ReadEntries | ReadUnknown | undefined {
  if (value === undefined || value.kind === 'null') return undefined;
  if (value.kind === 'map' || value.kind === 'object') {
    return {
      entries: entriesHiddenWith(value),
      ...(value.open === undefined ? {} : { open: value.open }),
      ...mark(value),
      ...secretKeysOf(value),
      ...at(value.at),
    };
  }
  return {
    unknown: value.kind === 'unknown' ? value.because : wrongType(value.at),
    ...nullness(value),
    ...markOfElements(value),
    ...at(value.at),
  };
}

/**
 * The value of an argument, placed at the argument where the value itself has no place; undefined when it is not
 * written or null. What is written as nested blocks is a list of objects.
 */
export function attribute(body: DeclaredBody, name: string): TerraformValue | undefined {
  const found = body.attributes.get(name);
  if (found === undefined) {
    const written = body.blocks.get(name);
    return written && valueOfBlocks(written);
  }
  if (found.value.kind === 'null' || found.unsaid !== undefined) return undefined;
  return found.value.at === undefined ? { ...found.value, at: found.at } : found.value;
}

const noBlocks: DeclaredBlocks = { blocks: [] };

/**
 * The nested blocks of one type, in order; none when the type is not written. An object, or a list of them, is read as
 * blocks.
 */
export function blocks(body: DeclaredBody, type: string): DeclaredBlocks {
  const written = body.blocks.get(type);
  if (written !== undefined) return written;
  const argument = body.attributes.get(type);
  return argument === undefined ? noBlocks : blocksOfValue(argument.value, argument.at);
}

/** A reason as the report holds it. */
export function reasonOf(unknown: Unknown): ReasonData {
  const where = unknown.at === undefined ? {} : { at: unknown.at };
  switch (unknown.kind) {
    case 'variable':
      return { kind: 'variable', name: unknown.name, address: unknown.module, ...where };
    case 'resource':
    case 'plan':
      return { kind: unknown.kind, address: unknown.address, path: [...unknown.path], ...where };
    case 'data': {
      const { address, path, problem, candidates, doubt } = unknown;
      return {
        kind: 'data',
        address,
        path: [...path],
        ...(problem === undefined ? {} : { problem: { ...problem } }),
        ...(candidates === undefined ? {} : { candidates: [...candidates] }),
        ...(doubt === undefined ? {} : { from: [reasonOf(doubt)] }),
        ...where,
      };
    }
    case 'module':
      return {
        kind: 'module',
        address: unknown.address,
        source: unknown.source,
        path: [...unknown.path],
        ...where,
      };
    case 'expansion':
      return { kind: 'expansion', address: unknown.address, from: unknown.from.map(reasonOf), ...where };
    case 'operation':
      return { kind: 'operation', name: unknown.name, from: unknown.from.map(reasonOf), ...where };
    case 'invalid':
      return { kind: 'invalid', name: unknown.code, ...where };
    case 'elsewhere': {
      const { name, value, run } = unknown;
      return {
        kind: 'elsewhere',
        name,
        ...(value === undefined ? {} : { value }),
        ...(run === undefined ? {} : { run }),
        ...where,
      };
    }
    case 'outside': {
      const { name, address, file, directory } = unknown;
      return {
        kind: 'outside',
        ...(name === undefined ? {} : { name }),
        ...(address === undefined ? {} : { address }),
        ...(file === undefined ? {} : { source: file }),
        ...(directory === undefined ? {} : { allow: directory }),
        ...where,
      };
    }
  }
}

/**
 * A declared value as a report may show it: secrets and sensitive values stay hidden, holes are named by their reasons.
 */
export function shownDeclared(value: Value<unknown> | undefined): ShownValue {
  if (value === undefined) return { absent: true };
  switch (value.state) {
    case 'known':
      return value.sensitive ? shownSecret(value.value) : shownLive(value.value);
    case 'partial':
      if (value.secret) return shownSecretTemplate(value.parts);
      return { template: value.parts.map((part) => (typeof part === 'string' ? part : holeReason(part))) };
    case 'unknown':
      return shownUnknown(value.because);
  }
}

/** Why a hole in a text is not known, with what of the text is its own. */
export function holeReason(unknown: Unknown): ReasonData {
  const around = 'around' in unknown ? unknown.around : undefined;
  return around === undefined ? reasonOf(unknown) : { ...reasonOf(unknown), around: { ...around } };
}

/** Whether a declared value, known or not, may not be shown: then nobody may show what AWS has in its place either. */
export function isSecret(value: Value<unknown>): boolean {
  switch (value.state) {
    case 'known':
      return value.sensitive === true || 'secret' in shownLive(value.value);
    case 'partial':
      return value.secret === true;
    case 'unknown':
      return value.sensitive === true;
  }
}

/** A string that is not known, or not wholly, as a pattern of what it can be. */
export function patternOf(value: PartialValue | UnknownOf): TextPattern {
  return value.state === 'unknown'
    ? [holeOf(value.because)]
    : value.parts.map((part) => (typeof part === 'string' ? part : holeOf(part)));
}

/** What is not known, as a place in a text. */
export function holeOf(unknown: Unknown): Hole {
  return 'filledBy' in unknown && unknown.filledBy !== undefined ? { filledBy: unknown.filledBy } : {};
}

/**
 * What is not known, as a report shows it: a plain reference to a resource by its address, everything else by the
 * reason.
 */
export function shownUnknown(unknown: Unknown): ShownValue {
  return unknown.kind === 'resource'
    ? { reference: unknown.address, path: [...unknown.path] }
    : { unknown: reasonOf(unknown) };
}

/**
 * A plain value (scalar, `Text`, list or record of them) as a report may show it. One secret inside hides the whole.
 */
export function shownLive(value: unknown): ShownValue {
  if (value === undefined) return { absent: true };
  const json = toJson(value);
  return json === undefined ? shownSecret(value) : { value: json };
}

/**
 * The expression that an unknown stands for when it is a plain reference: `aws_security_group.redis.id`; undefined
 * otherwise.
 */
export function describeReference(unknown: Unknown): string | undefined {
  if (unknown.kind === 'variable') return `var.${unknown.name}`;
  if (unknown.kind !== 'resource' && unknown.kind !== 'data' && unknown.kind !== 'module') return undefined;
  return unknown.path.reduce<string>((text, step) => text + stepText(step), unknown.address);
}

type ShownJson = Extract<ShownValue, { value: unknown }>['value'];

/** undefined when there is a secret in it. Absent members are left out. */
function toJson(value: unknown): ShownJson | undefined {
  if (value instanceof Secret) return undefined;
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Map) return toJson(Object.fromEntries(value));
  if (Array.isArray(value)) {
    const elements = value.map(toJson);
    return elements.every((element) => element !== undefined) ? elements : undefined;
  }
  if (typeof value === 'object') {
    const entries: [string, ShownJson][] = [];
    for (const [key, member] of Object.entries(value)) {
      if (member === undefined) continue;
      const json = toJson(member);
      if (json === undefined) return undefined;
      entries.push([key, json]);
    }
    return Object.fromEntries(entries);
  }
  return null;
}

function stepText(step: ValueStep): string {
  return typeof step === 'number' ? `[${step}]` : `.${step}`;
}

function readWith<T>(value: Written, convert: (value: TerraformValue) => T | undefined): Value<T> | undefined {
  if (value === undefined || value.kind === 'null') return undefined;
  if (value.kind === 'unknown') {
    return { state: 'unknown', because: value.because, ...nullness(value), ...markOfUnknown(value), ...at(value.at) };
  }
  if (value.kind === 'template') {
    const parts = value.parts.map((part) => (typeof part === 'string' ? part : part.because));
    const secret = isHidden(value);
    return { state: 'partial', parts, ...(secret ? { secret: true } : {}), ...originOf(value), ...at(value.at) };
  }
  const known = convert(value);
  if (known === undefined) return { state: 'unknown', because: wrongType(value.at), ...mark(value), ...at(value.at) };
  return { state: 'known', value: known, ...originOf(value), ...mark(value), ...at(value.at) };
}

/** A number or bool cannot be known in part. */
function withoutHoles<T>(value: Value<T> | undefined): Value<T> | undefined {
  if (value?.state !== 'partial') return value;
  const from = value.parts.filter((part) => typeof part !== 'string');
  const because: Unknown = { kind: 'operation', name: 'template', from, ...at(value.at) };
  return { state: 'unknown', because, ...(value.secret ? { sensitive: true } : {}), ...at(value.at) };
}

/** How a hole is written for the classification: as a reference, which holds nothing itself. */
const hole = `\${}`;

/** Whether the known texts of a template, apart or together, look secret. */
function isSecretTemplate(parts: readonly (string | Unknown)[], name: string | undefined): boolean {
  const whole = parts.map((part) => (typeof part === 'string' ? part : hole)).join('');
  return [whole, ...parts].some((part) => typeof part === 'string' && seal(name, part) instanceof Secret);
}

function secretKeysOf({ secretKeys }: MapValue | ObjectValue): Pick<ReadEntries, 'secretKeys'> {
  return secretKeys === undefined ? {} : { secretKeys };
}

function mark(value: TerraformValue): { readonly sensitive?: true } {
  return isHidden(value) ? { sensitive: true } : {};
}

/**
 * A list that only the provider marks holds ids more often than not; what is secret in it is told by its names and
 * forms.
 */
function markOfElements(value: TerraformValue): { readonly sensitive?: true } {
  return value.bySchema === true ? {} : mark(value);
}

function originOf(value: TerraformValue | Value<unknown>): Origin {
  return 'identityOf' in value && value.identityOf !== undefined ? { identityOf: value.identityOf } : {};
}

/** What is said of an unknown's being null. */
function nullness(value: TerraformValue): Pick<UnknownOf, 'notNull' | 'notEmpty'> {
  if (value.kind !== 'unknown') return {};
  return { ...(value.notNull && { notNull: true }), ...(value.notEmpty && { notEmpty: true }) };
}

/** The mark of what is not known. */
function markOfUnknown(value: TerraformValue): { readonly sensitive?: true; readonly bySchema?: true } {
  return { ...mark(value), ...(isHidden(value) && value.bySchema && { bySchema: true }) };
}

/**
 * A value in a place that takes no secret (an id, a name, an image): the provider's mark on an attribute that is not
 * known does not make it one. A parameter holds a subnet's id as often as a password.
 */
function unlessBySchema<T>(value: Value<T> | undefined): Value<T> | undefined {
  if (value?.state !== 'unknown' || value.bySchema !== true) return value;
  const { sensitive: _sensitive, bySchema: _bySchema, ...plain } = value;
  return plain;
}

function wrongType(place: SourceRange | undefined): Unknown {
  return { kind: 'invalid', code: 'wrong-type', ...at(place) };
}

function at(place: SourceRange | undefined): { readonly at?: SourceRange } {
  return place === undefined ? {} : { at: place };
}
