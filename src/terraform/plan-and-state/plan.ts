import type { Json, JsonObject } from '../../model/json.ts';
import { type JsonReader, parseJsonText, type TextSource } from '../../model/json-reader.ts';
import { asObject, member, objectIn, readDocument, readObjects, textIn } from './json-input.ts';
import { hasUnknown, type Mask } from './json-values.ts';
import {
  readRootModule,
  type ShownModule,
  type StateResource,
  shownIdentity,
  shownResource,
  shownResources,
} from './state.ts';

/** What `terraform show -json` prints of a plan, as far as it is needed. The rest of the document is let go. */
export interface Plan {
  /** As the user gave it. */
  readonly file: string;
  /**
   * What is there after the plan, in modules and out of them: what is compared, or not wholly known, and all data
   * sources.
   */
  readonly resources: readonly PlannedResource[];
  /** How many resources there are besides, by type. */
  readonly leftOut: ReadonlyMap<string, number>;
  /** The addresses of all that is there after the plan. */
  readonly addresses: ReadonlySet<string>;
  /** The data sources that were read for it. */
  readonly data: readonly StateResource[];
  /** Values of the root module's variables. */
  readonly variables: JsonObject;
  readonly configuration: PlanConfiguration;
  /** Why the plan does not hold everything. */
  readonly incomplete?: 'errored' | 'incomplete';
  /** Changes that were put off, as their number of instances or a provider is not known yet. */
  readonly deferred: readonly PlannedResource[];
}

/** A resource or data source as it will be after the apply. */
export interface PlannedResource extends Omit<StateResource, 'tainted' | 'alias'> {
  /** Which parts of the values are not known before the apply. */
  readonly unknown: Mask;
  /** The values before; undefined for what is to be created, or when nothing is to be changed. */
  readonly before?: JsonObject;
  readonly action: 'create' | 'change' | 'none';
  readonly previousAddress?: string;
}

/** What a plan shows of the code that it was made from. */
export interface PlanConfiguration {
  readonly providers: readonly JsonObject[];
  /** `provider_config` by its key. */
  readonly providerIndex: ReadonlyMap<string, number>;
  readonly root: ModuleConfiguration;
}

/** A module as a plan's `configuration` shows it: expressions with what they refer to, no values. */
export interface ModuleConfiguration {
  readonly resources: ReadonlyMap<string, ResourceConfiguration>;
  readonly outputs: ReadonlyMap<string, Json>;
  readonly calls: ReadonlyMap<string, ModuleCallConfiguration>;
}

/** The expressions of a resource's arguments, and the key of its provider's configuration. */
export interface ResourceConfiguration {
  readonly expressions: JsonObject;
  readonly providerKey: string | undefined;
}

/** A call of a module: the expressions of its arguments, and what it calls. */
export interface ModuleCallConfiguration {
  readonly expressions: JsonObject;
  readonly module: ModuleConfiguration;
}

/**
 * Reads a plan.
 *
 * @param text what `terraform show -json` prints of a saved plan
 * @param file what the user calls it
 * @param types the resource types that are compared. Of others only what is not known is kept: Terraform has followed
 * all references to
 *   what is.
 * @throws ProblemError `terraform-json`
 */
export function readPlan(text: TextSource, file: string, types: ReadonlySet<string>): Plan {
  let planned: readonly ShownModule<PlannedEntry>[] = [];
  let changes: ReadonlyMap<string, Change> = new Map();
  let data: readonly StateResource[] = [];
  let deferred: readonly PlannedResource[] = [];
  let variables: JsonObject = {};
  let configuration = noConfiguration;
  const flags = new Map<string, Json>();
  const isCompared = (entry: JsonObject): boolean => types.has(textIn(entry, 'type') ?? '');
  readDocument(text, file, 'plan', (name, reader) => {
    switch (name) {
      case 'planned_values':
        planned = readRootModule(reader, (entry, own) => plannedEntry(entry, own, isCompared(entry)));
        break;
      case 'resource_changes':
        changes = readChanges(reader, isCompared);
        break;
      case 'prior_state':
        data = [];
        for (const inner of reader.members()) if (inner === 'values') data = readPriorData(reader);
        break;
      case 'deferred_changes':
        deferred = [...readObjects(reader)].flatMap((one) => {
          const change = objectIn(one, 'resource_change');
          return change === undefined ? [] : deferredResource(change);
        });
        break;
      case 'variables':
        variables = variablesOf(asObject(reader.value()));
        break;
      case 'configuration':
        configuration = readConfiguration(reader);
        break;
      case 'errored':
      case 'complete':
        flags.set(name, reader.value());
        break;
    }
  });
  const resources: PlannedResource[] = [];
  const leftOut = new Map<string, number>();
  const addresses = new Set<string>();
  for (const { address: module, entries } of planned) {
    for (const { address, type, isKept, entry } of entries) {
      addresses.add(address);
      const change = changes.get(address);
      if (isKept || hasUnknown(change?.unknown)) {
        const resource = shownResource(
          typeof entry === 'string' ? (asObject(parseJsonText(entry)) ?? {}) : entry,
          module,
        );
        if (resource !== undefined) resources.push(plannedResource(resource, change));
      } else leftOut.set(type, (leftOut.get(type) ?? 0) + 1);
    }
  }
  const incomplete =
    flags.get('errored') === true
      ? 'errored'
      : flags.get('complete') === false && deferred.length === 0
        ? 'incomplete'
        : undefined;
  return {
    file,
    resources,
    leftOut,
    addresses,
    data,
    variables,
    configuration,
    deferred,
    ...(incomplete === undefined ? {} : { incomplete }),
  };
}

/**
 * What is kept of an entry of `planned_values`. Whether it is needed shows in `resource_changes`, which come later:
 * until then what is not compared is kept as its text, which is several times smaller than what it holds.
 */
interface PlannedEntry {
  readonly address: string;
  readonly type: string;
  /** Needed, whatever is planned for it. */
  readonly isKept: boolean;
  readonly entry: JsonObject | string;
}

function plannedEntry(entry: JsonObject, text: string, isCompared: boolean): PlannedEntry | undefined {
  const resource = shownResource(entry, '');
  if (resource === undefined) return undefined;
  const { address, type, mode } = resource;
  const isKept = isCompared || mode === 'data';
  return { address, type, isKept, entry: isKept ? entry : text };
}

/** The changes that say something of what is needed, by address. */
function readChanges(reader: JsonReader, isCompared: (entry: JsonObject) => boolean): ReadonlyMap<string, Change> {
  const changes = new Map<string, Change>();
  for (const entry of readObjects(reader)) {
    if (member(entry, 'deposed') !== undefined) continue;
    const change = changeOf(entry);
    const address = textIn(entry, 'address') ?? '';
    if (isCompared(entry) || textIn(entry, 'mode') !== 'managed' || hasUnknown(change.unknown)) {
      changes.set(address, change);
    } else changes.delete(address);
  }
  return changes;
}

/** The data sources in the `values` of `prior_state`. */
function readPriorData(reader: JsonReader): readonly StateResource[] {
  return shownResources(readRootModule(reader, (entry) => (textIn(entry, 'mode') === 'data' ? entry : undefined)));
}

/** What is needed of an entry of `resource_changes`. The values after it stand in `planned_values` too. */
interface Change {
  readonly sensitive: Mask;
  readonly unknown: Mask;
  readonly action: PlannedResource['action'];
  readonly before?: JsonObject;
  readonly previousAddress?: string;
}

function changeOf(entry: JsonObject): Change {
  const change = objectIn(entry, 'change') ?? {};
  const actions = actionsOf(change);
  const action = actions.includes('create') ? 'create' : actions.includes('update') ? 'change' : 'none';
  const before = action === 'none' ? undefined : objectIn(change, 'before');
  const previousAddress = textIn(entry, 'previous_address');
  return {
    sensitive: member(change, 'after_sensitive'),
    unknown: member(change, 'after_unknown'),
    action,
    ...(before === undefined ? {} : { before }),
    ...(previousAddress === undefined ? {} : { previousAddress }),
  };
}

const noChange: Change = { sensitive: undefined, unknown: undefined, action: 'none' };

function plannedResource(
  { alias: _alias, tainted: _tainted, ...resource }: StateResource,
  change: Change = noChange,
): PlannedResource {
  const { previousAddress } = change;
  return {
    ...resource,
    sensitive: mergeMasks(resource.sensitive, change.sensitive),
    unknown: change.unknown,
    action: change.action,
    ...(change.before === undefined ? {} : { before: change.before }),
    ...(previousAddress === undefined || previousAddress === resource.address ? {} : { previousAddress }),
  };
}

/** The two masks of one value are the same where both are there; one that hides the whole hides the most. */
function mergeMasks(a: Mask, b: Mask): Mask {
  if (a === true || b === true) return true;
  return b === undefined || b === false ? a : b;
}

function actionsOf(change: JsonObject): readonly Json[] {
  const actions = member(change, 'actions');
  return Array.isArray(actions) ? actions : [];
}

function deferredResource(entry: JsonObject): PlannedResource[] {
  const identity = shownIdentity(entry, textIn(entry, 'module_address') ?? '');
  const change = objectIn(entry, 'change');
  if (change === undefined || identity?.mode !== 'managed') return [];
  const actions = actionsOf(change);
  if (actions.length > 0 && !actions.some((action) => action === 'create' || action === 'update')) return [];
  return [
    {
      ...identity,
      values: objectIn(change, 'after') ?? {},
      sensitive: member(change, 'after_sensitive'),
      unknown: member(change, 'after_unknown'),
      action: 'create',
    },
  ];
}

function variablesOf(variables: JsonObject | undefined): JsonObject {
  return Object.fromEntries(
    Object.entries(variables ?? {}).flatMap(([name, variable]) => {
      const value = asObject(variable)?.['value'];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

const noModule: ModuleConfiguration = { resources: new Map(), outputs: new Map(), calls: new Map() };
const noConfiguration: PlanConfiguration = { providers: [], providerIndex: new Map(), root: noModule };

function readConfiguration(reader: JsonReader): PlanConfiguration {
  let providers: (readonly [string, JsonObject])[] = [];
  let root = noModule;
  for (const name of reader.members()) {
    if (name === 'provider_config') {
      providers = Object.entries(asObject(reader.value()) ?? {}).flatMap(([key, provider]) => {
        const object = asObject(provider);
        return object === undefined ? [] : [[key, object] as const];
      });
    } else if (name === 'root_module') root = readModuleConfiguration(reader);
  }
  return {
    providers: providers.map(([, provider]) => provider),
    providerIndex: new Map(providers.map(([key], index) => [key, index])),
    root,
  };
}

function readModuleConfiguration(reader: JsonReader): ModuleConfiguration {
  let { resources, outputs, calls }: ModuleConfiguration = noModule;
  for (const name of reader.members()) {
    if (name === 'resources') resources = readConfiguredResources(reader);
    else if (name === 'module_calls') calls = readCalls(reader);
    else if (name === 'outputs') {
      outputs = new Map(
        Object.entries(asObject(reader.value()) ?? {}).map(([output, said]) => [
          output,
          asObject(said)?.['expression'] ?? null,
        ]),
      );
    }
  }
  return { resources, outputs, calls };
}

function readConfiguredResources(reader: JsonReader): ReadonlyMap<string, ResourceConfiguration> {
  const resources = new Map<string, ResourceConfiguration>();
  for (const _ of reader.elements()) {
    const text = reader.text();
    const resource = asObject(parseJsonText(text));
    if (resource !== undefined) {
      const providerKey = textIn(resource, 'provider_config_key');
      resources.set(textIn(resource, 'address') ?? '', new ConfiguredResource(text, providerKey));
    }
  }
  return resources;
}

/** A resource in the configuration: only its text is held until somebody asks for the expressions. */
class ConfiguredResource implements ResourceConfiguration {
  readonly providerKey: string | undefined;
  #said: string | JsonObject;

  constructor(text: string, providerKey: string | undefined) {
    this.providerKey = providerKey;
    this.#said = text;
  }

  get expressions(): JsonObject {
    if (typeof this.#said !== 'string') return this.#said;
    const expressions = objectIn(asObject(parseJsonText(this.#said)) ?? {}, 'expressions') ?? {};
    this.#said = expressions;
    return expressions;
  }
}

function readCalls(reader: JsonReader): ReadonlyMap<string, ModuleCallConfiguration> {
  const calls = new Map<string, ModuleCallConfiguration>();
  for (const call of reader.members()) {
    let expressions: JsonObject = {};
    let module = noModule;
    for (const name of reader.members()) {
      if (name === 'expressions') expressions = asObject(reader.value()) ?? {};
      else if (name === 'module') module = readModuleConfiguration(reader);
    }
    calls.set(call, { expressions, module });
  }
  return calls;
}
