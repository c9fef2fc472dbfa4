import type { Json, JsonObject } from '../../model/json.ts';
import { JsonFault, JsonReader, type TextSource } from '../../model/json-reader.ts';
import { ProblemError, type UnusableInput } from '../../model/problem.ts';

/*
 * The JSON that Terraform writes: state files, and what `terraform show -json` prints of a state or a plan. Read by
 * hand instead of by a schema: the documents can be large, most members are of no use here, and unknown ones are to be
 * ignored.
 * https://developer.hashicorp.com/terraform/internals/json-format
 */

/** `state-file` is a tfstate; `state` what `terraform show -json` prints of one. */
export type DocumentKind = 'plan' | 'state-file' | 'state';

/**
 * Reads a document of Terraform's or OpenTofu's, of which its format's major version must be one that can be read.
 * Whether it is one shows at its end only.
 *
 * @param file what the user calls it, for the problem
 * @param expected what the document must be; `state` takes both forms of one
 * @param read told of each member of the document, whose value it may take; of equal names the last counts, as
 *   `JSON.parse` has it
 * @throws ProblemError `terraform-json`, which says what the text is instead; `too-large`; what the source throws
 */
export function readDocument(
  source: TextSource,
  file: string,
  expected: 'plan' | 'state',
  read: (name: string, reader: JsonReader) => void,
): DocumentKind {
  const refuse = (found: UnusableInput, detail?: string): ProblemError =>
    new ProblemError({
      code: 'terraform-json',
      file,
      expected,
      found,
      ...(detail === undefined ? {} : { detail }),
    });
  const reader = new JsonReader(source, file);
  try {
    // A saved plan is a zip archive. https://developer.hashicorp.com/terraform/internals/json-format
    if (reader.startsWith('PK\u0003\u0004')) throw refuse('binary-plan');
    const start = reader.peek();
    if (start !== '{') throw refuse(start === undefined ? 'empty' : 'not-json');
    const names = new Set<string>();
    const versions = new Map<string, Json>();
    for (const name of reader.members()) {
      names.add(name);
      if (name === 'version' || name === 'format_version') versions.set(name, reader.value());
      else read(name, reader);
    }
    reader.finish();
    const kind = kindOf(names);
    if (kind === undefined) throw refuse(names.has('encrypted_data') ? 'encrypted' : 'foreign');
    const version = versionOf(versions.get(kind === 'state-file' ? 'version' : 'format_version'));
    if (!(kind === 'state-file' ? version === '4' : /^1(?:\.|$)/.test(version))) throw refuse('version', version);
    if ((kind === 'plan') !== (expected === 'plan')) throw refuse(kind === 'plan' ? 'plan' : 'state');
    return kind;
  } catch (error) {
    throw error instanceof JsonFault ? refuse('not-json') : error;
  } finally {
    reader.close();
  }
}

/** The objects in the next value, where it is an array, one after the other. */
export function* readObjects(reader: JsonReader): Generator<JsonObject> {
  for (const _ of reader.elements()) {
    const object = asObject(reader.value());
    if (object !== undefined) yield object;
  }
}

function kindOf(names: ReadonlySet<string>): DocumentKind | undefined {
  if (names.has('format_version')) {
    if (['planned_values', 'resource_changes', 'configuration'].some((name) => names.has(name))) return 'plan';
    // An empty state has no `values`.
    const known = new Set(['format_version', 'terraform_version', 'values', 'checks']);
    return names.has('values') || [...names].every((name) => known.has(name)) ? 'state' : undefined;
  }
  const isFile = names.has('version') && (names.has('lineage') || names.has('serial'));
  return isFile && !names.has('encrypted_data') ? 'state-file' : undefined;
}

function versionOf(version: Json | undefined): string {
  const text = String(version);
  return /^\d{1,4}(?:\.\d{1,4}){0,3}$/.test(text) ? text : '?';
}

/** The member of an object; undefined when there is none or it is null. Never something inherited. */
export function member(object: JsonObject, name: string): Exclude<Json, null> | undefined {
  return Object.hasOwn(object, name) ? (object[name] ?? undefined) : undefined;
}

/** JSON that is an object; undefined for anything else. */
export function asObject(json: Json | undefined): JsonObject | undefined {
  return typeof json === 'object' && json !== null && !isArray(json) ? json : undefined;
}

/** The object in a member; undefined when it holds something else. */
export function objectIn(object: JsonObject, name: string): JsonObject | undefined {
  return asObject(member(object, name));
}

/** The objects in a member that is an array; none when it is something else. */
export function objectsIn(object: JsonObject, name: string): readonly JsonObject[] {
  return elementsIn(object, name)
    .map(asObject)
    .filter((element) => element !== undefined);
}

/** The elements of a member that is an array; none when it is something else. */
export function elementsIn(object: JsonObject, name: string): readonly Json[] {
  const found = member(object, name);
  return isArray(found) ? found : [];
}

/** The text in a member. */
export function textIn(object: JsonObject, name: string): string | undefined {
  const found = member(object, name);
  return typeof found === 'string' ? found : undefined;
}

/** Whether JSON is an array. */
export function isArray(json: Json | undefined): json is readonly Json[] {
  return Array.isArray(json);
}
