import {
  attribute,
  blocks,
  readObject,
  readString,
  readStringLike,
  readText,
  type Value,
} from '../../../model/declared.ts';
import { emptyMap } from '../../../model/empty.ts';
import { textFoundBy } from '../../../model/filter-value.ts';
import { onceOf } from '../../../model/once.ts';
import type { Place } from '../../../model/place.ts';
import type { ArgumentReach } from '../../../model/reach.ts';
import type { Text } from '../../../model/secret/secret.ts';
import type { Direction } from '../../../model/security-group.ts';
import type { SourceRange } from '../../../model/source.ts';
import type { Resource, Stack } from '../../../model/stack.ts';
import type { Unknown } from '../../../model/value.ts';
import { placeOf } from '../../../terraform/stack/place.ts';
import { ignoredAs, ignoredIdentity } from '../../ignore-changes.ts';
import type { Root } from '../../kind.ts';
import type { DeclaredTags } from '../../tags.ts';
import { type Association, association, associationType } from './association.ts';
import { type DeclaredRule, inlineRules, standaloneRules } from './declared-rules.ts';
import { type ExclusiveRules, exclusiveRules, exclusiveType } from './exclusive.ts';
import { type Tagging, taggingOf } from './tags.ts';
import { type DeclaredVpc, declaredVpcs, type defaultGroupAttribute, type NamedVpc, namedVpc } from './vpc.ts';

/** What the code tells of a group that is needed to find it in AWS. */
export interface GroupQuery {
  readonly name?: Value<string>;
  readonly namePrefix?: Value<string>;
  readonly id?: Value<string>;
  readonly vpcId?: Value<string>;
  /** Its VPC, where the id is not known and something else may be in the same one. */
  readonly vpc?: NamedVpc;
  readonly description?: Value<Text>;
  /** The tags of its own that are wholly known. */
  readonly tags: ReadonlyMap<string, string>;
  /** The same with those of the provider's `default_tags`, which all that it makes has. */
  readonly allTags?: ReadonlyMap<string, string>;
  readonly place: Place;
  /** Of several groups that it may be it is the one with this id, if that is among them. */
  readonly appliedId?: string;
  /** The provider creates it, and names it when the code does not. */
  readonly isCreated?: true;
  /** The argument that it is looked for by and that `ignore_changes` lets be another one. */
  readonly ignored?: string;
}

/** Who says which rules a direction of a group has. */
type Ownership =
  /** The group itself lists them: there are no others. */
  | 'inline'
  /** Not the group; rule resources may. */
  | 'elsewhere';

/** A security group that the code creates (or adopts). */
export interface DeclaredGroup {
  readonly address: string;
  readonly at: SourceRange;
  /** A VPC's own group, `aws_default_security_group`. */
  readonly isDefault: boolean;
  readonly query: GroupQuery;
  readonly tags: Tagging;
  readonly ownership: Readonly<Record<Direction, Ownership>>;
  readonly rules: readonly DeclaredRule[];
  /** Where the code writes `description`, `vpc_id`, and `name` or `name_prefix`. */
  readonly argumentsAt: {
    readonly description?: SourceRange;
    readonly vpcId?: SourceRange;
    readonly name?: SourceRange;
  };
  /** What `ignore_changes` leaves to others, each with what is written there: an argument or `all`. */
  readonly ignored: Readonly<Partial<Record<Direction | 'description' | 'name', string>>>;
  /** How many instances there are is not known. */
  readonly expansion?: Unknown;
}

/** A group that the code only looks up: `data "aws_security_group"`, or an attribute of another resource. */
export interface LookedUpGroup {
  readonly address: string;
  /** The attribute that holds its id. */
  readonly attribute: 'id' | typeof defaultGroupAttribute;
  readonly query: GroupQuery;
}

/** A resource that declares rules of a group that stands elsewhere. */
export interface RuleResource {
  readonly address: string;
  readonly at: SourceRange;
  /** `security_group_id`; undefined when it is not written. */
  readonly group: Value<string> | undefined;
  readonly place: Place;
  readonly rules: readonly DeclaredRule[];
  readonly expansion?: Unknown;
  /** What its arguments can turn out to be. */
  readonly reach?: ArgumentReach;
  /** The further VPC that the group is to be used in, where the resource declares that and no rule. */
  readonly association?: Association;
  /** The only rules that the group has, where the resource declares none itself and lists those of others. */
  readonly exclusive?: ExclusiveRules;
}

export interface DeclaredGroups {
  readonly groups: readonly DeclaredGroup[];
  readonly lookups: readonly LookedUpGroup[];
  readonly ruleResources: readonly RuleResource[];
  readonly vpcs: readonly DeclaredVpc[];
}

/** What the code of one root declares. */
export interface RootGroups extends DeclaredGroups {
  readonly target: string;
  /** Code that is not there: it may declare rules for groups that are handed to it. */
  readonly hole?: Unknown;
}

const ruleTypes = [
  'aws_security_group_rule',
  'aws_vpc_security_group_ingress_rule',
  'aws_vpc_security_group_egress_rule',
] as const;
export const groupTypes = ['aws_security_group', 'aws_default_security_group'] as const;

/**
 * Everything in `stack` that declares security groups and their rules, in the order of the stack. Read once of each
 * stack.
 */
export const declaredGroups = onceOf((stack: Stack): DeclaredGroups => {
  const groups: DeclaredGroup[] = [];
  const lookups: LookedUpGroup[] = [];
  const ruleResources: RuleResource[] = [];
  const ruled = ruledGroups(stack);
  for (const resource of stack.resources) {
    if (resource.mode === 'data') {
      if (resource.type === 'aws_security_group') lookups.push(lookedUpGroup(resource, stack));
    } else if (resource.type === 'aws_security_group' || resource.type === 'aws_default_security_group') {
      groups.push(declaredGroup(resource, stack, ruled));
    } else if (ruleTypes.some((type) => type === resource.type)) {
      ruleResources.push(ruleResource(resource, stack));
    } else if (resource.type === associationType) {
      ruleResources.push({ ...ruleResource(resource, stack), rules: [], association: association(resource, stack) });
    } else if (resource.type === exclusiveType) {
      ruleResources.push({ ...ruleResource(resource, stack), rules: [], exclusive: exclusiveRules(resource) });
    }
  }
  return { groups, lookups, ruleResources, vpcs: declaredVpcs(stack) };
});

/** Everything that the code of a root declares of security groups. */
export function declareGroups({ target, stack }: Root): RootGroups {
  return { target, ...declaredGroups(stack), ...optional({ hole: missingModule(stack) }) };
}

/** A module that is not there may declare rules for the groups that are handed to it. */
function missingModule(stack: Stack): Unknown | undefined {
  if (stack.incomplete !== undefined) return stack.incomplete;
  const hole = stack.holes.find(({ kind }) => kind !== 'module-expansion');
  if (hole === undefined || hole.kind === 'module-expansion') return undefined;
  return { kind: 'module', address: hole.address, source: hole.source, path: [], at: hole.at };
}

/**
 * Provider default.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group#description-1
 */
const defaultDescription = 'Managed by Terraform';

/** What a group is looked for by. */
const identifyingArguments = ['name', 'name_prefix', 'vpc_id'] as const;

/** Ids of the groups that rule resources belong to, as far as they are known. */
function ruledGroups({ resources }: Stack): ReadonlySet<string> {
  const groups = resources
    .filter(({ mode, type }) => mode === 'managed' && ruleTypes.some((one) => one === type))
    .map(({ body }) => readString(attribute(body, 'security_group_id')));
  return new Set(groups.flatMap((group) => (group?.state === 'known' ? [group.value] : [])));
}

function declaredGroup(resource: Resource, stack: Stack, ruled: ReadonlySet<string>): DeclaredGroup {
  const isDefault = resource.type === 'aws_default_security_group';
  const { body } = resource;
  const description = readText(attribute(body, 'description'));
  const vpcId = readString(attribute(body, 'vpc_id'));
  const name = nonEmpty(readStringLike(attribute(body, 'name')));
  const namePrefix = nonEmpty(readStringLike(attribute(body, 'name_prefix')));
  const place = placeOf(resource, stack);
  const tags = taggingOf(resource, stack);
  const common = {
    tags: knownTags(resource),
    place,
    ...optional({
      vpcId,
      vpc: namedVpc(vpcId, { address: resource.address, place }, stack),
      appliedId: resource.appliedId,
      ignored: ignoredIdentity(resource, identifyingArguments),
    }),
  };
  const query: GroupQuery = isDefault
    ? { name: { state: 'known', value: 'default' }, ...common }
    : {
        description: description ?? { state: 'known', value: defaultDescription },
        isCreated: true,
        allTags: textTags(tags),
        ...common,
        ...optional({ name, namePrefix }),
      };
  const inline = {
    ingress: inlineRules(resource, 'ingress', ruled),
    egress: inlineRules(resource, 'egress', ruled),
  };
  const ownership = (direction: Direction): Ownership => {
    // A default group is emptied when it is adopted: what is not declared is to be gone.
    // https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/default_security_group
    return inline[direction] !== undefined || isDefault ? 'inline' : 'elsewhere';
  };
  return {
    address: resource.address,
    at: resource.at,
    isDefault,
    query,
    tags,
    ownership: { ingress: ownership('ingress'), egress: ownership('egress') },
    rules: [...(inline.ingress ?? []), ...(inline.egress ?? [])],
    argumentsAt: optional({ description: description?.at, vpcId: vpcId?.at, name: (name ?? namePrefix)?.at }),
    ignored: optional({
      ingress: ignoredAs(resource, 'ingress'),
      egress: ignoredAs(resource, 'egress'),
      description: ignoredAs(resource, 'description'),
      name: ignoredAs(resource, name === undefined ? 'name_prefix' : 'name'),
    }),
    ...optional({ expansion: resource.expansion }),
  };
}

function lookedUpGroup(resource: Resource, stack: Stack): LookedUpGroup {
  const { address, body } = resource;
  const place = placeOf(resource, stack);
  const filters = singleFilters(resource);
  const finding = (argument: string, filter: string, told: string) =>
    foundBy(readStringLike(attribute(body, argument)), address, told) ?? foundBy(filters.get(filter), address, told);
  const vpcId = finding('vpc_id', 'vpc-id', 'vpc_id');
  const parts = {
    id: nonEmpty(readString(attribute(body, 'id'))) ?? foundBy(filters.get('group-id'), address, 'id'),
    name: finding('name', 'group-name', 'id'),
    vpcId,
    vpc: vpcId && namedVpc(vpcId, { address, place }, stack),
  };
  const tags = new Map<string, string>();
  const asked = [...knownTags(resource)].map(([key, value]) => [`tag:${key}`, { state: 'known', value }] as const);
  for (const [name, value] of [...asked, ...filters]) {
    const text = value.state === 'known' && name.startsWith('tag:') ? textFoundBy(value.value) : undefined;
    if (text !== undefined) tags.set(name.slice(4), text);
  }
  return { address, attribute: 'id', query: { tags, place, ...optional(parts) } };
}

/** The text that a filter's value finds. What a pattern finds, AWS alone can tell: it is `told` by that attribute. */
function foundBy(value: Value<string> | undefined, address: string, told: string): Value<string> | undefined {
  const written = nonEmpty(value);
  if (written?.state !== 'known') return written;
  const text = textFoundBy(written.value);
  if (text !== undefined) return { ...written, value: text };
  const at = written.at === undefined ? {} : { at: written.at };
  return { state: 'unknown', because: { kind: 'data', address, path: [told], ...at }, ...at };
}

/** The `filter` blocks of a data source that hold one value each, by name. */
function singleFilters(resource: Resource): ReadonlyMap<string, Value<string>> {
  const filters = new Map<string, Value<string>>();
  for (const { body } of blocks(resource.body, 'filter').blocks) {
    const name = readString(attribute(body, 'name'));
    const values = attribute(body, 'values');
    if (name?.state !== 'known' || values === undefined || !('elements' in values)) continue;
    const [only, ...others] = values.elements;
    const value = readStringLike(only);
    if (value !== undefined && others.length === 0 && values.open === undefined) filters.set(name.value, value);
  }
  return filters;
}

function ruleResource(resource: Resource, stack: Stack): RuleResource {
  const tags = resource.type === 'aws_security_group_rule' ? {} : { tags: taggingOf(resource, stack) };
  return {
    address: resource.address,
    at: resource.at,
    group: readString(attribute(resource.body, 'security_group_id')),
    rules: standaloneRules(resource).map((rule) => ({ ...rule, ...tags })),
    place: placeOf(resource, stack),
    ...optional({ expansion: resource.expansion, reach: resource.reach }),
  };
}

function knownTags(resource: Resource): ReadonlyMap<string, string> {
  const read = readObject(attribute(resource.body, 'tags'));
  if (read === undefined || 'unknown' in read || read.entries.size === 0) return emptyMap;
  const tags = new Map<string, string>();
  for (const [key, value] of read.entries) {
    const text = readStringLike(value);
    if (text?.state === 'known') tags.set(key, text.value);
  }
  return tags;
}

/** The tags of which the value is known and may be asked for. */
function textTags({ tags }: DeclaredTags): ReadonlyMap<string, string> {
  const entries = tags?.state === 'map' ? [...tags.entries] : [];
  if (entries.length === 0) return emptyMap;
  return new Map(
    entries.flatMap(([key, value]) =>
      value.state === 'known' && typeof value.value === 'string' ? [[key, value.value] as const] : [],
    ),
  );
}

/** The provider treats an empty name as none. */
function nonEmpty(value: Value<string> | undefined): Value<string> | undefined {
  return value?.state === 'known' && value.value === '' ? undefined : value;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** `members` without those that are undefined. */
function optional<T extends object>(members: T): Defined<T> {
  const defined: Defined<T> = {};
  for (const key of Object.keys(members) as (keyof T)[]) {
    const member = members[key];
    if (member !== undefined) defined[key] = member as Exclude<T[typeof key], undefined>;
  }
  return defined;
}
