import { reasonOf } from '../model/declared.ts';
import type { ReasonData } from '../model/report/reason.ts';
import { formatNumber } from '../model/scalar-text.ts';
import type { Hidden } from '../model/secret/hidden.ts';
import {
  hiddenTexts,
  isHiddenKey,
  isInherent,
  isMarked,
  isWhollyHidden,
  markedTexts,
  type Segment,
  segmentsOf,
} from '../model/secret/secrecy.ts';
import { Secret } from '../model/secret/secret.ts';
import { judgeName } from '../model/secret/sensitive-name.ts';
import { classify, sealValueFrom, secretParts } from '../model/secret/sensitivity.ts';
import type { SourceRange } from '../model/source.ts';
import type { ResolvedBlocks, ResolvedBody } from '../model/stack.ts';
import type { SealedPart, SealedSecret, SealedValue } from '../model/understanding.ts';
import type { MapValue, ObjectValue, StringValue, TemplateValue, TerraformValue, Unknown } from '../model/value.ts';
import { recoverJson } from '../terraform/evaluate/json.ts';
import { withoutMarks } from '../terraform/evaluate/marks.ts';
import { isWhollyKnown } from '../terraform/evaluate/value-parts.ts';
import type { ModuleInstance } from '../terraform/stack/instance.ts';
import { providerSecrets, withSchemaMark } from '../terraform/stack/provider-secrets.ts';

/*
 * Values as they may be shown: what is secret (docs/secrets.md) becomes a fingerprint on the way. Names count as they
 * do in a check, and more: what stands anywhere below a sensitive name is secret too, and so is every text that holds a
 * secret found elsewhere in the code.
 */

/** How secrets are told and what stands for them. */
export interface SealOptions {
  /** What a secret's text is shown as; undefined when nothing may be told of it. */
  readonly fingerprint: (text: string) => string | undefined;
  /** What is secret wherever it occurs. */
  readonly hidden?: Pick<Hidden, 'hides'>;
  /** Told of every text that is secret, and why: of a text in which something is, of that. */
  readonly onSecret?: (text: string, reason: SecretReason) => void;
  /** Told of every name that is shown: the keys of maps, and what names things and elements. */
  readonly onName?: (name: string) => void;
  /** Random text is no secret: it was computed from what the user typed. */
  readonly randomIsPublic?: boolean;
  /** What was sealed with these options: what stands in many places, under the same name, is sealed once. */
  readonly sealed?: SealedBefore;
  /** What the contents of resources are sealed as with these options. */
  readonly bodies?: ReadonlyMap<ResolvedBody, SealedValue>;
}

/** What values were sealed as, and in which contexts. */
export type SealedBefore = WeakMap<TerraformValue, Sealing[]>;

interface Sealing {
  readonly context: SealContext;
  readonly sealed: SealedValue;
}

/** What is known of a value from around it. */
interface SealContext {
  /** The name it stands under. */
  readonly name?: string | undefined;
  /** A sensitive name further up. */
  readonly above?: string | undefined;
  /** A collection around it is marked sensitive. */
  readonly marked?: 'marked' | 'named' | undefined;
  readonly place?: SourceRange | undefined;
}

/** Seals a value that stands under `name`. */
export function sealValue(value: TerraformValue, name: string | undefined, options: SealOptions): SealedValue {
  return seal(value, name === undefined ? {} : { name }, options);
}

/**
 * What of an output is secret wherever it occurs. A collection, or a text that encodes one, is passed on whole: that
 * the output is called `sensitive` for something in it does not make secrets of the names, ports and images beside
 * that. Its parts are judged as where they came from.
 */
export function judgedOutput(module: Pick<ModuleInstance, 'output' | 'outputContent'>, name: string): TerraformValue {
  const content = module.outputContent(name);
  const whole = recoverJson(content) ?? content;
  return 'elements' in whole || 'entries' in whole ? content : module.output(name);
}

/**
 * Seals the content of a resource's block. `container_definitions` is given as what it encodes, other JSON texts as
 * both.
 *
 * @param of the resource as `resourceName` has it
 */
export function sealBody(body: ResolvedBody, of: string, options: SealOptions): SealedValue {
  return options.bodies?.get(body) ?? sealContent(body, providerSecrets(of), options);
}

/** `secrets`: the paths to what the provider marks. */
function sealContent(body: ResolvedBody, secrets: readonly string[], options: SealOptions): SealedValue {
  const pair = pairName([...body.attributes].map(([name, { value }]) => [name, value] as const));
  const entries = new Map<string, SealedValue>();
  for (const [name, { value, at }] of body.attributes) {
    const context: SealContext = { name, above: pair(name), place: at };
    const decoded = name === 'container_definitions' ? structureOf(value) : undefined;
    const secret = name.endsWith('_wo') || secrets.includes(name);
    entries.set(name, seal(decoded ?? (secret ? withSchemaMark(value) : value), context, options));
  }
  for (const [name, blocks] of body.blocks) {
    const inside = secrets.flatMap((path) => (path.startsWith(`${name}.`) ? [path.slice(name.length + 1)] : []));
    entries.set(name, sealBlocks(blocks, inside, options));
  }
  return { kind: 'object', entries };
}

function sealBlocks({ blocks, open }: ResolvedBlocks, secrets: readonly string[], options: SealOptions): SealedValue {
  return {
    kind: 'blocks',
    blocks: blocks.map(({ body, at }) => ({ ...sealContent(body, secrets, options), at })),
    ...openOf(open?.because),
  };
}

function seal(value: TerraformValue, around: SealContext, options: SealOptions): SealedValue {
  const context = 'entries' in value ? ofEntries(around) : around;
  const { sealed: all } = options;
  if (all === undefined || value.at === undefined) return sealAnew(value, context, options);
  const before = all.get(value);
  const same = before?.find((sealing) => isSameContext(sealing.context, context));
  if (same !== undefined) return same.sealed;
  const sealed = sealAnew(value, context, options);
  if (before === undefined) all.set(value, [{ context, sealed }]);
  else if (before.length < mostContexts) before.push({ context, sealed });
  return sealed;
}

/** What is known of entries from around them: they have names of their own, and the one above says only what it is. */
function ofEntries({ name, above, marked, place }: SealContext): SealContext {
  return { name: undefined, above: sensitive(name) ?? above, marked, place };
}

/** A value that stands under more names than these is sealed anew. */
const mostContexts = 8;

/** Whether two contexts seal a value that has a place of its own to the same. */
function isSameContext(a: SealContext, b: SealContext): boolean {
  return a.name === b.name && a.above === b.above && a.marked === b.marked;
}

function sealAnew(value: TerraformValue, context: SealContext, options: SealOptions): SealedValue {
  const place = value.at ?? context.place;
  const isHiddenWhole = isWhollyHidden(value);
  if (isHiddenWhole && ('elements' in value || 'entries' in value) && isWhollyKnown(value)) {
    const marked = new Set(markedTexts(value));
    for (const text of hiddenTexts(value)) options.onSecret?.(text, marked.has(text) ? 'marked' : 'named');
    return placed({ kind: 'secret' }, place);
  }
  const around: SealContext = context.place === place ? context : { ...context, place };
  const inner: SealContext = isHiddenWhole ? { ...around, marked: context.marked ?? reasonOfHidden(value) } : around;
  switch (value.kind) {
    case 'null':
      return placed({ kind: 'null' }, place);
    case 'unknown':
      return placed({ kind: 'unknown', because: reasonOf(value.because) }, place);
    case 'bool':
      return placed(sealScalar(String(value.value), { kind: 'bool', value: value.value }, inner, options), place);
    case 'number': {
      const digits = formatNumber(value.value);
      const shown: SealedValue = { kind: 'number', digits: digits === '-0' ? '0' : digits };
      return placed(sealScalar(digits, shown, inner, options), place);
    }
    case 'string':
    case 'template':
      return placed(sealText(value, inner, around, options), place);
    case 'list':
    case 'set':
    case 'tuple': {
      const elements = sealElements(value.elements, inner, options);
      return placed({ kind: 'list', elements, ...openOf(value.open) }, place);
    }
    case 'map':
    case 'object': {
      const entries = sealEntries(value, inner, options);
      return placed({ kind: 'object', entries, ...openOf(value.open) }, place);
    }
  }
}

/** Why there may be more of a collection. */
function openOf(because: Unknown | undefined): { readonly open?: ReasonData } {
  return because === undefined ? {} : { open: reasonOf(because) };
}

/** The same, made here a moment ago, with the place where it was written. */
function placed(sealed: SealedValue, at: SourceRange | undefined): SealedValue {
  return at === undefined ? sealed : Object.assign(sealed, { at });
}

/** Elements stand under the list's name; the word after a flag like `--password` under the flag's. */
function sealElements(elements: readonly TerraformValue[], context: SealContext, options: SealOptions): SealedValue[] {
  const above = sensitive(context.name);
  const around: SealContext = above === undefined ? context : { ...context, name: undefined, above };
  return elements.map((element, index) => {
    const before = elements[index - 1];
    const flag = before?.kind === 'string' && /^--?[A-Za-z][A-Za-z0-9_.-]*$/.test(before.value);
    const follows = flag && !(element.kind === 'string' && element.value.startsWith('-'));
    return seal(element, follows ? { ...around, name: before.value.replace(/^-+/, '') } : around, options);
  });
}

function sealEntries(
  value: MapValue | ObjectValue,
  context: SealContext,
  options: SealOptions,
): ReadonlyMap<string, SealedValue> {
  const { entries } = value;
  const { above, marked, place } = context;
  const pair = pairName(entries);
  const pointer = hasPointer(entries);
  const sealed = new Map<string, SealedValue>();
  let hiddenKeys = 0;
  for (const [key, entry] of entries) {
    const looksSecret = isSecretKey(key, options);
    if (looksSecret) options.onSecret?.(key, 'shape');
    const hidden = marked !== undefined || isHiddenKey(value, key) || looksSecret;
    if (hidden) hiddenKeys++;
    // An entry of `secrets` says where a secret is, under which name; neither is the secret.
    const known = pointer ? undefined : (pair(key) ?? above);
    const shown = hidden ? `(sensitive${hiddenKeys > 1 ? ` ${hiddenKeys}` : ''})` : key;
    if (!hidden) options.onName?.(key);
    sealed.set(shown, seal(entry, { name: key, above: known, marked, place }, options));
  }
  return sealed;
}

/** `valueFrom`, as containers and log options have it, in any spelling. */
const isPointer = (key: string): boolean => /^value_?from$/i.test(key);

function hasPointer(entries: ReadonlyMap<string, TerraformValue>): boolean {
  for (const key of entries.keys()) if (isPointer(key)) return true;
  return false;
}

/** A key that looks secret itself, or holds what is secret elsewhere, is not shown. */
function isSecretKey(key: string, options: SealOptions): boolean {
  if (key.length >= 16 && classify(undefined, key) !== undefined) return true;
  return options.hidden?.hides(key) === true;
}

/**
 * The instance keys in addresses (`module.a["x"].aws_b.c["y"]`) that look secret themselves, as they are written there.
 *
 * @param hidden what is secret elsewhere in the code: a key that holds such a text is secret too
 */
export function secretKeysIn(addresses: Iterable<string>, hidden?: SealOptions['hidden']): ReadonlySet<string> {
  const options: SealOptions = { fingerprint: () => undefined, ...(hidden === undefined ? {} : { hidden }) };
  const found = new Set<string>();
  for (const address of addresses) {
    if (!address.includes('["')) continue;
    for (const [, key = ''] of address.matchAll(/\["((?:[^"\\]|\\.)*)"\]/g)) {
      if (isSecretKey(key, options)) found.add(key);
    }
  }
  return found;
}

/** In `{ name, value }` and `{ key, value }` the value stands under the name that the other member gives. */
function pairName(entries: Iterable<readonly [string, TerraformValue]>): (key: string) => string | undefined {
  let name: string | undefined;
  for (const [key, named] of entries) {
    if (!/^(?:name|key)$/i.test(key)) continue;
    name = named.kind === 'string' ? sensitive(named.value) : undefined;
    break;
  }
  return (key) => (name !== undefined && /^values?$/i.test(key) ? name : undefined);
}

function sensitive(name: string | undefined): string | undefined {
  return name !== undefined && judgeName(name) !== undefined ? name : undefined;
}

function sealScalar(text: string, shown: SealedValue, context: SealContext, options: SealOptions): SealedValue {
  const reason = reasonToHide(text, context, options);
  return reason === undefined ? shown : secretOf(text, reason, context, options);
}

/** `around`: the context without the text's own mark, which what it encodes has in the right places. */
function sealText(
  value: StringValue | TemplateValue,
  context: SealContext,
  around: SealContext,
  options: SealOptions,
): SealedValue {
  const text = value.kind === 'string' ? sealString(value, context, options) : sealTemplate(value, context, options);
  const recovered = looksLikeJson(value) ? structureOf(value) : undefined;
  if (recovered === undefined) return text;
  const decoded = seal(recovered, around, options);
  // Stretches say which parts of the text are hidden; what is secret by its name or form in what it encodes has no
  // place in the text.
  const stretches = typeof value.secret === 'object';
  const judged = stretches ? seal(withoutMarks(recovered), around, silent(options)) : decoded;
  return { kind: 'json', text: hasSecret(judged) ? hideText(value, text, context, options) : text, decoded };
}

function silent({ onSecret: _onSecret, onName: _onName, sealed: _sealed, ...options }: SealOptions): SealOptions {
  return { ...options, fingerprint: () => undefined };
}

/** What a JSON text encodes, when that is an array or an object, or again the text of one. */
function structureOf(value: TerraformValue): TerraformValue | undefined {
  const recovered = recoverJson(value);
  if (recovered === undefined || 'elements' in recovered || 'entries' in recovered) return recovered;
  return structureOf(recovered) === undefined ? undefined : recovered;
}

function looksLikeJson(value: StringValue | TemplateValue): boolean {
  const first = value.kind === 'string' ? value.value : value.parts[0];
  return value.encoded !== undefined || (typeof first === 'string' && /^\s*[[{"]/.test(first));
}

/** A text in which something is secret is not shown at all. What that is, its parts have told. */
function hideText(
  value: StringValue | TemplateValue,
  text: SealedValue,
  context: SealContext,
  options: SealOptions,
): SealedValue {
  const quiet = { fingerprint: options.fingerprint };
  if (value.kind === 'string') return secretOf(value.value, 'shape', context, quiet);
  if (text.kind !== 'template') return text;
  return { kind: 'template', parts: segmentsOf(value).map((part) => sealPart(part, 'shape', 'shape', context, quiet)) };
}

function sealString(value: StringValue, context: SealContext, options: SealOptions): SealedValue {
  const segments = typeof value.secret === 'object' ? segmentsOf(value) : [];
  if (segments.some(({ secret }) => secret)) {
    const because = reasonOfHidden(value);
    if (segments.every(({ secret }) => secret)) return secretOf(value.value, because, context, options);
    return sealSegments(segments, because, context, options);
  }
  const reason = reasonToHide(value.value, context, options);
  if (reason !== undefined) return secretOf(value.value, reason, context, options);
  if (context.name !== undefined && naming.test(context.name)) options.onName?.(value.value);
  return { kind: 'string', text: value.value };
}

/** Arguments and members that name what they are of. */
const naming = /^(?:key|family|bucket|identifier|cluster|service|namespace|.*name)$/i;

/**
 * Written in place of a hole for the judgement: a reference, which holds nothing itself; and digits, as an ARN may have
 * there.
 */
const holes = [`\${}`, '0'];
const anArn = 'arn:aws:secretsmanager:us-east-1:0:secret:0';

/**
 * What is known of a string with holes is secret when it is, however the holes are filled, or when a part is by itself.
 * A part that is hidden already counts as a hole.
 */
function sealTemplate(value: TemplateValue, context: SealContext, options: SealOptions): SealedValue {
  return sealSegments(segmentsOf(value), reasonOfHidden(value), context, options);
}

/** @param because why those that are hidden are */
function sealSegments(
  segments: readonly Segment[],
  because: SecretReason,
  context: SealContext,
  options: SealOptions,
): SealedValue {
  const parts = segments.map(({ part, secret }) => (secret === undefined ? part : undefined));
  const filled = isPointer(context.name ?? '')
    ? [parts.map((part, index) => (typeof part === 'string' ? part : index === 0 ? anArn : '0')).join('')]
    : holes.map((hole) => parts.map((part) => (typeof part === 'string' ? part : hole)).join(''));
  const reasons = filled.map((text) => reasonToHide(text, context, options));
  const whole = reasons.includes(undefined) ? undefined : reasons[0];
  const alone = parts
    .map((part) => (typeof part === 'string' ? reasonToHide(part, {}, options) : undefined))
    .find((reason) => reason !== undefined);
  const reason = whole ?? alone;
  return { kind: 'template', parts: segments.map((part) => sealPart(part, because, reason, context, options)) };
}

function sealPart(
  { part, secret }: Segment,
  because: SecretReason,
  reason: SecretReason | undefined,
  context: SealContext,
  options: SealOptions,
): SealedPart {
  if (typeof part !== 'string') return { kind: 'hole', because: reasonOf(part.because) };
  if (secret !== undefined) return secretOf(part, because, context, options);
  return reason === undefined ? { kind: 'text', text: part } : secretOf(part, reason, context, options);
}

/** Why a text is secret: because of a name, of Terraform's mark, or of what it looks like or holds. */
export type SecretReason = 'named' | 'marked' | 'shape';

/** Why what is hidden of a value is: without Terraform's mark it is so for the name of what it was made of. */
function reasonOfHidden(value: TerraformValue): 'marked' | 'named' {
  return isMarked(value, isInherent(value.secret) ? 'inherent' : true) ? 'marked' : 'named';
}

function secretOf(text: string, reason: SecretReason, context: SealContext, options: SealOptions): SealedSecret {
  if (options.onSecret !== undefined) {
    const parts = secretParts(reason === 'named' ? context.name : undefined, text);
    for (const secret of reason === 'shape' ? parts : [text, ...parts]) options.onSecret(secret, reason);
  }
  const fingerprint = options.fingerprint(text);
  return fingerprint === undefined ? { kind: 'secret' } : { kind: 'secret', fingerprint };
}

function reasonToHide(text: string, context: SealContext, options: SealOptions): SecretReason | undefined {
  const { name, above, marked } = context;
  if (marked !== undefined) return marked;
  if (isPointer(name ?? '')) return sealValueFrom(text) instanceof Secret ? 'named' : undefined;
  const reason = classify(name, text);
  if (reason === 'name') return 'named';
  const random = options.randomIsPublic === true && reason === 'entropy' && classify('digest', text) === undefined;
  if (reason !== undefined && !random) return 'shape';
  if (above !== undefined && !isName(text) && classify(above, text) === 'name') return 'named';
  return options.hidden?.hides(text) === true ? 'shape' : undefined;
}

/** Below `secrets` stand names of environment variables and of SSM parameters as often as secrets. */
function isName(text: string): boolean {
  return /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(text) || /^(?:\/[A-Za-z0-9_.-]{1,64}){2,15}$/.test(text);
}

/** Whether there is a secret anywhere in a value. */
export function hasSecret(value: SealedValue): boolean {
  switch (value.kind) {
    case 'secret':
      return true;
    case 'template':
      return value.parts.some((part) => part.kind === 'secret');
    case 'json':
      return hasSecret(value.text) || hasSecret(value.decoded);
    case 'list':
      return value.elements.some(hasSecret);
    case 'object':
      return [...value.entries.values()].some(hasSecret);
    case 'blocks':
      return value.blocks.some(hasSecret);
    default:
      return false;
  }
}

/**
 * A way to show secrets: under a key as fingerprints that compare across runs, without one as numbers that tell equal
 * ones of this run. Without a key nothing is told of one that could be guessed, since its number would tell when the
 * guess is right.
 */
export function fingerprinter(key: string | undefined): (text: string) => string | undefined {
  const seen = new Map<string, string>();
  return (text) => {
    const secret = Secret.of(text);
    if (!key && secret.isGuessable) return undefined;
    const before = seen.get(text);
    if (before !== undefined) return before;
    const shown = (key && secret.fingerprint(key)) || `#${seen.size + 1}`;
    seen.set(text, shown);
    return shown;
  };
}
