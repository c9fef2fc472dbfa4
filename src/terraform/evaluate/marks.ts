import { hasHidden, hideWith, isInherent, secrecyOf } from '../../model/secret/secrecy.ts';
import type { TerraformValue } from '../../model/value.ts';
import { mapDeep, someChild } from './value-parts.ts';

/** Whether a value or any part of it is sensitive. */
export function isSensitive(value: TerraformValue): boolean {
  if (value.sensitive === true) return true;
  if (value.kind === 'template') return value.parts.some((part) => typeof part !== 'string' && part.sensitive === true);
  return someChild(value, isSensitive);
}

/**
 * The value with the sensitive mark when `sensitive` is true, else unchanged: all of it is hidden then. What a text was
 * encoded from is marked with it, so that decoding does not lose the mark.
 */
export function withMark<V extends TerraformValue>(value: V, sensitive = true): V {
  if (!sensitive) return value;
  const inherent = isInherent(value.secret);
  const encoded = 'encoded' in value ? value.encoded : undefined;
  if (value.sensitive === true && encoded === undefined && (value.secret === undefined || value.secret === 'inherent'))
    return value;
  const { secret: _secret, ...rest } = value;
  return {
    ...(rest as V),
    sensitive: true,
    ...(inherent && { secret: 'inherent' }),
    ...(encoded !== undefined && { encoded: withMark(encoded) }),
  };
}

/** The value with Terraform's sensitive mark when `sensitive` is true, but with no more of it hidden than was. */
export function withOuterMark<V extends TerraformValue>(value: V, sensitive = true): V {
  return !sensitive || value.sensitive === true ? value : { ...value, sensitive: true, secret: secrecyOf(value) };
}

/** A part that was taken out of `whole`, with the marks that this gives it. */
export function withMarksOf<V extends TerraformValue>(part: V, whole: TerraformValue): V {
  const secrecy = secrecyOf(whole);
  if (whole.sensitive !== true && secrecy === false) return part;
  if (whole.secret === undefined) {
    const own = part.sensitive === true || whole.bySchema !== true;
    return own ? withMark(part) : { ...withMark(part), bySchema: true };
  }
  return withOuterMark(hideWith(part, whole), whole.sensitive === true);
}

/** The value without Terraform's marks, in which the same is hidden as before. */
export function onlySecrets(value: TerraformValue): TerraformValue {
  if (!isSensitive(value)) return value;
  return mapDeep(value, (part) => {
    if (part.sensitive === undefined) return part;
    const { sensitive: _sensitive, ...rest } = part;
    const secret = secrecyOf(part);
    const bare = { ...rest, ...(secret === false ? {} : { secret }) } as TerraformValue;
    return 'encoded' in bare && bare.encoded !== undefined ? { ...bare, encoded: onlySecrets(bare.encoded) } : bare;
  });
}

/** The value with every mark taken off it and every part of it, and nothing of it hidden. */
export function withoutMarks(value: TerraformValue): TerraformValue {
  return mapDeep(value, (part) => {
    const unmarked = stripMark(part);
    const bare =
      'encoded' in unmarked && unmarked.encoded !== undefined
        ? { ...unmarked, encoded: withoutMarks(unmarked.encoded) }
        : unmarked;
    if (bare.kind !== 'template') return bare;
    return { ...bare, parts: bare.parts.map((hole) => (typeof hole === 'string' ? hole : stripMark(hole))) };
  });
}

/** Whether Terraform's mark or anything hidden is in a value. */
export function hasMarks(value: TerraformValue): boolean {
  return isSensitive(value) || hasHidden(value);
}

function stripMark<V extends TerraformValue>(value: V): V {
  if (value.sensitive === undefined && value.secret === undefined && !('secretKeys' in value)) return value;
  const { sensitive: _sensitive, secret: _secret, bySchema: _bySchema, ...rest } = value;
  if (!('secretKeys' in rest)) return rest as V;
  const { secretKeys: _keys, ...bare } = rest;
  return bare as V;
}

/** The value as `nonsensitive` leaves it: without its own mark, with nothing hidden but what is secret in itself. */
export function declassified(value: TerraformValue): TerraformValue {
  const own = reveal(value);
  const { sensitive: _sensitive, bySchema: _bySchema, ...bare } = own;
  // What is hidden without a mark of its own is so for the mark that is taken off.
  const parts = mapDeep(bare as TerraformValue, (part) => (part.sensitive === true ? part : reveal(part)));
  if (!('encoded' in parts) || parts.encoded === undefined) return parts;
  return { ...parts, encoded: mapDeep(parts.encoded, (part) => stripSensitive(reveal(part))) };
}

function stripSensitive(value: TerraformValue): TerraformValue {
  if (value.sensitive === undefined) return value;
  const { sensitive: _sensitive, bySchema: _bySchema, ...bare } = value;
  return bare as TerraformValue;
}

function reveal(value: TerraformValue): TerraformValue {
  if ('secretKeys' in value) {
    const { secretKeys: _keys, ...shown } = value;
    return reveal(shown);
  }
  if (value.secret === undefined) return value;
  const { secret, ...rest } = value;
  const kept = typeof secret === 'object' ? secret.filter(({ inherent }) => inherent === true) : secret;
  const left = isInherent(kept) ? kept : undefined;
  return (left === undefined ? rest : { ...rest, secret: left }) as TerraformValue;
}
