import type { SealedValue } from '../model/understanding.ts';
import type { TerraformValue } from '../model/value.ts';
import { withMark } from '../terraform/evaluate/value.ts';
import { type EvaluatedModules, evaluateModules } from '../terraform/expand.ts';
import type { Configuration } from '../terraform/load.ts';
import type { KnownAttributes } from '../terraform/stack.ts';
import { hasSecret, type SealOptions, sealValue } from './seal.ts';

/**
 * Evaluates a configuration with Terraform's sensitive mark on all that is secret by its name or form, so that whatever is made of it is
 * secret too (`upper(var.db_password)`).
 *
 * @param known what is known beside the code
 */
export function evaluateMarked(configuration: Configuration, known: KnownAttributes = new Map()): EvaluatedModules {
  const mark = marker({ fingerprint: () => '' }, 'scalars');
  const marked = evaluateModules(configuration, known, mark);
  if (!marked.stack.diagnostics.some(({ severity }) => severity === 'error')) return marked;
  // A mark forbids what the code may do with it (`for_each`): it must not be us who makes the code invalid.
  const plain = evaluateModules(configuration, known);
  return plain.stack.diagnostics.length < marked.stack.diagnostics.length ? plain : marked;
}

type Mark = (value: TerraformValue, name: string) => TerraformValue;

/**
 * A function that marks the parts of a value that are secret, given the name that it stands under. `scalars`: leaves elements of lists alone, since a
 * mark on one makes a set of them sensitive.
 */
export function marker(options: SealOptions, parts: 'all' | 'scalars'): Mark {
  const done = new WeakMap<TerraformValue, Map<string, TerraformValue>>();
  return (value, name) => {
    const known = done.get(value) ?? new Map<string, TerraformValue>();
    done.set(value, known);
    const before = known.get(name);
    if (before !== undefined) return before;
    const marked = markLike(value, sealValue(value, name, { ...options, fingerprint: () => '' }), parts);
    known.set(name, marked);
    return marked;
  };
}

/** The value with a mark on each part that is sealed in its twin, which has the same form. */
function markLike(value: TerraformValue, sealed: SealedValue, parts: 'all' | 'scalars'): TerraformValue {
  if (!hasSecret(sealed)) return value;
  if ('elements' in value) {
    if (parts === 'scalars') return value;
    // A set cannot hold marked elements: it is marked itself.
    if (value.kind === 'set' || sealed.kind !== 'list') return withMark(value);
    return {
      ...value,
      elements: value.elements.map((element, index) => markPart(element, sealed.elements[index], parts)),
    };
  }
  if ('entries' in value && sealed.kind === 'object' && sealed.entries.size === value.entries.size) {
    const twins = [...sealed.entries.values()];
    const entries = new Map(
      [...value.entries].map(([key, entry], index) => [key, markPart(entry, twins[index], parts)]),
    );
    return { ...value, entries };
  }
  return withMark(value);
}

/** A part without a twin is taken for secret. */
function markPart(part: TerraformValue, sealed: SealedValue | undefined, parts: 'all' | 'scalars'): TerraformValue {
  return sealed === undefined ? withMark(part) : markLike(part, sealed, parts);
}
