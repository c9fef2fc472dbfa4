import {
  asObject,
  type Json,
  type JsonObject,
  member,
  objectIn,
  objectsIn,
  readDocument,
  textIn,
} from './json-input.ts';
import { hasUnknown, type Mask } from './json-values.ts';
import { keyIn, type StateResource, shownResources } from './state.ts';

/** What `terraform show -json` prints of a plan, as far as it is needed. The rest of the document is let go. */
export interface Plan {
  /** As the user gave it. */
  readonly file: string;
  /** What is there after the plan, in modules and out of them: what is compared, or not wholly known, and all data sources. */
  readonly resources: readonly PlannedResource[];
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

export interface PlannedResource extends Omit<StateResource, 'tainted' | 'alias'> {
  /** Which parts of the values are not known before the apply. */
  readonly unknown: Mask;
  /** The values before; undefined for what is to be created, or when nothing is to be changed. */
  readonly before?: JsonObject;
  readonly action: 'create' | 'change' | 'none';
  readonly previousAddress?: string;
}

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
export interface ResourceConfiguration {
  readonly expressions: JsonObject;
  readonly providerKey: string | undefined;
}
export interface ModuleCallConfiguration {
  readonly expressions: JsonObject;
  readonly module: ModuleConfiguration;
}

/**
 * Reads a plan.
 *
 * @param text what `terraform show -json` prints of a saved plan
 * @param file what the user calls it
 * @param types the resource types that are compared. Of others only what is not known is kept: Terraform has followed all references to
 *   what is.
 * @throws ProblemError `terraform-json`
 */
export function readPlan(text: string, file: string, types: ReadonlySet<string>): Plan {
  const { content } = readDocument(text, file, 'plan');
  const changes = new Map(
    objectsIn(content, 'resource_changes')
      .filter((change) => member(change, 'deposed') === undefined)
      .map((change) => [textIn(change, 'address') ?? '', change] as const),
  );
  const planned = objectIn(content, 'planned_values');
  const prior = objectIn(content, 'prior_state');
  const deferred = objectsIn(content, 'deferred_changes').flatMap((one) => {
    const change = objectIn(one, 'resource_change');
    return change === undefined ? [] : deferredResource(change);
  });
  const incomplete =
    member(content, 'errored') === true
      ? 'errored'
      : member(content, 'complete') === false && deferred.length === 0
        ? 'incomplete'
        : undefined;
  const shown = planned === undefined ? [] : shownResources({ values: planned });
  const resources = shown
    .map((resource) => plannedResource(resource, changes.get(resource.address)))
    .filter(({ mode, type, unknown }) => mode === 'data' || types.has(type) || hasUnknown(unknown));
  const needed = new Set([...resources, ...deferred].map(({ type }) => type));
  return {
    file,
    resources,
    addresses: new Set(shown.map(({ address }) => address)),
    data: prior === undefined ? [] : shownResources(prior).filter((resource) => resource.mode === 'data'),
    variables: variablesOf(objectIn(content, 'variables')),
    configuration: configurationOf(objectIn(content, 'configuration') ?? {}, needed),
    deferred,
    ...(incomplete === undefined ? {} : { incomplete }),
  };
}

function plannedResource(
  { address, mode, type, name, module, key, values, sensitive }: StateResource,
  entry: JsonObject | undefined,
): PlannedResource {
  const change = entry && objectIn(entry, 'change');
  const before = change && objectIn(change, 'before');
  const actions = change === undefined ? [] : actionsOf(change);
  const previousAddress = entry && textIn(entry, 'previous_address');
  const action = actions.includes('create') ? 'create' : actions.includes('update') ? 'change' : 'none';
  return {
    address,
    mode,
    type,
    name,
    module,
    ...(key === undefined ? {} : { key }),
    values,
    sensitive: mergeMasks(sensitive, change && member(change, 'after_sensitive')),
    unknown: change && member(change, 'after_unknown'),
    action,
    ...(before === undefined || action === 'none' ? {} : { before }),
    ...(previousAddress === undefined || previousAddress === address ? {} : { previousAddress }),
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
  const address = textIn(entry, 'address');
  const change = objectIn(entry, 'change');
  const mode = textIn(entry, 'mode');
  if (address === undefined || change === undefined || mode !== 'managed') return [];
  const actions = actionsOf(change);
  if (actions.length > 0 && !actions.some((action) => action === 'create' || action === 'update')) return [];
  const key = keyIn(entry, 'index');
  return [
    {
      address,
      mode,
      type: textIn(entry, 'type') ?? '',
      name: textIn(entry, 'name') ?? '',
      module: textIn(entry, 'module_address') ?? '',
      ...(key === undefined ? {} : { key }),
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

/** @param types the resource types of which the expressions are needed */
function configurationOf(configuration: JsonObject, types: ReadonlySet<string>): PlanConfiguration {
  const providers = Object.entries(objectIn(configuration, 'provider_config') ?? {}).flatMap(([key, provider]) => {
    const object = asObject(provider);
    return object === undefined ? [] : [[key, object] as const];
  });
  return {
    providers: providers.map(([, provider]) => provider),
    providerIndex: new Map(providers.map(([key], index) => [key, index])),
    root: moduleConfiguration(objectIn(configuration, 'root_module') ?? {}, types),
  };
}

function moduleConfiguration(module: JsonObject, types: ReadonlySet<string>): ModuleConfiguration {
  return {
    resources: new Map(
      objectsIn(module, 'resources').map((resource) => [
        textIn(resource, 'address') ?? '',
        {
          expressions: (types.has(textIn(resource, 'type') ?? '') && objectIn(resource, 'expressions')) || {},
          providerKey: textIn(resource, 'provider_config_key'),
        },
      ]),
    ),
    outputs: new Map(
      Object.entries(objectIn(module, 'outputs') ?? {}).map(([name, output]) => [
        name,
        asObject(output)?.['expression'] ?? null,
      ]),
    ),
    calls: new Map(
      Object.entries(objectIn(module, 'module_calls') ?? {}).map(([name, call]) => {
        const object = asObject(call) ?? {};
        return [
          name,
          {
            expressions: objectIn(object, 'expressions') ?? {},
            module: moduleConfiguration(objectIn(object, 'module') ?? {}, types),
          },
        ];
      }),
    ),
  };
}
