import * as z from 'zod';
import type { ConfigMistake } from '../../model/config-mistake.ts';
import { keysAt, valuesAt } from './form-at.ts';
import { type ConfigNode, type ConfigValue, nodeAt, pathText, placeOf } from './node.ts';

type Issue = z.core.$ZodIssue;

/** What zod has against a file, as mistakes with their places. What is refused already is left out. */
export function mistakesOf(issues: readonly Issue[], root: ConfigNode): readonly ConfigMistake[] {
  return issues.flatMap((issue) => flatten(issue)).flatMap((issue) => mistakeOf(issue, root));
}

/**
 * Of a value that may have one of several forms, what the form says that it fits best: the one with the fewest issues.
 * A form of another type than the value has says nothing.
 */
function flatten(issue: Issue): readonly Issue[] {
  if (issue.code === 'invalid_key' || issue.code === 'invalid_element') {
    return issue.issues.flatMap((each) => flatten({ ...each, path: issue.path }));
  }
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  const branches = issue.errors.map((branch) =>
    branch.flatMap((each) => flatten({ ...each, path: [...issue.path, ...each.path] })),
  );
  const isOfType = (branch: readonly Issue[]): boolean =>
    !branch.some(({ code, path }) => code === 'invalid_type' && path.length === issue.path.length);
  const fitting = branches.filter(isOfType);
  if (fitting.length === 0) return [issue];
  const weight = (branch: readonly Issue[]): number =>
    branch.reduce((sum, each) => sum + (each.code === 'unrecognized_keys' ? each.keys.length : 1), 0);
  return fitting.toSorted((a, b) => weight(a) - weight(b))[0] ?? [issue];
}

function mistakeOf(issue: Issue, root: ConfigNode): readonly ConfigMistake[] {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  const { node, isThere } = nodeAt(root, path);
  if (node.isRefused) return [];
  const base = { at: node.at, path: pathText(path) };
  switch (issue.code) {
    case 'unrecognized_keys': {
      const allowed = keysAt(path);
      return issue.keys.map((key) => {
        const entry = node.entries.get(key);
        const at = entry === undefined ? node.at : placeOf(entry);
        return { code: 'unknown-key', at, path: pathText([...path, key]), found: key, allowed };
      });
    }
    case 'invalid_type':
    case 'invalid_union': {
      if (!isThere) return [{ ...base, code: 'missing-key', at: headOf(node) }];
      const values = valuesAt(path);
      if (issue.code === 'invalid_union' && values.length > 0 && typeof node.value === 'string') {
        return [{ ...base, code: 'not-allowed', found: node.value, allowed: values }];
      }
      if (path.length === 0) return [{ ...base, code: 'not-a-map', found: typeOf(node.value) }];
      return [{ ...base, code: 'wrong-type', found: typeOf(node.value), allowed: expectedTypes(issue) }];
    }
    case 'invalid_value': {
      const allowed = issue.values.map(String);
      if (!isThere) return [{ ...base, code: 'missing-key', at: headOf(node), allowed }];
      const { value } = node;
      if (!issue.values.some((each) => typeof each === typeof value)) {
        const kinds = issue.values.map((each) => (typeof each === 'string' ? 'text' : typeof each));
        return [{ ...base, code: 'wrong-type', found: typeOf(value), allowed: [...new Set(kinds)] }];
      }
      return [{ ...base, code: 'not-allowed', found: String(value), allowed }];
    }
    case 'too_small':
      return [{ ...base, code: 'too-small', limit: { count: Number(issue.minimum), unit: unitOf(issue.origin) } }];
    case 'too_big':
      return [{ ...base, code: 'too-large', limit: { count: Number(issue.maximum), unit: unitOf(issue.origin) } }];
    case 'invalid_format':
      return [
        issue.format === 'date' ? { ...base, code: 'date' } : { ...base, code: 'malformed', detail: issue.message },
      ];
    case 'custom':
      return [customMistake(issue, base, node)];
    default:
      return [{ ...base, code: 'malformed', detail: issue.message }];
  }
}

/** What a section says of its own: `params` with a code and what belongs to it, or a message without any value. */
const custom = z.object({
  code: z.enum(['malformed', 'unknown-rule', 'bare-wildcard', 'not-allowed', 'duplicate']).catch('malformed'),
  detail: z.string().optional(),
  allowed: z.array(z.string()).optional(),
});

function customMistake(
  { params = {}, message }: Extract<Issue, { code: 'custom' }>,
  base: Pick<ConfigMistake, 'at' | 'path'>,
  { value }: ConfigNode,
): ConfigMistake {
  const { code, detail, allowed } = custom.parse(params);
  const said = detail ?? (code === 'malformed' ? message : undefined);
  return {
    ...base,
    code,
    ...(allowed === undefined || typeof value !== 'string' ? {} : { found: value, allowed }),
    ...(said === undefined ? {} : { detail: said }),
  };
}

/** Where something is missing from: the key of the map, or its first key. */
function headOf({ keyAt, entries, at }: ConfigNode): ConfigMistake['at'] {
  if (keyAt !== undefined) return keyAt;
  const [first] = entries.values();
  return first === undefined ? at : placeOf(first);
}

const unitOf = (origin: string): 'characters' | 'entries' | 'value' =>
  origin === 'string' ? 'characters' : origin === 'array' || origin === 'set' || origin === 'map' ? 'entries' : 'value';

/** The type of a value, by its name in `wrong-type`. */
function typeOf(value: ConfigValue): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'list';
  return typeof value === 'object' ? 'map' : typeof value === 'string' ? 'text' : typeof value;
}

const types: ReadonlyMap<string, string> = new Map([
  ['string', 'text'],
  ['array', 'list'],
  ['object', 'map'],
  ['record', 'map'],
  ['int', 'whole-number'],
]);

function expectedTypes(issue: Issue): readonly string[] {
  if (issue.code === 'invalid_type') return [types.get(issue.expected) ?? issue.expected];
  if (issue.code !== 'invalid_union') return [];
  return [...new Set(issue.errors.flat().flatMap((each) => expectedTypes(each)))];
}
