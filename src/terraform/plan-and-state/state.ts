import type { Json, JsonObject } from '../../model/json.ts';
import { type JsonReader, parseJsonText, type TextSource } from '../../model/json-reader.ts';
import type { KnownAttributes, Resource, Stack } from '../../model/stack.ts';
import type { TerraformValue, ValueStep } from '../../model/value.ts';
import { within, withKey } from '../stack/addresses.ts';
import { providerSecrets, resourceName } from '../stack/provider-secrets.ts';
import { appliedIdOf } from './applied-id.ts';
import {
  asObject,
  elementsIn,
  isArray,
  member,
  objectIn,
  objectsIn,
  readDocument,
  readObjects,
  textIn,
} from './json-input.ts';
import { type Mask, readValue } from './json-values.ts';

/** What a state holds. It says what was applied last, not what is declared: that is the code. */
export interface State {
  /** As the user gave it. */
  readonly file: string;
  /** Current objects; deposed ones, which are to be destroyed, are not among them. */
  readonly resources: readonly StateResource[];
}

/** Which resource or data source an entry of a state or plan is about. */
export interface ResourceIdentity {
  /** With module and instance keys, as in a `Stack`. */
  readonly address: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly name: string;
  /** The module instance's address, '' for the root. */
  readonly module: string;
  readonly key?: string | number;
}

/** A resource or data source with the values that a state has of it. */
export interface StateResource extends ResourceIdentity {
  /** The alias of its provider's configuration; `show -json` does not show it. */
  readonly alias?: string;
  /** The next apply replaces it: what AWS makes up for it will be something else. */
  readonly tainted: boolean;
  /** In plain text, also what is sensitive. */
  readonly values: JsonObject;
  readonly sensitive: Mask;
}

/**
 * Reads a state: a tfstate of version 4 or what `terraform show -json` prints.
 *
 * @param file what the user calls it
 * @throws ProblemError `terraform-json`
 */
export function readState(text: TextSource, file: string): State {
  let inFile: readonly StateResource[] = [];
  let shown: readonly StateResource[] = [];
  const kind = readDocument(text, file, 'state', (name, reader) => {
    if (name === 'resources') inFile = [...readObjects(reader)].flatMap(fileResources);
    else if (name === 'values') shown = shownResources(readRootModule(reader, (entry) => entry));
  });
  return { file, resources: kind === 'state-file' ? inFile : shown };
}

/** See https://github.com/hashicorp/terraform/blob/main/internal/states/statefile/version4.go */
function fileResources(resource: JsonObject): StateResource[] {
  const module = textIn(resource, 'module') ?? '';
  const mode = modeOf(resource);
  const type = textIn(resource, 'type');
  const name = textIn(resource, 'name');
  if (mode === undefined || type === undefined || name === undefined) return [];
  const address = within(module, mode === 'data' ? `data.${type}.${name}` : `${type}.${name}`);
  const alias = /\]\.([\w-]+)$/.exec(textIn(resource, 'provider') ?? '')?.[1];
  return objectsIn(resource, 'instances').flatMap((instance): StateResource[] => {
    // `attributes_flat` is what Terraform 0.11 wrote; Terraform itself rewrites it at the next apply.
    const attributes = objectIn(instance, 'attributes');
    const values = attributes && withoutTypes(attributes, type);
    if (values === undefined || member(instance, 'deposed') !== undefined) return [];
    const key = keyIn(instance, 'index_key');
    return [
      {
        address: withKey(address, key),
        mode,
        type,
        name,
        module,
        ...(key === undefined ? {} : { key }),
        ...(alias === undefined ? {} : { alias }),
        tainted: textIn(instance, 'status') === 'tainted',
        values,
        sensitive: maskOfPaths(elementsIn(instance, 'sensitive_attributes')),
      },
    ];
  });
}

/** Terraform's own resources, whose attributes can be of any type: a state file has the type beside such a value. */
const ofAnyType: ReadonlySet<string> = new Set(['terraform_data', 'terraform_remote_state']);

function withoutTypes(attributes: JsonObject, type: string): JsonObject {
  if (!ofAnyType.has(type)) return attributes;
  const entries = Object.entries(attributes).map(([name, attribute]) => {
    const object = asObject(attribute);
    const isTyped = object !== undefined && Object.keys(object).sort().join() === 'type,value';
    return [name, isTyped ? (object['value'] ?? null) : attribute] as const;
  });
  return Object.fromEntries(entries);
}

/** A module of what `show -json` prints, with what was kept of the entries of its resources. */
export interface ShownModule<Entry> {
  /** '' for the root. */
  readonly address: string;
  readonly entries: readonly Entry[];
}

/**
 * Reads the `values` of a state, or the `planned_values` of a plan, resource by resource.
 *
 * @param keep what is kept of the entry of a resource; undefined: nothing
 * @returns the root module and all below it
 */
export function readRootModule<Entry>(
  reader: JsonReader,
  keep: (entry: JsonObject, text: string) => Entry | undefined,
): readonly ShownModule<Entry>[] {
  let modules: readonly ShownModule<Entry>[] = [];
  for (const name of reader.members()) if (name === 'root_module') modules = readModule(reader, keep);
  return modules;
}

function readModule<Entry>(
  reader: JsonReader,
  keep: (entry: JsonObject, text: string) => Entry | undefined,
): readonly ShownModule<Entry>[] {
  let address = '';
  let entries: Entry[] = [];
  let below: ShownModule<Entry>[] = [];
  for (const name of reader.members()) {
    if (name === 'resources') {
      entries = [];
      for (const _ of reader.elements()) {
        const text = reader.text();
        const entry = asObject(parseJsonText(text));
        const kept = entry && keep(entry, text);
        if (kept !== undefined) entries.push(kept);
      }
    } else if (name === 'child_modules') {
      below = [];
      for (const _ of reader.elements()) below.push(...readModule(reader, keep));
    } else if (name === 'address') {
      const value = reader.value();
      address = typeof value === 'string' ? value : '';
    }
  }
  return [{ address, entries }, ...below];
}

/** The resources of modules of which the entries were kept as they are. */
export function shownResources(modules: readonly ShownModule<JsonObject>[]): StateResource[] {
  return modules.flatMap(({ address, entries }) => entries.flatMap((entry) => shownResource(entry, address) ?? []));
}

/** The resource of an entry; undefined where it is none that is there. */
export function shownResource(resource: JsonObject, module: string): StateResource | undefined {
  const identity = shownIdentity(resource, module);
  const values = objectIn(resource, 'values');
  if (identity === undefined || values === undefined || member(resource, 'deposed_key') !== undefined) return undefined;
  return {
    ...identity,
    tainted: member(resource, 'tainted') === true,
    values,
    sensitive: member(resource, 'sensitive_values'),
  };
}

/** Which resource an entry of `terraform show -json` is about; undefined when it is about anything else. */
export function shownIdentity(entry: JsonObject, module: string): ResourceIdentity | undefined {
  const address = textIn(entry, 'address');
  const mode = modeOf(entry);
  if (address === undefined || mode === undefined) return undefined;
  const key = keyIn(entry, 'index');
  const [type, name] = [textIn(entry, 'type') ?? '', textIn(entry, 'name') ?? ''];
  return { address, mode, type, name, module, ...(key === undefined ? {} : { key }) };
}

function modeOf(resource: JsonObject): StateResource['mode'] | undefined {
  const mode = textIn(resource, 'mode');
  return mode === 'managed' || mode === 'data' ? mode : undefined;
}

/** An instance key; other writers may write the number of a `count` as 0.0. */
function keyIn(object: JsonObject, name: string): string | number | undefined {
  const key = member(object, name);
  return typeof key === 'string' || typeof key === 'number' ? key : undefined;
}

interface MaskTree {
  [step: string]: true | MaskTree;
}

/** The paths of `sensitive_attributes` as a mask. Steps are attributes, or indices that are texts or numbers. */
function maskOfPaths(paths: readonly Json[]): Mask {
  const root: MaskTree = {};
  for (const path of paths) {
    const steps = isArray(path) ? path.map(stepOf) : [];
    // An element of a set is named by its value: all of the set is hidden then, and everything where not even the
    // attribute is named.
    const end = steps.indexOf(undefined);
    const known = steps.slice(0, end === -1 ? steps.length : end).filter((step) => step !== undefined);
    if (known.length === 0) return true;
    mark(root, known);
  }
  return root;
}

function mark(tree: MaskTree, [step, ...rest]: readonly ValueStep[]): void {
  if (step === undefined) return;
  const name = String(step);
  const inner = Object.hasOwn(tree, name) ? tree[name] : undefined;
  if (inner === true) return;
  if (rest.length === 0) {
    tree[name] = true;
    return;
  }
  const next = inner ?? {};
  tree[name] = next;
  mark(next, rest);
}

function stepOf(step: Json): ValueStep | undefined {
  const object = asObject(step);
  const value = object && member(object, 'value');
  const inner = asObject(value) === undefined ? value : member(asObject(value) ?? {}, 'value');
  return typeof inner === 'string' || typeof inner === 'number' ? inner : undefined;
}

/**
 * Attributes of a revision that the state knows and that the code may be about to replace: a reference to them stands
 * for the revision that is registered next, and must not become the last one.
 */
const ofRevision: ReadonlySet<string> = new Set(['arn', 'revision', 'status']);

/**
 * What identifies a thing: a resource whose code says something else here is another thing than the one in the state.
 */
const identifying = [
  'name',
  'name_prefix',
  'family',
  'bucket',
  'bucket_prefix',
  'identifier',
  'cluster_identifier',
  'path',
];

/**
 * The attributes that the state knows, for references in the code to what only AWS can tell. Left out is what the next
 * apply replaces: tainted resources, revisions of task definitions, and things that the code calls by another name than
 * the state.
 *
 * @param stack the code evaluated without any of this
 */
export function attributesOfState(state: State, stack: Stack): KnownAttributes {
  const declared = new Map(stack.resources.map((resource) => [resource.previousAddress ?? resource.address, resource]));
  const known = new Map<string, ReadonlyMap<string, TerraformValue>>();
  for (const resource of state.resources) {
    const code = declared.get(resource.address);
    if (code === undefined || resource.tainted || isAnother(code, resource)) continue;
    const attributes = new Map<string, TerraformValue>();
    for (const [name, json] of Object.entries(resource.values)) {
      // The state writes null for what is unknown too.
      if (json === null || (resource.type === 'aws_ecs_task_definition' && ofRevision.has(name))) continue;
      if (resource.mode === 'managed' && name === 'region') continue;
      // What the provider marks is marked where it is referred to, less what anyone may see.
      const bySchema = providerSecrets(resourceName(resource.mode, resource.type)).includes(name);
      attributes.set(name, readValue(bySchema ? { json } : maskedPart(resource, name)));
    }
    known.set(code.address, attributes);
  }
  return known;
}

function maskedPart({ values, sensitive }: StateResource, name: string) {
  const mask = sensitive === true ? true : asObject(sensitive);
  return { json: values[name], sensitive: mask === true || mask === undefined ? mask : member(mask, name) };
}

function isAnother(code: Resource, { values }: StateResource): boolean {
  return identifying.some((name) => {
    const declared = code.body.attributes.get(name)?.value;
    const applied = member(values, name);
    return declared?.kind === 'string' && typeof applied === 'string' && declared.value !== applied;
  });
}

/** The ids that the state has of resources, to tell apart what names do not. */
export function appliedIds(state: State): (resource: Resource) => string | undefined {
  const ids = new Map(state.resources.map(({ address, values }) => [address, appliedIdOf(values)]));
  return ({ address, previousAddress = '' }) => ids.get(address) ?? ids.get(previousAddress);
}
