import type { MapOf } from '../compare/declared.ts';
import { type Concealer, concealer, joinMarks, type Marks, marksOf, noMarks } from '../compare/marks.ts';
import { members } from '../compare/record.ts';
import type { Shape } from '../compare/shape.ts';
import { type DeclaredGroup, declaredGroups } from '../kinds/ec2/security-group/declared.ts';
import type { DeclaredRule } from '../kinds/ec2/security-group/declared-rules.ts';
import { directions } from '../kinds/ec2/security-group/model.ts';
import { type DeclaredService, declaredServices } from '../kinds/ecs/service/declared.ts';
import { type ServiceModel, serviceTable } from '../kinds/ecs/service/model.ts';
import { type DeclaredTaskDefinition, declaredTaskDefinitions } from '../kinds/ecs/task-definition/declared.ts';
import { type TaskDefinitionModel, taskDefinitionTable } from '../kinds/ecs/task-definition/model.ts';
import { declaredTags, tagShape } from '../kinds/tags.ts';
import type { Steps } from '../model/course.ts';
import { isSecret, type Value } from '../model/declared.ts';
import { groupPairs } from '../model/group.ts';
import type { LiveIdentity } from '../model/identity.ts';
import type { Text } from '../model/secret/secret.ts';
import type { Direction } from '../model/security-group.ts';
import type { Stack } from '../model/stack.ts';
import { secretRegions } from '../terraform/stack/place.ts';

/*
 * Which parts of AWS the code calls secret, by what they are parts of: so a value is hidden there too, though AWS's
 * differs from the code's and nothing in it looks secret.
 */

/** The members of an identity that hold a name that the code may give. */
export type NameField = Extract<
  keyof LiveIdentity,
  'cluster' | 'family' | 'id' | 'name' | 'region' | 'service' | 'vpcId'
>;

export interface SecretParts {
  /** By the address of what is declared; paths are those of findings. */
  readonly byAddress: ReadonlyMap<string, Marks>;
  /** Names that may not be shown, by the member of an identity that they stand in. */
  readonly names: ReadonlyMap<NameField, ReadonlySet<string>>;
  readonly definitions: readonly SecretThing<{ readonly family: Value<string> | undefined }>[];
  readonly services: readonly SecretThing<{
    readonly cluster: Value<string>;
    readonly name: Value<string> | undefined;
  }>[];
  readonly groups: readonly SecretThing<DeclaredGroup['query']>[];
  /** The tags of rules, by the id of their group. */
  readonly ruleTags: readonly SecretThing<Pick<DeclaredGroup['query'], 'id'>>[];
  readonly rules: readonly SecretRules[];
}

/**
 * What may be told of the live rules of a group in one direction, where a declared one is secret: what public ones
 * hold.
 */
export interface SecretRules {
  readonly identity: Pick<DeclaredGroup['query'], 'id' | 'name' | 'namePrefix'>;
  readonly direction: Direction;
  /** Undefined where none is secret. */
  readonly peers: ReadonlySet<string> | undefined;
  readonly protocols: ReadonlySet<string> | undefined;
  readonly descriptions: ReadonlySet<string> | undefined;
}

/** A declared thing of which something is secret. `identity`: what it is found by. */
export interface SecretThing<I> {
  readonly identity: I;
  readonly marks: Marks;
}

export const noSecretParts: SecretParts = {
  byAddress: new Map(),
  names: new Map(),
  definitions: [],
  services: [],
  groups: [],
  ruleTags: [],
  rules: [],
};

/** Makes what {@link secretParts} looks for secrets in, and what is compared later on: it is made once. */
export function* declareInSteps(stack: Stack): Steps<void> {
  for (const declare of [declaredTaskDefinitions, declaredServices, declaredGroups]) {
    declare(stack);
    yield;
  }
}

/** Finds what is secret of the things that a stack declares. */
export function secretParts(stack: Stack): SecretParts {
  const byAddress = new Map<string, Marks>();
  const names = new Map<NameField, Set<string>>();
  const name = (field: NameField, value: Value<string> | undefined): void => {
    if (value?.state === 'known' && isSecret(value)) names.set(field, (names.get(field) ?? new Set()).add(value.value));
  };
  const found = <D, I>(
    declared: readonly D[],
    addressOf: (one: D) => string,
    marksOfOne: (one: D) => Marks,
    identity: (one: D) => I,
  ): SecretThing<I>[] =>
    declared.flatMap((one) => {
      const marks = marksOfOne(one);
      if (marks === noMarks) return [];
      byAddress.set(addressOf(one), marks);
      return [{ identity: identity(one), marks }];
    });

  const definitions = declaredTaskDefinitions(stack);
  const services = declaredServices(stack);
  const { groups, ruleResources, lookups } = declaredGroups(stack);
  const resources = new Map(stack.resources.map((resource) => [resource.address, resource]));
  const tagsOf = (address: string) => {
    const resource = resources.get(address);
    return resource && declaredTags(resource, stack).tags;
  };
  for (const { family } of definitions) name('family', family);
  for (const { identity } of services) {
    name('service', identity.name);
    name('cluster', identity.cluster);
  }
  for (const query of [...groups, ...lookups].map((one) => one.query)) {
    name('name', query.name);
    name('id', query.id);
    name('vpcId', query.vpcId);
  }
  for (const { group } of ruleResources) name('id', group);
  for (const region of secretRegions(stack)) name('region', { state: 'known', value: region, sensitive: true });
  return {
    definitions: found(
      definitions,
      (one) => one.address,
      definitionMarks,
      ({ family }) => ({ family }),
    ),
    services: found(
      services,
      ({ identity }) => identity.address,
      serviceMarks,
      ({ identity }) => identity,
    ),
    groups: found(
      groups,
      (one) => one.address,
      (one) => groupMarks(one, tagsOf(one.address)),
      ({ query }) => query,
    ),
    ruleTags: ruleResources.flatMap(({ group, rules: [rule] }) => {
      const marks = marksOf(rule?.tags?.tags, tagShape, tagsPath);
      return marks === noMarks ? [] : [{ identity: group === undefined ? {} : { id: group }, marks }];
    }),
    rules: [
      ...groups.flatMap(({ query, rules }) => rulesOf(query, rules)),
      ...ruleResources.flatMap(({ group, rules }) => rulesOf(group === undefined ? {} : { id: group }, rules)),
    ],
    byAddress,
    names,
  };
}

/**
 * What is secret of AWS for each target, where several are looked at together: a name or a thing that one of them calls
 * secret is so for all. An address is one of its own target.
 *
 * @param own what each target calls secret, by its name
 */
export function shareSecretParts(own: ReadonlyMap<string, SecretParts>): ReadonlyMap<string, SecretParts> {
  if (own.size < 2) return own;
  const all = [...own.values()];
  const shared = {
    names: joinByKey(
      all.map(({ names }) => names),
      (some) => new Set(some.flatMap((set) => [...set])),
    ),
    definitions: all.flatMap(({ definitions }) => definitions),
    services: all.flatMap(({ services }) => services),
    groups: all.flatMap(({ groups }) => groups),
    ruleTags: all.flatMap(({ ruleTags }) => ruleTags),
    rules: all.flatMap(({ rules }) => rules),
  };
  return new Map([...own].map(([target, { byAddress }]) => [target, { byAddress, ...shared }]));
}

/** What targets that share what is secret call so together: at an address what any of them does. */
export function joinShared(all: readonly SecretParts[]): SecretParts {
  const [first = noSecretParts] = all;
  const byAddress = joinByKey(
    all.map((one) => one.byAddress),
    joinMarks,
  );
  return { ...first, byAddress };
}

function joinByKey<K, V>(maps: readonly ReadonlyMap<K, V>[], join: (values: readonly V[]) => V): ReadonlyMap<K, V> {
  const byKey = groupPairs(maps.flatMap((map) => [...map]));
  return new Map([...byKey].map(([key, values]) => [key, join(values)]));
}

function rulesOf(identity: SecretRules['identity'], rules: readonly DeclaredRule[]): readonly SecretRules[] {
  return directions.flatMap((direction) => {
    const own = rules.filter((rule) => rule.directions.includes(direction));
    const peers = publicOf(own.map(({ source }) => ('value' in source ? source.value : undefined)));
    const protocols = publicOf(own.map(({ protocol }) => protocol));
    const descriptions = publicOf(own.map(({ description }) => description));
    if (peers === undefined && protocols === undefined && descriptions === undefined) return [];
    return [{ identity, direction, peers, protocols, descriptions }];
  });
}

/** The texts of values that may be shown; undefined when none of the values is secret. */
function publicOf(values: readonly (Value<Text> | undefined)[]): ReadonlySet<string> | undefined {
  if (!values.some((value) => value !== undefined && isSecret(value))) return undefined;
  return new Set(
    values.flatMap((value) => (value?.state === 'known' && !isSecret(value) ? [String(value.value)] : [])),
  );
}

/** Applies the marks of what stands at any of some addresses to paths. */
export function concealers({ byAddress }: SecretParts): (addresses: readonly (string | undefined)[]) => Concealer {
  const made = new Map<string, Concealer>();
  return (addresses) => {
    const marked = addresses.filter((address) => address !== undefined && byAddress.has(address));
    const key = JSON.stringify(marked);
    const before = made.get(key);
    if (before !== undefined) return before;
    const one = concealer(joinMarks(marked.flatMap((address) => byAddress.get(address ?? '') ?? [])));
    made.set(key, one);
    return one;
  };
}

const definitionShape = shapeOf(members<TaskDefinitionModel>(taskDefinitionTable(undefined)));
const serviceShape = shapeOf(members<ServiceModel>(serviceTable()));
const tagsPath = [{ field: 'tags' }];

function shapeOf({ shape }: { readonly shape?: Shape }): Shape {
  return shape ?? { kind: 'scalar' };
}

function definitionMarks({ model, tags, family, opaque }: DeclaredTaskDefinition): Marks {
  const own = marksOf(model, definitionShape);
  const inContainers = ({ within }: Marks['names'][number]) => within[0]?.field === 'containers';
  return joinMarks([
    opaque ? { ...own, names: own.names.filter((one) => !inContainers(one)) } : own,
    { values: own.values.flatMap(hostPortBeside), names: [] },
    marksOf(tags.tags, tagShape, tagsPath),
    marksOf(family, { kind: 'scalar' }, [{ field: 'family' }]),
  ]);
}

/**
 * The host's port that stands beside a secret port of the container, which it mostly is too.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
 */
function hostPortBeside(marked: Marks['values'][number]): Marks['values'] {
  const [collection, member] = marked.path.slice(-2);
  if (collection?.field !== 'portMappings' || member?.field !== 'containerPort') return [];
  return [{ ...marked, path: [...marked.path.slice(0, -1), { field: 'hostPort' }] }];
}

function serviceMarks({ model, tags, identity, families }: DeclaredService): Marks {
  const pointers = [...families.values()].map((family) =>
    marksOf(family?.value, { kind: 'scalar' }, [{ field: 'taskDefinition' }]),
  );
  return joinMarks([
    marksOf(model, serviceShape),
    marksOf(tags.tags, tagShape, tagsPath),
    marksOf(identity.pointer?.sensitive ? secretPointer : undefined, { kind: 'scalar' }, [{ field: 'taskDefinition' }]),
    ...pointers,
  ]);
}

const secretPointer: Value<string> = { state: 'known', value: '', sensitive: true };

function groupMarks({ query }: DeclaredGroup, tags: MapOf<Value<Text>> | undefined): Marks {
  return joinMarks([
    marksOf(query.description, { kind: 'scalar' }, [{ field: 'description' }]),
    marksOf(query.vpcId, { kind: 'scalar' }, [{ field: 'vpc_id' }]),
    marksOf(tags, tagShape, tagsPath),
  ]);
}
