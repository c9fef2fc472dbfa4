import { reasonOf } from '../model/declared.ts';
import { Secret } from '../model/secret.ts';
import { judgeName } from '../model/sensitive-name.ts';
import { classify, sealValueFrom } from '../model/sensitivity.ts';
import type { SourceRange } from '../model/source.ts';
import type { SealedPart, SealedValue } from '../model/understanding.ts';
import type { StringValue, TemplateValue, TerraformValue } from '../model/value.ts';
import { recoverJson } from '../terraform/evaluate/json.ts';
import { formatNumber } from '../terraform/evaluate/number.ts';
import type { ResolvedBlocks, ResolvedBody } from '../terraform/stack.ts';

/*
 * Values as they may be shown: what is secret (docs/secrets.md) becomes a fingerprint on the way. Names count as they do in a check, and
 * more: what stands anywhere below a sensitive name is secret too, and so is every text that holds a secret found elsewhere in the code.
 */

/** How secrets are told and what stands for them. */
export interface SealOptions {
  /** What a secret's text is shown as. */
  readonly fingerprint: (text: string) => string;
  /** Texts that are secret wherever they occur. */
  readonly hidden?: readonly string[];
  /** Told of every text that is secret because of a name alone: neither a mark nor its form tells that elsewhere. */
  readonly onSecret?: (text: string) => void;
  /** Random text is no secret: it was computed from what the user typed. */
  readonly randomIsPublic?: boolean;
}

/** What is known of a value from around it. */
interface Context {
  /** The name it stands under. */
  readonly name?: string | undefined;
  /** A sensitive name further up. */
  readonly above?: string | undefined;
  /** A collection around it is marked sensitive. */
  readonly marked?: boolean;
  readonly place?: SourceRange | undefined;
}

/** Seals a value that stands under `name`. */
export function sealValue(value: TerraformValue, name: string | undefined, options: SealOptions): SealedValue {
  return seal(value, name === undefined ? {} : { name }, options);
}

/** Seals the content of a resource's block. `container_definitions` is given as what it encodes, other JSON texts as both. */
export function sealBody(body: ResolvedBody, type: string, options: SealOptions): SealedValue {
  const pair = pairName(new Map([...body.attributes].map(([name, { value }]) => [name, value])));
  const entries = new Map<string, SealedValue>();
  for (const [name, { value, at }] of body.attributes) {
    const known = providerSecrets.get(type)?.includes(name) === true ? 'secret' : pair(name);
    const context: Context = { name, above: known, place: at };
    const decoded = name === 'container_definitions' ? structureOf(value) : undefined;
    entries.set(name, seal(decoded ?? value, context, options));
  }
  for (const [name, blocks] of body.blocks) entries.set(name, sealBlocks(blocks, type, options));
  return { kind: 'object', entries };
}

/** Attributes that the provider marks sensitive although their names do not say so. */
const providerSecrets: ReadonlyMap<string, readonly string[]> = new Map([
  // https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ssm_parameter#value
  ['aws_ssm_parameter', ['value']],
]);

function sealBlocks({ blocks, open }: ResolvedBlocks, type: string, options: SealOptions): SealedValue {
  return {
    kind: 'blocks',
    blocks: blocks.map(({ body, at }) => ({ ...sealBody(body, type, options), at })),
    ...(open === undefined ? {} : { open: reasonOf(open.because) }),
  };
}

function seal(value: TerraformValue, context: Context, options: SealOptions): SealedValue {
  const place = value.at ?? context.place;
  const at = place === undefined ? {} : { at: place };
  const inner: Context = value.sensitive === true ? { ...context, marked: true, place } : { ...context, place };
  const open = 'open' in value && value.open !== undefined ? { open: reasonOf(value.open) } : {};
  switch (value.kind) {
    case 'null':
      return { kind: 'null', ...at };
    case 'unknown':
      return { kind: 'unknown', because: reasonOf(value.because), ...at };
    case 'bool':
      return sealScalar(String(value.value), { kind: 'bool', value: value.value, ...at }, inner, options);
    case 'number': {
      const digits = formatNumber(value.value);
      return sealScalar(digits, { kind: 'number', digits: digits === '-0' ? '0' : digits, ...at }, inner, options);
    }
    case 'string':
    case 'template':
      return { ...sealText(value, inner, { ...context, place }, options), ...at };
    case 'list':
    case 'set':
    case 'tuple':
      return { kind: 'list', elements: sealElements(value.elements, inner, options), ...open, ...at };
    case 'map':
    case 'object':
      return { kind: 'object', entries: sealEntries(value.entries, inner, options), ...open, ...at };
  }
}

/** Elements stand under the list's name; the word after a flag like `--password` under the flag's. */
function sealElements(elements: readonly TerraformValue[], context: Context, options: SealOptions): SealedValue[] {
  const above = sensitive(context.name);
  const around: Context = above === undefined ? context : { ...context, name: undefined, above };
  return elements.map((element, index) => {
    const before = elements[index - 1];
    const flag = before?.kind === 'string' && /^--?[A-Za-z][A-Za-z0-9_.-]*$/.test(before.value);
    const follows = flag && !(element.kind === 'string' && element.value.startsWith('-'));
    return seal(element, follows ? { ...around, name: before.value.replace(/^-+/, '') } : around, options);
  });
}

function sealEntries(
  entries: ReadonlyMap<string, TerraformValue>,
  context: Context,
  options: SealOptions,
): ReadonlyMap<string, SealedValue> {
  const pair = pairName(entries);
  const pointer = [...entries.keys()].some(isPointer);
  const above = sensitive(context.name) ?? context.above;
  const sealed = new Map<string, SealedValue>();
  for (const [key, entry] of entries) {
    // An entry of `secrets` says where a secret is, under which name; neither is the secret.
    const known = pointer ? undefined : (pair(key) ?? above);
    sealed.set(shownKey(key), seal(entry, { ...context, name: key, above: known }, options));
  }
  return sealed;
}

/** `valueFrom`, as containers and log options have it, in any spelling. */
const isPointer = (key: string): boolean => /^value_?from$/i.test(key);

/** A key that looks secret itself is not shown. */
function shownKey(key: string): string {
  return key.length >= 16 && classify(undefined, key) !== undefined ? '[secret]' : key;
}

/** In `{ name, value }` and `{ key, value }` the value stands under the name that the other member gives. */
function pairName(entries: ReadonlyMap<string, TerraformValue>): (key: string) => string | undefined {
  const named = [...entries].find(([key]) => /^(?:name|key)$/i.test(key))?.[1];
  const name = named?.kind === 'string' ? sensitive(named.value) : undefined;
  return (key) => (/^values?$/i.test(key) ? name : undefined);
}

function sensitive(name: string | undefined): string | undefined {
  return name !== undefined && judgeName(name) !== undefined ? name : undefined;
}

function sealScalar(text: string, shown: SealedValue, context: Context, options: SealOptions): SealedValue {
  const reason = reasonToHide(text, context, options);
  return reason === undefined ? shown : { ...secretOf(text, reason, options), ...placeOf(shown) };
}

function placeOf({ at }: SealedValue): { readonly at?: SourceRange } {
  return at === undefined ? {} : { at };
}

/** `around`: the context without the text's own mark, which what it encodes has in the right places. */
function sealText(
  value: StringValue | TemplateValue,
  context: Context,
  around: Context,
  options: SealOptions,
): SealedValue {
  const text = value.kind === 'string' ? sealString(value, context, options) : sealTemplate(value, context, options);
  const recovered = looksLikeJson(value) ? structureOf(value) : undefined;
  if (recovered === undefined) return text;
  const decoded = seal(recovered, around, options);
  return { kind: 'json', text: hasSecret(decoded) ? hideText(value, text, options) : text, decoded };
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

/** A text in which something is secret is not shown at all. */
function hideText(value: StringValue | TemplateValue, text: SealedValue, options: SealOptions): SealedValue {
  if (value.kind === 'string') return secretOf(value.value, 'shape', options);
  if (text.kind !== 'template') return text;
  return { kind: 'template', parts: value.parts.map((part) => sealPart(part, 'shape', options)) };
}

function sealString({ value }: StringValue, context: Context, options: SealOptions): SealedValue {
  const reason = reasonToHide(value, context, options);
  return reason === undefined ? { kind: 'string', text: value } : secretOf(value, reason, options);
}

/** Written in place of a hole for the judgement: a reference, which holds nothing itself; and digits, as an ARN may have there. */
const holes = [`\${}`, '0'];
const anArn = 'arn:aws:secretsmanager:us-east-1:0:secret:0';

/** What is known of a string with holes is secret when it is, however the holes are filled, or when a part is by itself. */
function sealTemplate({ parts }: TemplateValue, context: Context, options: SealOptions): SealedValue {
  const filled = isPointer(context.name ?? '')
    ? [parts.map((part, index) => (typeof part === 'string' ? part : index === 0 ? anArn : '0')).join('')]
    : holes.map((hole) => parts.map((part) => (typeof part === 'string' ? part : hole)).join(''));
  const reasons = filled.map((text) => reasonToHide(text, context, options));
  const whole = reasons.includes(undefined) ? undefined : reasons[0];
  const alone = parts
    .map((part) => (typeof part === 'string' ? reasonToHide(part, {}, options) : undefined))
    .find((reason) => reason !== undefined);
  const reason = whole ?? alone;
  return { kind: 'template', parts: parts.map((part) => sealPart(part, reason, options)) };
}

function sealPart(part: TemplateValue['parts'][number], reason: Reason | undefined, options: SealOptions): SealedPart {
  if (typeof part !== 'string') return { kind: 'hole', because: reasonOf(part.because) };
  return reason === undefined ? { kind: 'text', text: part } : secretOf(part, reason, options);
}

/** Why a text is secret: because of a name, of Terraform's mark, or of what it looks like or holds. */
type Reason = 'named' | 'marked' | 'shape';

function secretOf(text: string, reason: Reason, options: SealOptions): { kind: 'secret'; fingerprint: string } {
  if (reason === 'named') options.onSecret?.(text);
  return { kind: 'secret', fingerprint: options.fingerprint(text) };
}

function reasonToHide(text: string, context: Context, options: SealOptions): Reason | undefined {
  const { name, above, marked = false } = context;
  if (marked) return 'marked';
  if (isPointer(name ?? '')) return sealValueFrom(text) instanceof Secret ? 'named' : undefined;
  const reason = classify(name, text);
  if (reason === 'name') return 'named';
  const random = options.randomIsPublic === true && reason === 'entropy' && classify('digest', text) === undefined;
  if (reason !== undefined && !random) return 'shape';
  if (above !== undefined && !isName(text) && classify(above, text) === 'name') return 'named';
  return options.hidden?.some((hidden) => text.includes(hidden)) === true ? 'shape' : undefined;
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

/** A way to show secrets: under a key as fingerprints that compare across runs, without one as numbers that tell equal ones of this run. */
export function fingerprinter(key: string | undefined): (text: string) => string {
  const seen = new Map<string, string>();
  return (text) => {
    const before = seen.get(text);
    if (before !== undefined) return before;
    const shown = (key && Secret.of(text).fingerprint(key)) || `#${seen.size + 1}`;
    seen.set(text, shown);
    return shown;
  };
}
