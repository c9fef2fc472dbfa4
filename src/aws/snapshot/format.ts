import { awsProblemKinds } from '../../model/aws-problem-kinds.ts';
import * as form from '../../model/form.ts';
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

type RecordedProblem = Omit<AwsProblem, 'action' | 'region'>;

const problemMembers = {
  kind: form.oneOf(awsProblemKinds),
  code: form.string().optional(),
  message: form.string().optional(),
  member: form.string().optional(),
} satisfies Record<keyof RecordedProblem, form.Form<unknown>>;
const problem: form.Form<RecordedProblem> = form.strictObject(problemMembers);

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
function readForm({ action, key, result }: AnyReadDefinition): form.Form<unknown> {
  return form
    .strictObject({
      action: form.literal(action),
      region: form.string().optional(),
      key: key(),
      result: result().optional(),
      absent: form.literal(true).optional(),
      problem: problem.optional(),
    })
    .refine((one, wrong) => {
      if ([one.result, one.absent, one.problem].filter((outcome) => outcome !== undefined).length !== 1) wrong();
    }, 'needs exactly one of "result", "absent" and "problem"');
}

/** The forms of reads by action. Making one takes time, and most snapshots hold reads of a few actions. */
const readForms = new Map<unknown, form.Form<unknown>>();

function formOf(action: unknown): form.Form<unknown> | undefined {
  const existing = readForms.get(action);
  if (existing !== undefined) return existing;
  const definition = reads.find((one) => one.action === action);
  if (definition === undefined) return undefined;
  const made = readForm(definition);
  readForms.set(action, made);
  return made;
}

/** A read, whose form is that of its action. */
const read = new form.Form<ReadData>((value) => {
  if (typeof value !== 'object' || value === null) {
    return [{ kind: 'type', path: [], message: 'Invalid input' }];
  }
  const expected = formOf(Reflect.get(value, 'action'));
  if (expected === undefined) return [{ kind: 'detail', path: ['action'], message: 'Invalid input' }];
  return expected.check(value);
});

/** All but the reads, of which each is checked by itself. */
const headerMembers = {
  format: form.literal('driftcheck-snapshot'),
  schemaVersion: form.literal(1),
  salt: form.string({ least: 1 }).optional(),
  keyId: form.string({ pattern: /^[0-9a-f]{16}$/ }).optional(),
  recordedAt: date.optional(),
  account: form.string({ pattern: /^\d{12}$/ }).optional(),
  region: form.string().optional(),
  partition: form.string().optional(),
  reads: form.array(form.unknown()),
};
const header = form.strictObject(headerMembers).refine((one, wrong) => {
  if ((one.salt === undefined) === (one.keyId === undefined)) wrong();
}, 'needs a "salt", or a "keyId" when its fingerprints were made with a key');

/** A snapshot as its file holds it. */
export type SnapshotData = Omit<form.FormOf<typeof header>, 'reads'> & { readonly reads: readonly ReadData[] };

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
    if (header.is(members) && issues.length === 0) return { ...members, reads: checkedReads };
    const ofHeader = header.issues(members);
    const isUnknown = ({ kind }: form.FormIssue): boolean => kind === 'unknown-members';
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
const headerNames: ReadonlySet<string> = new Set(Object.keys(headerMembers));

/** What a file holds that is an object. */
interface Content {
  /** With null for what is not looked at. */
  readonly members: Readonly<Record<string, unknown>>;
  readonly reads: readonly ReadData[];
  /** What is wrong with the reads. */
  readonly issues: readonly form.FormIssue[];
  readonly hasPrototypeName: boolean;
}

function readMembers(reader: JsonReader): Content {
  const members = new Map<string, unknown>();
  let reads: ReadData[] = [];
  let issues: form.FormIssue[] = [];
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
      if (read.is(value)) reads.push(value);
      else
        for (const issue of flatten(read.issues(value)))
          issues.push({ ...issue, path: ['reads', index, ...issue.path] });
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
function flatten(issues: readonly form.FormIssue[]): form.FormIssue[] {
  return issues.flatMap((issue) => {
    const { options = [] } = issue;
    if (options.length === 0) return [issue];
    const closest = options.toSorted((a, b) => deepest(b) - deepest(a))[0] ?? [];
    return flatten(closest.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })));
  });
}

function deepest(issues: readonly form.FormIssue[]): number {
  return Math.max(0, ...issues.map((issue) => issue.path.length));
}

/** A name that whoever wrote the file has given may be a secret. */
function nameText(name: string): string {
  return classify(undefined, name) === undefined ? name : '[secret]';
}

function pathText(path: form.FormIssue['path']): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${nameText(step)}`)).join('');
  return text === '' ? 'the file' : text.replace(/^\./, '');
}
