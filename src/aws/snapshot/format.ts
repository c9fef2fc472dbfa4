import * as z from 'zod';
import { refuseNesting } from '../../model/nesting.ts';
import { ProblemError } from '../../model/problem.ts';
import { awsProblem } from '../../model/report/aws-problem.ts';
import { classify, redactText } from '../../model/secret/sensitivity.ts';
import type { AnyReadDefinition } from '../read.ts';
import { type ReadName, reads } from '../reads/index.ts';
import { date } from './recorded-form.ts';

/*
 * A snapshot's file format; docs/snapshot.md describes it to those who write one by hand. What a read of it may hold
 * stands in the read's definition.
 */

const problem = awsProblem.omit({ action: true, region: true });

/** A read as the file holds it. Its key and its result are of the form that the definition of its action gives them. */
export interface ReadData {
  readonly action: ReadName;
  readonly region?: string | undefined;
  readonly key: object;
  readonly result?: unknown;
  readonly absent?: true | undefined;
  readonly problem?: z.infer<typeof problem> | undefined;
}

/** A read: `action`, `key`, and one of `result`, `absent` and `problem`. */
function readForm({ action, key, result }: AnyReadDefinition): z.ZodType {
  return z
    .strictObject({
      action: z.literal(action),
      region: z.string().optional(),
      key: key(),
      result: result().optional(),
      absent: z.literal(true).optional(),
      problem: problem.optional(),
    })
    .refine(
      (one) => [one.result, one.absent, one.problem].filter((outcome) => outcome !== undefined).length === 1,
      'needs exactly one of "result", "absent" and "problem"',
    );
}

/** A form, and how many reads it has validated. */
interface ReadForm {
  readonly form: z.ZodType;
  uses: number;
}

/** The forms of reads by action. Making one takes time, and most snapshots hold reads of a few actions. */
const readForms = new Map<unknown, ReadForm>();

function formOf(action: unknown): ReadForm | undefined {
  const existing = readForms.get(action);
  if (existing !== undefined) return existing;
  const definition = reads.find((one) => one.action === action);
  if (definition === undefined) return undefined;
  const made = { form: readForm(definition), uses: 0 };
  readForms.set(action, made);
  return made;
}

/** So many reads of an action take less time to validate than the code that zod would make to validate them fast. */
const fewReads = 50;

function validate(form: ReadForm, input: unknown): z.ZodSafeParseResult<unknown> {
  form.uses += 1;
  return form.form.safeParse(input, { jitless: form.uses <= fewReads });
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
  for (const { path, message } of flatten(validate(form, input).error?.issues ?? [])) {
    issues.push({ code: 'custom', path, message, input });
  }
});

const snapshot = z
  .strictObject({
    format: z.literal('driftcheck-snapshot'),
    schemaVersion: z.literal(1),
    salt: z.string().min(1).optional(),
    keyId: z
      .string()
      .regex(/^[0-9a-f]{16}$/)
      .optional(),
    recordedAt: date.optional(),
    account: z
      .string()
      .regex(/^\d{12}$/)
      .optional(),
    region: z.string().optional(),
    partition: z.string().optional(),
    reads: z.array(read),
  })
  .refine(
    (one) => (one.salt === undefined) !== (one.keyId === undefined),
    'needs a "salt", or a "keyId" when its fingerprints were made with a key',
  );

/** A snapshot as its file holds it. */
export type SnapshotData = z.infer<typeof snapshot>;

/**
 * Reads a snapshot's text and validates it.
 *
 * @param file named in the problem
 * @throws ProblemError `snapshot-unreadable`: not JSON, cut off, another kind of file, another major version, or a
 *   member of a wrong shape. Its detail holds no value of the file but actions, keys' names and versions. `too-large`
 *   when it nests too deep.
 */
export function parseSnapshot(source: string, file: string): SnapshotData {
  const unreadable = (detail: string, cause?: unknown) =>
    new ProblemError({ code: 'snapshot-unreadable', file, detail }, cause === undefined ? undefined : { cause });
  refuseNesting(source, file);
  const json = parseJson(source);
  if ('fault' in json) throw unreadable(json.fault);
  const foreign = foreignKind(json.value);
  if (foreign !== undefined) throw unreadable(foreign);
  const parsed = snapshot.safeParse(json.value, { jitless: true });
  if (parsed.success) return parsed.data;
  const issues = flatten(parsed.error.issues).map(({ path, message }) => `${pathText(path)}: ${redactText(message)}`);
  const [first = 'it is not a snapshot', ...more] = issues;
  throw unreadable(more.length === 0 ? first : `${first} (and ${more.length} more)`);
}

function hasPrototypeName(json: string): boolean {
  if (!/__proto__|\\u00/.test(json)) return false;
  let found = false;
  JSON.parse(json, (name, value: unknown) => {
    found ||= name === '__proto__';
    return value;
  });
  return found;
}

function parseJson(source: string): { value: unknown } | { fault: string } {
  const body = source.replace(/^\uFEFF/, '');
  if (body.trim() === '') return { fault: 'the file is empty' };
  try {
    const value: unknown = JSON.parse(body);
    // What validates the members passes over one of this name, and what it holds would be compared by nobody.
    return hasPrototypeName(body) ? { fault: 'a member is called "__proto__", which cannot be read' } : { value };
  } catch {
    // The parser's own message quotes the file.
    if (!/^[\s]*[{[]/.test(body)) return { fault: 'it is not JSON' };
    return {
      fault: /[}\]]\s*$/.test(body) ? 'it is not valid JSON' : 'the JSON is cut off: it does not end where it should',
    };
  }
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
