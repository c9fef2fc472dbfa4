import {
  holeWidth,
  type Secrecy,
  type Stretch,
  type StringValue,
  type TemplateValue,
  type TemplateValuePart,
  type TerraformValue,
  type UnknownValue,
} from '../value.ts';
import { isRedactedName } from './redaction.ts';

/*
 * What of a value of the language nobody may see. Terraform's own mark (`sensitive`) is the start of it: all of such a
 * value is hidden unless `secret` says which part of it is.
 */

/** What of a value itself is hidden; of a collection its parts may say more. */
export function secrecyOf(value: TerraformValue): Secrecy {
  return value.secret ?? value.sensitive === true;
}

/** Whether anything of a value itself is hidden. */
export function isHidden(value: TerraformValue): boolean {
  const secrecy = secrecyOf(value);
  return typeof secrecy === 'object' ? secrecy.length > 0 : secrecy !== false;
}

/** Whether all of a value is hidden: a value that is no text has no stretches, so any hides it. */
export function isWhollyHidden(value: TerraformValue): boolean {
  return typeof secrecyOf(value) === 'object' && (value.kind === 'string' || value.kind === 'template')
    ? false
    : isHidden(value);
}

/** Whether something of a value is hidden that the code cannot show with `nonsensitive`. */
export function isInherent(secrecy: Secrecy | undefined): boolean {
  return typeof secrecy === 'object' ? secrecy.some(({ inherent }) => inherent === true) : secrecy === 'inherent';
}

/** Whether anything of a value or in it is hidden. */
export function hasHidden(value: TerraformValue): boolean {
  if (isHidden(value)) return true;
  switch (value.kind) {
    case 'list':
    case 'set':
    case 'tuple':
      return value.elements.some(hasHidden);
    case 'map':
    case 'object':
      if (value.secretKeys !== undefined && value.secretKeys.size > 0) return true;
      for (const entry of value.entries.values()) if (hasHidden(entry)) return true;
      return false;
    case 'template':
      return value.parts.some((part) => typeof part !== 'string' && part.sensitive === true);
    default:
      return false;
  }
}

/** Whether anything of a value or in it is hidden that the code cannot show with `nonsensitive`. */
export function hasInherent(value: TerraformValue): boolean {
  if (isInherent(value.secret)) return true;
  if ('elements' in value) return value.elements.some(hasInherent);
  return 'entries' in value && [...value.entries.values()].some(hasInherent);
}

/** The value with all of it hidden, whatever Terraform thinks of it. What a text was encoded from is hidden with it. */
export function hide<V extends TerraformValue>(value: V, as: true | 'inherent' = true): V {
  const known = value.secret === undefined ? value.sensitive === true : value.secret;
  const inherent = as === 'inherent' || isInherent(value.secret);
  if (known === 'inherent' || (known === true && !inherent)) return value;
  const hidden: V = { ...value, secret: inherent ? 'inherent' : true };
  if (!('encoded' in hidden) || hidden.encoded === undefined) return hidden;
  return { ...hidden, encoded: hide(hidden.encoded, inherent ? 'inherent' : true) };
}

/** The value that stands under a name, hidden when the configuration calls that name secret. */
export function hideRedacted(value: TerraformValue, name: string): TerraformValue {
  return isRedactedName(name) ? hide(value, 'inherent') : value;
}

/** A part that was taken out of `whole`, or made of all of it: hidden when that is. */
export function hideWith<V extends TerraformValue>(part: V, whole: TerraformValue): V {
  if (!isHidden(whole)) return part;
  const hidden = hide(part, isInherent(whole.secret) ? 'inherent' : true);
  return whole.bySchema === true && !isHidden(part) ? { ...hidden, bySchema: true } : hidden;
}

/** The elements of a list, set or tuple, each hidden when all of the collection is. */
export function elementsHiddenWith(
  value: Extract<TerraformValue, { readonly elements: unknown }>,
): readonly TerraformValue[] {
  return isHidden(value) ? value.elements.map((element) => hideWith(element, value)) : value.elements;
}

/** The entries of a map or object, each hidden when all of the collection is. */
export function entriesHiddenWith(
  value: Extract<TerraformValue, { readonly entries: unknown }>,
): ReadonlyMap<string, TerraformValue> {
  if (!isHidden(value)) return value.entries;
  return new Map([...value.entries].map(([key, entry]) => [key, hideWith(entry, value)]));
}

/** Whether a key of a map or object is hidden. */
export function isHiddenKey(value: Extract<TerraformValue, { readonly entries: unknown }>, key: string): boolean {
  return isHidden(value) || value.secretKeys?.has(key) === true;
}

/** A part of a text, and whether it is hidden. */
export interface Segment {
  readonly part: TemplateValuePart;
  readonly secret?: true | 'inherent';
}

/**
 * A text taken apart where something hidden begins or ends. Of an empty text that is hidden there is an empty segment.
 */
export function segmentsOf(value: StringValue | TemplateValue | UnknownValue): Segment[] {
  const parts: readonly TemplateValuePart[] =
    value.kind === 'string' ? [value.value] : value.kind === 'template' ? value.parts : [value];
  const secrecy = secrecyOf(value);
  if (typeof secrecy !== 'object' || value.kind === 'unknown') {
    if (!isHidden(value)) return parts.filter((part) => part !== '').map((part) => ({ part }));
    const secret = isInherent(value.secret) ? 'inherent' : true;
    return parts.map((part) => ({ part, secret }));
  }
  const segments: Segment[] = [];
  let start = 0;
  let first = 0;
  for (const part of parts) {
    const end = start + (typeof part === 'string' ? part.length : holeWidth);
    while ((secrecy[first]?.end ?? start) < start) first++;
    let at = start;
    for (let index = first; (secrecy[index]?.start ?? end + 1) <= end; index++) {
      const stretch = secrecy[index];
      if (stretch === undefined || !touches(stretch, start, end)) continue;
      const secret = stretch.inherent ? 'inherent' : true;
      if (typeof part !== 'string') {
        segments.push({ part, secret });
        at = end;
        break;
      }
      if (stretch.start > at) segments.push({ part: part.slice(at - start, stretch.start - start) });
      const to = Math.min(stretch.end, end);
      segments.push({ part: part.slice(Math.max(at, stretch.start) - start, to - start), secret });
      at = Math.max(at, to);
    }
    if (at < end) segments.push({ part: typeof part === 'string' ? part.slice(at - start) : part });
    start = end;
  }
  return segments;
}

/** Stretches in order, those that touch or overlap as one. */
export function joinStretches(stretches: readonly Stretch[]): readonly Stretch[] {
  const joined: Stretch[] = [];
  for (const stretch of stretches.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    const last = joined.at(-1);
    if (last === undefined || stretch.start > last.end) joined.push(stretch);
    else {
      const inherent = last.inherent ?? stretch.inherent;
      joined[joined.length - 1] = {
        start: last.start,
        end: Math.max(last.end, stretch.end),
        ...(inherent && { inherent }),
      };
    }
  }
  return joined;
}

/** The stretches, of those in order, that have anything to do with what stands from `start` to `end`. */
export function stretchesIn(stretches: readonly Stretch[], start: number, end: number): readonly Stretch[] {
  let low = 0;
  let high = stretches.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((stretches[middle]?.end ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  const found: Stretch[] = [];
  for (let index = low; index < stretches.length; index++) {
    const stretch = stretches[index];
    if (stretch === undefined || stretch.start > end) break;
    if (touches(stretch, start, end)) found.push(stretch);
  }
  return found;
}

function touches(stretch: Stretch, start: number, end: number): boolean {
  if (stretch.start === stretch.end) return start <= stretch.start && stretch.start <= end;
  return stretch.start < end && stretch.end > start;
}

/**
 * The texts in a value that are hidden, each once, in order: the stretches and numbers by themselves. Hidden keys are
 * not among them: they name things (`DATABASE_PASSWORD`) that have the same name elsewhere.
 */
export function hiddenTexts(value: TerraformValue): readonly string[] {
  return textsOf(value, () => true);
}

/** Those of them that Terraform or a provider marks. */
export function markedTexts(value: TerraformValue): readonly string[] {
  return textsOf(value, isMarked);
}

/** Whether something that is hidden of a value is so because Terraform marks it, or because of what it is. */
export function isMarked({ sensitive }: TerraformValue, secret: true | 'inherent'): boolean {
  return sensitive === true || secret === true;
}

type CountsHidden = (value: TerraformValue, secret: true | 'inherent') => boolean;

function textsOf(value: TerraformValue, counts: CountsHidden): readonly string[] {
  const found = new Set<string>();
  collect(value, counts, found);
  found.delete('');
  return [...found];
}

function collect(value: TerraformValue, counts: CountsHidden, found: Set<string>): void {
  switch (value.kind) {
    case 'string':
    case 'template':
      if (isHidden(value)) {
        for (const { part, secret } of segmentsOf(value)) {
          if (secret && typeof part === 'string' && counts(value, secret)) found.add(part);
        }
      }
      return;
    case 'number':
      if (isHidden(value) && counts(value, isInherent(value.secret) ? 'inherent' : true)) {
        found.add(value.value.toFixed());
      }
      return;
    case 'list':
    case 'set':
    case 'tuple':
      for (const element of elementsHiddenWith(value)) collect(element, counts, found);
      return;
    case 'map':
    case 'object':
      for (const entry of entriesHiddenWith(value).values()) collect(entry, counts, found);
      return;
    default:
  }
}
