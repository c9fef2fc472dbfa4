import { hide } from '../model/secret/secrecy.ts';
import type { KnownAttributes } from '../model/stack.ts';
import type { SealedValue } from '../model/understanding.ts';
import type { TerraformValue } from '../model/value.ts';
import { recoverJson } from '../terraform/evaluate/json.ts';
import { hasMarks, withoutMarks } from '../terraform/evaluate/marks.ts';
import type { Configuration } from '../terraform/load/load.ts';
import { type EvaluatedModules, moduleEvaluator } from '../terraform/stack/evaluate-modules.ts';
import { hasSecret, type SealOptions, sealValue } from './seal.ts';

/**
 * Evaluates a configuration, again and again with more known (see `moduleEvaluator`), with all hidden that is secret by
 * its name or form, so that whatever is made of it is hidden too (`upper(var.db_password)`). To Terraform nothing is
 * marked by that, so the code means what it meant.
 */
export function markedEvaluator(configuration: Configuration): (known: KnownAttributes) => EvaluatedModules {
  return moduleEvaluator(configuration, marker({ fingerprint: () => undefined }));
}

type Mark = (value: TerraformValue, name: string) => TerraformValue;

/** A function that hides the parts of a value that are secret, given the name that it stands under. */
export function marker(options: SealOptions): Mark {
  const done = new WeakMap<TerraformValue, Map<string, TerraformValue>>();
  return (value, name) => {
    const known = done.get(value) ?? new Map<string, TerraformValue>();
    done.set(value, known);
    const before = known.get(name);
    if (before !== undefined) return before;
    const bare = hasMarks(value) ? withoutMarks(value) : value;
    const { onSecret: _onSecret, ...judge } = options;
    const marked = hideLike(value, sealValue(bare, name, { ...judge, fingerprint: () => undefined }));
    known.set(name, marked);
    return marked;
  };
}

/** The value with each part hidden that is sealed in its twin, which has the same form. */
function hideLike(value: TerraformValue, sealed: SealedValue): TerraformValue {
  if (!hasSecret(sealed)) return value;
  if ('elements' in value && sealed.kind === 'list') {
    return { ...value, elements: value.elements.map((element, index) => hidePart(element, sealed.elements[index])) };
  }
  if ('entries' in value && sealed.kind === 'object' && sealed.entries.size === value.entries.size) {
    const twins = [...sealed.entries];
    const keys = [...value.entries.keys()].filter((key, index) => twins[index]?.[0] !== key);
    const entries = new Map([...value.entries].map(([key, entry], index) => [key, hidePart(entry, twins[index]?.[1])]));
    const secretKeys = new Set([...(value.secretKeys ?? []), ...keys]);
    return { ...value, entries, ...(secretKeys.size > 0 && { secretKeys }) };
  }
  if (sealed.kind !== 'json' || (value.kind !== 'string' && value.kind !== 'template')) return hide(value, 'inherent');
  // Where in the text the secret stands is not told, but what the text encodes is known by its parts.
  const structure = recoverJson(value);
  const hidden = hide(value, 'inherent');
  return structure === undefined ? hidden : { ...hidden, encoded: hideLike(structure, sealed.decoded) };
}

/** A part without a twin is taken for secret. */
function hidePart(part: TerraformValue, sealed: SealedValue | undefined): TerraformValue {
  return sealed === undefined ? hide(part, 'inherent') : hideLike(part, sealed);
}
