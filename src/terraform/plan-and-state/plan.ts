import { groupBy } from '../../model/group.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { asObject, member, objectIn, objectsIn, readDocument, textIn } from './json-input.ts';
import { hasUnknown, type Mask } from './json-values.ts';
import { type StateResource, shownIdentity, shownResources } from './state.ts';

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
export function readPlan(text: string, file: string, types: ReadonlySet<string>): Plan {
  const document = readDocument(text, file, 'plan');
  const changes = new Map<string, Change>();
  for (const entry of document.objects('resource_changes')) {
    if (member(entry, 'deposed') === undefined) changes.set(textIn(entry, 'address') ?? '', changeOf(entry));
  }
  const prior = asObject(document.part('prior_state'));
  const data = shownResources(prior && objectIn(prior, 'values')).filter(({ mode }) => mode === 'data');
  const deferred = [...document.objects('deferred_changes')].flatMap((one) => {
    const change = objectIn(one, 'resource_change');
    return change === undefined ? [] : deferredResource(change);
  });
  const incomplete =
    document.part('errored') === true
      ? 'errored'
      : document.part('complete') === false && deferred.length === 0
        ? 'incomplete'
        : undefined;
  const shown = shownResources(asObject(document.part('planned_values')));
  const planned = shown.map((resource) => plannedResource(resource, changes.get(resource.address)));
  const byNeed = groupBy(
    planned,
    ({ mode, type, unknown }) => mode === 'data' || types.has(type) || hasUnknown(unknown),
  );
  const resources = byNeed.get(true) ?? [];
  const others = groupBy(byNeed.get(false) ?? [], ({ type }) => type);
  const needed = new Set([...resources, ...deferred].map(({ type }) => type));
  return {
    file,
    resources,
    leftOut: new Map([...others].map(([type, all]) => [type, all.length])),
    addresses: new Set(shown.map(({ address }) => address)),
    data,
    variables: variablesOf(asObject(document.part('variables'))),
    configuration: configurationOf(asObject(document.part('configuration')) ?? {}, needed),
    deferred,
    ...(incomplete === undefined ? {} : { incomplete }),
  };
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
