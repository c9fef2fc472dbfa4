import type { Json, JsonObject } from '../../model/json.ts';
import { refuseNesting } from '../../model/nesting.ts';
import { ProblemError, type UnusableInput } from '../../model/problem.ts';
import type { Span } from '../../model/span.ts';
import { scanElements, scanMembers } from './json-scan.ts';

/*
 * The JSON that Terraform writes: state files, and what `terraform show -json` prints of a state or a plan. Read by
 * hand instead of by a schema: the documents can be large, most members are of no use here, and unknown ones are to be
 * ignored.
 * https://developer.hashicorp.com/terraform/internals/json-format
 */

/** `state-file` is a tfstate; `state` what `terraform show -json` prints of one. */
export type DocumentKind = 'plan' | 'state-file' | 'state';

/**
 * A document whose form is known: its format's major version is one that can be read. Its parts are parsed when they
 * are asked for.
 */
export interface TerraformDocument {
  /** `state-file`: a tfstate. `state`, `plan`: what `show -json` prints. */
  readonly kind: DocumentKind;
  /** A member of the document; undefined when there is none or it is null. */
  readonly part: (name: string) => Exclude<Json, null> | undefined;
  /** The objects in a member that is an array, one after the other. */
  readonly objects: (name: string) => Iterable<JsonObject>;
}

/**
 * Reads a document of Terraform's or OpenTofu's.
 *
 * @param file what the user calls it, for the problem
 * @param expected what the document must be; `state` takes both forms of one
 * @throws ProblemError `terraform-json`, which says what the text is instead; `too-large`
 */
export function readDocument(text: string, file: string, expected: 'plan' | 'state'): TerraformDocument {
  const refuse = (found: UnusableInput, detail?: string): never => {
    throw new ProblemError({
      code: 'terraform-json',
      file,
      expected,
      found,
      ...(detail === undefined ? {} : { detail }),
    });
  };
  // A saved plan is a zip archive. https://developer.hashicorp.com/terraform/internals/json-format
  if (text.startsWith('PK\u0003\u0004')) return refuse('binary-plan');
  // PowerShell's redirection writes a byte order mark.
  const json = text.startsWith('\uFEFF') ? text.slice(1) : text;
  refuseNesting(json, file);
  const members = scanMembers(json);
  if (members === undefined) return refuse(text.trim() === '' ? 'empty' : 'not-json');
  const parse = ({ start, end }: Span): Json => {
    try {
      return JSON.parse(json.slice(start, end)) as Json;
    } catch {
      // The parser's message quotes the text, which may hold secrets.
      return refuse('not-json');
    }
  };
  const part = (name: string) => {
    const span = members.get(name);
    return span === undefined ? undefined : (parse(span) ?? undefined);
  };
  const kind = kindOf(members);
  if (kind === undefined) return refuse(members.has('encrypted_data') ? 'encrypted' : 'foreign');
  const version = versionOf(part(kind === 'state-file' ? 'version' : 'format_version'));
  if (!(kind === 'state-file' ? version === '4' : /^1(?:\.|$)/.test(version))) return refuse('version', version);
  if ((kind === 'plan') !== (expected === 'plan')) return refuse(kind === 'plan' ? 'plan' : 'state');
  return {
    kind,
    part,
    objects: function* (name) {
      const span = members.get(name);
      if (span === undefined) return;
      for (const element of scanElements(json, span)) {
        const object = asObject(parse(element));
        if (object !== undefined) yield object;
      }
    },
  };
}

function kindOf(members: ReadonlyMap<string, Span>): DocumentKind | undefined {
  if (members.has('format_version')) {
    if (['planned_values', 'resource_changes', 'configuration'].some((name) => members.has(name))) return 'plan';
    // An empty state has no `values`.
    const known = new Set(['format_version', 'terraform_version', 'values', 'checks']);
    return members.has('values') || [...members.keys()].every((name) => known.has(name)) ? 'state' : undefined;
  }
  const isFile = members.has('version') && (members.has('lineage') || members.has('serial'));
  return isFile && !members.has('encrypted_data') ? 'state-file' : undefined;
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
