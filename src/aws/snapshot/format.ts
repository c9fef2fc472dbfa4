import * as z from 'zod/mini';
import english from 'zod/v4/locales/en.js';
import { awsProblemKinds } from '../../model/aws-problem-kinds.ts';
import { JsonFault, JsonReader, parseJsonText, type TextSource } from '../../model/json-reader.ts';
import { ProblemError } from '../../model/problem.ts';
import type { AwsProblem } from '../../model/report/aws-problem.ts';
import { classify, redactText } from '../../model/secret/sensitivity.ts';
import type { AnyReadDefinition } from '../read.ts';
import { type ReadName, reads } from '../reads/index.ts';
import { date } from './recorded-form.ts';

/*
 * A snapshot's file format; docs/snapshot.md describes it to those who write one by hand. What a read of it may hold
 * stands in the read's definition.
 */

// Issues are told to whoever wrote the file. What zod alone has by itself, its lesser form takes from whoever needs it.
z.config(english());

type RecordedProblem = Omit<AwsProblem, 'action' | 'region'>;

const problemMembers = {
  kind: z.enum(awsProblemKinds),
  code: z.optional(z.string()),
  message: z.optional(z.string()),
  member: z.optional(z.string()),
} satisfies Record<keyof RecordedProblem, z.ZodMiniType>;
const problem: z.ZodMiniType<RecordedProblem> = z.strictObject(problemMembers);

/** A read as the file holds it. Its key and its result are of the form that the definition of its action gives them. */
export interface ReadData {
  readonly action: ReadName;
  readonly region?: string | undefined;
  readonly key: object;
  readonly result?: unknown;
  readonly absent?: true | undefined;
  readonly problem?: RecordedProblem | undefined;
}

/** A read: `action`, `key`, and one of `result`, `absent` and `problem`. */
function readForm({ action, key, result }: AnyReadDefinition): z.ZodMiniType {
  return z
    .strictObject({
      action: z.literal(action),
      region: z.optional(z.string()),
      key: key(),
      result: z.optional(result()),
      absent: z.optional(z.literal(true)),
      problem: z.optional(problem),
    })
    .check(
      z.refine(
        (one) => [one.result, one.absent, one.problem].filter((outcome) => outcome !== undefined).length === 1,
        'needs exactly one of "result", "absent" and "problem"',
      ),
    );
}

/** The forms of reads by action. Making one takes time, and most snapshots hold reads of a few actions. */
const readForms = new Map<unknown, z.ZodMiniType>();

function formOf(action: unknown): z.ZodMiniType | undefined {
  const existing = readForms.get(action);
  if (existing !== undefined) return existing;
  const definition = reads.find((one) => one.action === action);
  if (definition === undefined) return undefined;
  const made = readForm(definition);
  readForms.set(action, made);
  return made;
}

const read = z.custom<ReadData>().check(({ value, issues }) => {
  const input: unknown = value;
  if (typeof input !== 'object' || input === null) {
    issues.push({ code: 'invalid_type', expected: 'object', input });
    return;
  }
  const form = formOf(Reflect.get(input, 'action'));
  if (form === undefined) {
    issues.push({ code: 'custom', path: ['action'], message: 'Invalid input', input });
    return;
  }
  for (const { path, message } of flatten(form.safeParse(input).error?.issues ?? [])) {
    issues.push({ code: 'custom', path, message, input });
  }
});

/** All but the reads, of which each is checked by itself. */
const header = z
  .strictObject({
    format: z.literal('driftcheck-snapshot'),
    schemaVersion: z.literal(1),
    salt: z.optional(z.string().check(z.minLength(1))),
    keyId: z.optional(z.string().check(z.regex(/^[0-9a-f]{16}$/))),
    recordedAt: z.optional(date),
    account: z.optional(z.string().check(z.regex(/^\d{12}$/))),
    region: z.optional(z.string()),
    partition: z.optional(z.string()),
    reads: z.array(z.unknown()),
  })
  .check(
    z.refine(
      (one) => (one.salt === undefined) !== (one.keyId === undefined),
      'needs a "salt", or a "keyId" when its fingerprints were made with a key',
    ),
  );

/** A snapshot as its file holds it. */
export type SnapshotData = Omit<z.infer<typeof header>, 'reads'> & { readonly reads: readonly ReadData[] };

/**
 * Reads a snapshot and validates it, one read after the other: neither its text nor anything else of it is held beside
 * what it comes to.
 *
 * @param file named in the problem
 * @throws ProblemError `snapshot-unreadable`: not JSON, cut off, another kind of file, another major version, or a
 *   member of a wrong shape. Its detail holds no value of the file but actions, keys' names and versions. `too-large`
 *   when it nests too deep. What the source throws
 */
export function parseSnapshot(source: TextSource, file: string): SnapshotData {
  const unreadable = (detail: string, cause?: unknown) =>
    new ProblemError({ code: 'snapshot-unreadable', file, detail }, cause === undefined ? undefined : { cause });
  const reader = new JsonReader(source, file);
  let start: string | undefined;
  try {
    start = reader.peek();
    if (start === undefined) throw unreadable('the file is empty');
    const content = start === '{' ? readMembers(reader) : undefined;
    // A word or a number is looked at as a whole, and of a list only the end.
    if (content === undefined && start !== '[') reader.value();
    reader.finish();
    // What validates the members passes over one of this name, and what it holds would be compared by nobody.
    if (content?.hasPrototypeName === true) {
      throw unreadable('a member is called "__proto__", which cannot be read');
    }
    const foreign = foreignKind(content?.members);
    if (foreign !== undefined || content === undefined) throw unreadable(foreign ?? 'it is not a snapshot');
    const { members, reads: checkedReads, issues } = content;
    const checked = header.safeParse(members);
    if (checked.success && issues.length === 0) return { ...checked.data, reads: checkedReads };
    const ofHeader = checked.error?.issues ?? [];
    const isUnknown = ({ code }: z.core.$ZodIssue): boolean => code === 'unrecognized_keys';
    const all = [...ofHeader.filter((issue) => !isUnknown(issue)), ...issues, ...ofHeader.filter(isUnknown)];
    const [first = 'it is not a snapshot', ...more] = flatten(all).map(
      ({ path, message }) => `${pathText(path)}: ${redactText(message)}`,
    );
    throw unreadable(more.length === 0 ? first : `${first} (and ${more.length} more)`);
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    throw unreadable(faultOf(start, reader.lastCharacter()));
  } finally {
    reader.close();
  }
}

/** The members whose values are looked at; of all others the name is enough. */
const headerNames: ReadonlySet<string> = new Set(Object.keys(header.shape));

/** What a file holds that is an object. */
interface Content {
  /** With null for what is not looked at. */
  readonly members: Readonly<Record<string, unknown>>;
  readonly reads: readonly ReadData[];
  /** What is wrong with the reads. */
  readonly issues: readonly z.core.$ZodIssue[];
  readonly hasPrototypeName: boolean;
}

function readMembers(reader: JsonReader): Content {
  const members = new Map<string, unknown>();
  let reads: ReadData[] = [];
  let issues: z.core.$ZodIssue[] = [];
  let hasPrototypeName = false;
  for (const name of reader.members()) {
    hasPrototypeName ||= name === '__proto__';
    if (name !== 'reads' || reader.peek() !== '[') {
      members.set(name, headerNames.has(name) ? reader.value() : null);
      continue;
    }
    members.set(name, []);
    reads = [];
    issues = [];
    let index = 0;
    for (const _ of reader.elements()) {
      const text = reader.text();
      const value = parseJsonText(text);
      hasPrototypeName ||= holdsPrototypeName(text);
      const { success, data, error } = read.safeParse(value);
      if (success) reads.push(data);
      else for (const issue of error.issues) issues.push({ ...issue, path: ['reads', index, ...issue.path] });
      index += 1;
    }
  }
  return { members: Object.fromEntries(members), reads, issues, hasPrototypeName };
}

function holdsPrototypeName(json: string): boolean {
  if (!/__proto__|\\u00/.test(json)) return false;
  let found = false;
  JSON.parse(json, (name, value: unknown) => {
    found ||= name === '__proto__';
    return value;
  });
  return found;
}

/** What a file is that is no JSON, by its first and its last character. */
function faultOf(first: string | undefined, last: string | undefined): string {
  if (first !== '{' && first !== '[') return 'it is not JSON';
  return last === '}' || last === ']' ? 'it is not valid JSON' : 'the JSON is cut off: it does not end where it should';
}

/** What a file is that is JSON but no snapshot of this version; undefined for one that may be a snapshot. */
function foreignKind(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return 'it is JSON, but not a snapshot: `driftcheck snapshot -o live.json` writes one';
  }
  const has = (...names: string[]) => names.some((name) => Object.hasOwn(value, name));
  if ('format' in value && value.format === 'driftcheck-snapshot') {
    const version: unknown = Reflect.get(value, 'schemaVersion');
    if (version === 1) return undefined;
    return typeof version === 'number'
      ? `it is a snapshot of format version ${version}; this driftcheck reads version 1`
      : 'it says "driftcheck-snapshot" but has no numeric "schemaVersion"';
  }
  if (has('terraform_version', 'lineage') && has('serial', 'resources')) {
    return 'it is a Terraform state, not a snapshot of AWS';
  }
  if (has('format_version') && has('planned_values', 'resource_changes')) {
    return 'it is a Terraform plan, not a snapshot of AWS';
  }
  if (has('format_version', 'terraform_version'))
    return 'it is the output of `terraform show -json`, not a snapshot of AWS';
  if (has('services', 'failures', 'taskDefinition', 'SecurityGroups', 'SecurityGroupRules', 'UserId')) {
    return 'it is an answer of the AWS CLI, not a snapshot; docs/snapshot.md says how to put such answers into one';
  }
  if (has('tool') && has('findings')) return 'it is a report of driftcheck, not a snapshot';
  return 'it is JSON, but not a snapshot (it has no "format": "driftcheck-snapshot"): `driftcheck snapshot -o live.json` writes one';
}

/** The issues of the union member that fits best, instead of "invalid union". */
function flatten(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
    const closest = issue.errors.toSorted((a, b) => deepest(b) - deepest(a))[0] ?? [];
    return flatten(closest.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })));
  });
}

function deepest(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map((issue) => issue.path.length));
}

/** A name that whoever wrote the file has given may be a secret. */
function nameText(name: string): string {
  return classify(undefined, name) === undefined ? name : '[secret]';
}

function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${nameText(String(step))}`)).join('');
  return text === '' ? 'the file' : text.replace(/^\./, '');
}
