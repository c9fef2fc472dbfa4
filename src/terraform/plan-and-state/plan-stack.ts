import type { JsonObject } from '../../model/json.ts';
import { noSourceRange } from '../../model/source.ts';
import type { KnownAttributes, ResolvedBody, Resource, Stack } from '../../model/stack.ts';
import type { TerraformValue, Unknown, ValueStep } from '../../model/value.ts';
import { tuple, unknown } from '../evaluate/value.ts';
import { compareAddresses, withKey } from '../stack/addresses.ts';
import { appliedIdOf } from './applied-id.ts';
import { asObject, isArray, member } from './json-input.ts';
import { type DeclaredAs, hasUnknown, type JsonValue, mayBeBlocks, readBody } from './json-values.ts';
import { withObservedPlaces } from './observed-places.ts';
import type { Plan, PlannedResource, ResourceConfiguration } from './plan.ts';
import { providersOf } from './plan-providers.ts';
import { PlannedReach } from './plan-reach.ts';
import { expressionAt, isLeaf, moduleAt, originsOf, type PlanModule } from './plan-references.ts';
import type { StateResource } from './state.ts';

/** The directory and workspace that a stack made from a plan is given: a plan holds neither. */
export interface PlanOrigin {
  readonly directory: string;
  readonly workspace: string;
}

/**
 * What a plan declares, as the evaluator would say it, without what is neither compared nor referred to. Nothing of it
 * has a place in a file: see `noSourceRange`. What this returns makes a stack of what is known besides; it is pure, and
 * what the plan knows all of is read once.
 */
export function planEvaluator(plan: Plan, { directory, workspace }: PlanOrigin): (known: KnownAttributes) => Stack {
  const { addresses } = plan;
  const providers = withObservedPlaces(providersOf(plan), plan.resources, (resource) =>
    providerIndexOf(configurationOf(resource, plan), plan),
  );
  const make = (resource: PlannedResource, known: KnownAttributes): Resource =>
    stackResource(resource, plan, { known, addresses });
  const open = plan.resources.filter((resource) => hasUnknown(resource.unknown));
  const deferred = plan.deferred.filter(({ address }) => !addresses.has(address));
  const fixed = [
    ...plan.resources.filter((resource) => !hasUnknown(resource.unknown)).map((resource) => make(resource, new Map())),
    ...plan.data.filter(({ address }) => !addresses.has(address)).map(dataSource),
  ];
  return (known) => ({
    directory,
    workspace,
    resources: [
      ...fixed,
      ...open.map((resource) => make(resource, known)),
      ...deferred.map((resource): Resource => {
        const expansion: Unknown = { kind: 'plan', address: resource.address, path: [] };
        return { ...make(resource, known), expansion };
      }),
    ].sort((a, b) => compareAddresses(a.address, b.address)),
    leftOut: plan.leftOut,
    providers,
    holes: [],
    ...(plan.incomplete === undefined ? {} : { incomplete: { kind: 'plan', address: '', path: [] } as const }),
    diagnostics: [],
    unsetVariables: [],
  });
}

interface PlanContext {
  readonly known: KnownAttributes;
  readonly addresses: ReadonlySet<string>;
}

function stackResource(resource: PlannedResource, plan: Plan, context: PlanContext): Resource {
  const module = moduleAt(plan.configuration, resource.module);
  const configured = configurationOf(resource, plan);
  const provider = providerIndexOf(configured, plan);
  const { previousAddress } = resource;
  const appliedId = appliedIdOf(resource.values);
  let body: ResolvedBody | undefined;
  return {
    address: resource.address,
    mode: resource.mode,
    type: resource.type,
    name: resource.name,
    module: resource.module,
    ...(resource.key === undefined ? {} : { key: resource.key }),
    at: noSourceRange,
    // Of a large plan most are of types that nobody asks for.
    get body() {
      body ??= plannedBody(resource, module, configured?.expressions, context);
      return body;
    },
    ignoreChanges: [],
    ...(provider === undefined ? {} : { provider }),
    ...(previousAddress === undefined ? {} : { previousAddress }),
    ...(appliedId === undefined ? {} : { appliedId }),
    ...(module === undefined || configured === undefined || !hasUnknown(resource.unknown)
      ? {}
      : { reach: new PlannedReach(resource, module, configured, context.addresses) }),
  };
}

function configurationOf(resource: PlannedResource, { configuration }: Plan): ResourceConfiguration | undefined {
  return moduleAt(configuration, resource.module)?.configuration.resources.get(withoutKeys(resource));
}

function providerIndexOf(configured: ResourceConfiguration | undefined, { configuration }: Plan): number | undefined {
  return configured?.providerKey === undefined ? undefined : configuration.providerIndex.get(configured.providerKey);
}

/** The address in the configuration: without the module and without instance keys. */
function withoutKeys({ mode, type, name }: PlannedResource): string {
  return mode === 'data' ? `data.${type}.${name}` : `${type}.${name}`;
}

function dataSource(resource: StateResource): Resource {
  return {
    address: resource.address,
    mode: 'data',
    type: resource.type,
    name: resource.name,
    module: resource.module,
    ...(resource.key === undefined ? {} : { key: resource.key }),
    at: noSourceRange,
    body: readBody({ json: resource.values, sensitive: resource.sensitive }),
    ignoreChanges: [],
  };
}

function plannedBody(
  resource: PlannedResource,
  module: PlanModule | undefined,
  expressions: JsonObject | undefined,
  context: PlanContext,
): ResolvedBody {
  const at = (path: readonly ValueStep[]): TerraformValue => unknownAt(path, resource, module, expressions, context);
  const value: JsonValue = {
    json: resource.values,
    sensitive: resource.sensitive,
    unknown: { mask: resource.unknown, at },
  };
  return readBody(value, (path, part) => declaredAs(path, part, resource, expressions));
}

/** Kept even where the code does not have them: they identify the resource or its place, and are not compared. */
const identities: ReadonlySet<string> = new Set(['region', 'name', 'family']);

/**
 * What the code says of a part. The planned values also hold what the provider adds, and a plan's configuration leaves
 * out `dynamic` blocks: blocks that are not in the configuration may be either.
 */
function declaredAs(
  path: readonly ValueStep[],
  { json, unknown: unknowns }: JsonValue,
  { action, before }: PlannedResource,
  expressions: JsonObject | undefined,
): DeclaredAs {
  const declared = {};
  if (expressions === undefined) return declared;
  const names = path.filter((step) => typeof step === 'string');
  const [name = ''] = names;
  if (Object.hasOwn(expressions, name)) {
    return path.length === 1 || inBlocks(expressions, names, json) ? declared : undefined;
  }
  if (path.length > 1) return isZero(json) ? undefined : declared;
  if (identities.has(name)) return declared;
  if (!mayBeBlocks(json)) return undefined;
  if (unknowns?.mask === true) return { unsaid: 'kept' };
  const isNew = action === 'create' && before === undefined;
  const isChanged = action === 'create' || (action === 'change' && before !== undefined);
  const changed = isNew ? !isZero(json) : isChanged && !sameJson(before ?? {}, name, json);
  return { unsaid: changed ? 'changed' : 'kept' };
}

function sameJson(before: JsonObject, name: string, after: JsonValue['json']): boolean {
  return JSON.stringify(member(before, name)) === JSON.stringify(after);
}

/**
 * Whether any of the blocks along the way has this argument. What is written as a list of objects shows no arguments,
 * and neither do the blocks that a `dynamic` one makes.
 */
function inBlocks(expressions: JsonObject, names: readonly string[], json: JsonValue['json']): boolean {
  let nodes: readonly JsonObject[] = [expressions];
  for (const [depth, name] of names.entries()) {
    const inner = nodes.flatMap((node) => {
      const found = member(node, name);
      return isArray(found) ? found.map(asObject) : [asObject(found)];
    });
    nodes = inner.filter((node) => node !== undefined);
    if (nodes.length === 0) return depth > 0 && (name !== names.at(-1) || mayBeBlocks(json)) && !isZero(json);
    if (nodes.some(isLeaf)) return true;
  }
  return true;
}

/** What the provider writes for an argument of a block that is left out. */
function isZero(json: JsonValue['json']): boolean {
  return json === undefined || json === null || json === '' || (isArray(json) && json.length === 0);
}

/** Arguments that hold nothing but a reference: an id, an ARN or a name. */
const referenceArgument =
  /(?:^|_)(?:ids?|arns?)$|^(?:task_definition|cluster|security_groups|subnets|iam_role|prefix_list_ids)$/;
const referenceAttribute = /(?:^|_)(?:id|arn)$|^(?:name|family|arn_without_revision)$/;

/**
 * What stands for a value that the plan does not know: what was learnt of it, where it plainly is another resource's id
 * or ARN.
 */
function unknownAt(
  path: readonly ValueStep[],
  resource: PlannedResource,
  module: PlanModule | undefined,
  expressions: JsonObject | undefined,
  { known, addresses }: PlanContext,
): TerraformValue {
  const because: Unknown = { kind: 'plan', address: resource.address, path };
  const argument = path.filter((step) => typeof step === 'string').at(-1) ?? '';
  const expression = expressions && expressionAt(expressions, path);
  if (module === undefined || expression === undefined || !referenceArgument.test(argument)) return unknown(because);
  const { origins, isOpaque, byKey } = originsOf(expression, module);
  const plain = origins.flatMap((origin): Unknown[] => {
    if (origin.path.length === 1 && referenceAttribute.test(String(origin.path[0]))) return [origin];
    // `a.b[each.key].id` is shown as `a.b` and `each.key`.
    const address = withKey(origin.address, resource.key);
    if (origin.path.length > 0 || !byKey || resource.key === undefined || !addresses.has(address)) return [];
    return [{ ...origin, address, path: [/arns?$|^task_definition$/.test(argument) ? 'arn' : 'id'] }];
  });
  const certain = plain.length === origins.length && !isOpaque;
  const values = plain.map((origin) => learntValue(origin, known) ?? unknown(origin));
  if (isMany(argument)) {
    // Constants beside the references are not shown.
    const isElement = typeof path.at(-1) === 'number';
    const [only] = values;
    if (isElement) return certain && only !== undefined && values.length === 1 ? only : joined(origins, because);
    return values.length === 0 ? unknown(because) : tuple(certain ? values : [], { open: because });
  }
  const [only] = values;
  return certain && only !== undefined && values.length === 1 ? only : joined(origins, because);
}

/** An argument that takes several. */
function isMany(argument: string): boolean {
  return argument === 'subnets' || argument === 'security_groups' || /(?:^|_)(?:ids|arns)$/.test(argument);
}

function learntValue(origin: Unknown, known: KnownAttributes): TerraformValue | undefined {
  if (origin.kind !== 'resource' && origin.kind !== 'data') return undefined;
  return known.get(origin.address)?.get(String(origin.path[0]));
}

/** A value made from several references, or in a way that the plan does not show. */
function joined(from: readonly Unknown[], because: Unknown): TerraformValue {
  return unknown(from.length === 0 ? because : { kind: 'operation', name: 'expression', from });
}
