import { typeOfAddress } from '../../../../model/address.ts';
import { groupPairs } from '../../../../model/group.ts';
import type { Remedies, RemedyEdit, RemedyEffect, Unable } from '../../../../model/report/remedies.ts';
import { Secret, type Text } from '../../../../model/secret/secret.ts';
import type { Direction, LiveGroup, LiveRule, RuleAtom, RuleStyle } from '../../../../model/security-group.ts';
import type { SourceRange } from '../../../../model/source.ts';
import type { Resource } from '../../../../model/stack.ts';
import { endOfBlock, indentOf, insertAfter, insertBefore, insertElement } from '../../../../terraform/edit/edits.ts';
import { type BodyLine, blockText, objectText, quoted } from '../../../../terraform/edit/hcl-text.ts';
import type { Attribute, Block, BodyItems, Expression } from '../../../../terraform/syntax/ast.ts';
import { constantSteps } from '../../../../terraform/syntax/walk.ts';
import { exclusiveType } from '../exclusive.ts';
import { ruleKey } from '../model.ts';
import { argumentLines, importId, type RuleToWrite, ruleArguments, ruleName } from './arguments.ts';
import { isJson, type ModuleHome, type RunCode, type UnableToEdit } from './code.ts';

/*
 * The code that declares a live rule which no code declares yet.
 */

export type Adopt = Remedies['adopt'];

/** What resources of a run are of which live group. */
export interface GroupMembers {
  /** The group resource that a live group is, within a target. */
  groupAddress(target: string, groupId: string): string | undefined;
  /** The resources that declare or list rules of a live group, within a target. */
  ruleAddresses(target: string, groupId: string): readonly string[];
}

/** A live rule to be declared, and the resource under which it was found. */
export interface RuleToAdopt {
  readonly target: string;
  readonly address: string;
  readonly live: LiveRule;
  readonly group: LiveGroup;
  /** It is to have a resource of its own, whatever the group lists. */
  readonly isApart: boolean;
}

/** A rule of either side. */
type RuleToName = RuleAtom & { readonly description?: Text };

/** Makes code for live rules. Names that it makes up are all different. */
export class RuleInserter {
  readonly #code: RunCode;
  readonly #members: GroupMembers;
  readonly #names = new Map<string, Set<string>>();
  readonly #adopted = new Map<string, Adopt>();

  constructor(code: RunCode, members: GroupMembers) {
    this.#code = code;
    this.#members = members;
  }

  /** The changes of code by which the rule is declared; the same ones of the same rule. */
  adopt(rule: RuleToAdopt): Adopt {
    const key = JSON.stringify([rule.target, rule.group.id, rule.isApart, ruleKey(rule.live)]);
    const before = this.#adopted.get(key) ?? this.#adopt(rule);
    this.#adopted.set(key, before);
    return before;
  }

  #adopt(rule: RuleToAdopt): Adopt {
    const { target, group } = rule;
    const exclusive = this.#members
      .ruleAddresses(target, group.id)
      .find((address) => typeOfAddress(address) === exclusiveType);
    const own = this.#members.groupAddress(target, group.id);
    const isInline = !rule.isApart && exclusive === undefined && own === rule.address;
    return isInline ? this.#inline(rule) : this.#standalone(rule, exclusive);
  }

  /** A block or an element of the group that lists its rules itself. */
  #inline(rule: RuleToAdopt): Adopt {
    const { target, address, live } = rule;
    const declared = this.#code.declared(target, address);
    if ('unable' in declared) return refused(declared.unable);
    const { declaration, resource } = declared;
    if (this.#code.isRepeated(target, resource)) return refused('repeated');
    const place = inlinePlace(declaration.items, live.direction);
    if (place?.kind === 'attribute') {
      const { value, range } = place.attribute;
      if (value.kind !== 'tuple') return refused('computed');
      if (isJson(range.file)) return refused('json');
      const written = ruleArguments(this.written(rule, live, declared), 'inline-attribute');
      if (written === undefined) return refused('text');
      const indent = `${indentOf(range)}  `;
      const element = `\n${indent}${objectText(argumentLines(written), indent)}`;
      const end = value.elements.length === 0 ? `\n${indentOf(range)}` : '';
      const edit = insertElement(value, element);
      return adopted([{ ...edit, hcl: `${edit.hcl ?? ''}${end}` }], written.isIncomplete);
    }
    const written = ruleArguments(this.written(rule, live, declared), 'inline-block');
    if (written === undefined) return refused('text');
    const lines = argumentLines(written);
    if (place !== undefined) {
      if (isJson(place.block.range.file)) return refused('json');
      const indent = indentOf(place.block.range);
      const text = `\n\n${indent}${blockText(live.direction, lines, indent)}`;
      return adopted([insertAfter(place.block.range, text)], written.isIncomplete);
    }
    const end = endOfBlock(declaration.range);
    if (end === undefined) return refused('one-line');
    return adopted([insertBefore(end, `\n  ${blockText(live.direction, lines, '  ')}\n`)], written.isIncomplete);
  }

  /** A rule resource, in the style that the other ones have. `exclusive`: what has to list it too. */
  #standalone(rule: RuleToAdopt, exclusive: string | undefined): Adopt {
    const { target, live } = rule;
    const site = this.#site(rule);
    if ('unable' in site) return refused(site.unable);
    const { home, anchor } = site;
    const style = exclusive === undefined ? site.style : 'aws_vpc_security_group_rule';
    const to = this.written({ ...rule, isApart: true }, live, home);
    const written = ruleArguments(to, style);
    if (written === undefined) return refused('text');
    const type =
      style === 'aws_security_group_rule' ? style : (`aws_vpc_security_group_${live.direction}_rule` as const);
    const name = this.#nameFor(home, type, ruleName(site.groupName, live));
    const region = site.region === undefined ? undefined : quoted(site.region);
    const tags =
      style === 'aws_vpc_security_group_rule' ? tagsOf(live.tags) : { value: undefined, isIncomplete: false };
    if (tags === undefined) return refused('text');
    const lines: BodyLine[] = [
      ...(site.provider === undefined ? [] : [{ name: 'provider', value: site.provider }]),
      ...(region === undefined ? [] : [{ name: 'region', value: region }]),
      ...(style === 'aws_security_group_rule' ? [{ name: 'type', value: `"${live.direction}"` }] : []),
      { name: 'security_group_id', value: site.group },
      ...argumentLines(written),
      ...(tags.value === undefined ? [] : [{ name: 'tags', value: tags.value }]),
    ];
    const listed =
      exclusive === undefined ? [] : this.#listed(target, exclusive, live.direction, home, `${type}.${name}.id`);
    if ('unable' in listed) return refused(listed.unable);
    const id = style === 'aws_security_group_rule' ? importId(to) : (live.id ?? '<security-group-rule-id>');
    const imported = {
      to: `${home.module === '' ? '' : `${home.module}.`}${type}.${name}`,
      id: site.region === undefined ? id : `${id}@${site.region}`,
    };
    const importText = blockText('import', [
      { name: 'to', value: imported.to },
      { name: 'id', value: quoted(imported.id) ?? '""' },
    ]);
    const resource = `\n\n${blockText(`resource "${type}" "${name}"`, lines)}`;
    const call = this.#code.outermostCall(target, home.module);
    if (call !== undefined && isJson(call.range.file)) return refused('json');
    const edits =
      call === undefined
        ? [insertAfter(anchor, `${resource}\n\n${importText}`)]
        : [insertAfter(anchor, resource), insertAfter(call.range, `\n\n${importText}`)];
    const isIncomplete =
      written.isIncomplete || tags.isIncomplete || (style === 'aws_vpc_security_group_rule' && live.id === undefined);
    return {
      ...adopted([...edits, ...listed], isIncomplete),
      import: imported,
    };
  }

  /** Where a new rule resource of the group is to stand, and how the group is named there. */
  #site(rule: RuleToAdopt): Site | UnableToEdit {
    const { target, address, group, live } = rule;
    const owner = this.#members.groupAddress(target, group.id);
    const named = this.#code.resource(target, owner ?? address);
    if (named === undefined) return { unable: 'nothing-known' };
    const home = this.#code.home(target, named.module);
    const members = this.#members
      .ruleAddresses(target, group.id)
      .flatMap((one) => this.#code.resource(target, one) ?? []);
    const rules = members.filter(({ type }) => type !== exclusiveType);
    const near = nearest(rules, live.direction);
    const region = regionOf(named);
    const common = { groupName: nameIn(named), ...(region === undefined ? {} : { region }) };
    if (!('unable' in home)) {
      const last = lastOf(near.flatMap((one) => this.#rangeOf(one, home).map((range) => ({ one, range }))));
      const anchor = last?.range ?? this.#rangeOf(named, home)[0];
      const style = styleOf(last?.one ?? near.at(-1) ?? named);
      const declaration = home.node.source.resources.get(addressIn(named));
      if (anchor === undefined || declaration === undefined) return { unable: 'json' };
      const alias = declaration.provider.alias;
      const reference = owner === undefined ? groupExpression(declaration.items) : `${instanceIn(named)}.id`;
      const isCertain = named.expansion === undefined;
      return {
        ...common,
        style,
        home,
        anchor,
        group: (isCertain ? reference : undefined) ?? `"${group.id}"`,
        ...(alias === undefined ? {} : { provider: `${declaration.provider.name}.${alias}` }),
      };
    }
    // A rule can be declared beside the call of a module as well as in it.
    const root = this.#code.home(target, '');
    const call = this.#code.outermostCall(target, named.module);
    if ('unable' in root || call === undefined) return home;
    if (isJson(call.range.file)) return { unable: 'json' };
    const provider = providerOf(named, root);
    if (provider === undefined) return home;
    const isNamed = owner !== undefined && named.expansion === undefined;
    const output = isNamed ? this.#output(target, named) : undefined;
    const style = styleOf(near.at(-1) ?? named);
    return { ...common, ...provider, style, home: root, anchor: call.range, group: output ?? `"${group.id}"` };
  }

  /** The output of a module that the root calls by which it hands out the id of a group. */
  #output(target: string, resource: Resource): string | undefined {
    if (resource.module.split('.module.').length > 1) return undefined;
    const node = this.#code.node(target, resource.module);
    const wanted = `${instanceIn(resource)}.id`;
    for (const output of node?.source.outputs.values() ?? []) {
      if (expressionText(output.value) === wanted && !output.sensitive) return `${resource.module}.${output.name}`;
    }
    return undefined;
  }

  /** The block of a resource, where it stands in a module and is in native syntax. */
  #rangeOf(resource: Resource, { module, node }: ModuleHome): readonly SourceRange[] {
    if (resource.module !== module) return [];
    const range = node.source.resources.get(addressIn(resource))?.range;
    return range === undefined || isJson(range.file) ? [] : [range];
  }

  /** Adds a rule to what lists all rules of a group. */
  #listed(
    target: string,
    address: string,
    direction: Direction,
    home: ModuleHome,
    reference: string,
  ): readonly RemedyEdit[] | UnableToEdit {
    const declared = this.#code.declared(target, address);
    if ('unable' in declared) return declared;
    if (declared.module !== home.module) return { unable: 'shared' };
    if (this.#code.isRepeated(target, declared.resource)) return { unable: 'repeated' };
    const argument = declared.declaration.items.find(
      (item): item is Attribute => item.kind === 'attribute' && item.name === `${direction}_rule_ids`,
    );
    if (argument === undefined) return { unable: 'computed' };
    const { value } = argument;
    if (value.kind === 'tuple') {
      const edit = insertElement(value, reference);
      return [value.elements.length === 0 ? edit : { ...edit, hcl: `${edit.hcl ?? ''} ` }];
    }
    return [insertBefore(value.range, 'concat('), insertAfter(value.range, `, [${reference}])`)];
  }

  /** A rule of the group as it is to be written in the code of `home`. */
  written(
    { target, address, group, isApart }: Omit<RuleToAdopt, 'live'>,
    rule: RuleToName,
    home: ModuleHome,
  ): RuleToWrite {
    const peer = this.#peer(target, rule, home, isApart ? undefined : address);
    return {
      ...rule,
      groupId: group.id,
      ...(group.ownerId === undefined ? {} : { ownerId: group.ownerId }),
      ...(peer === undefined ? {} : { peer }),
    };
  }

  /**
   * The reference to a group of the same module. In a group (`within`) it must not close a circle, also together with
   * the references of others: the peer refers to no group, and comes before.
   */
  #peer(
    target: string,
    live: RuleToName,
    { module, node }: ModuleHome,
    within: string | undefined,
  ): string | undefined {
    if (live.sourceKind !== 'group') return undefined;
    const address = this.#members.groupAddress(target, live.source);
    const resource = address === undefined ? undefined : this.#code.resource(target, address);
    if (resource === undefined || resource.module !== module || resource.expansion !== undefined) return undefined;
    const declaration = node.source.resources.get(addressIn(resource));
    if (declaration === undefined) return undefined;
    if (within !== undefined) {
      const isFree = declaration.references.every(({ root }) => freeRoots.has(root));
      if (!isFree || resource.address >= within) return undefined;
    }
    return `${instanceIn(resource)}.id`;
  }

  /** A name that nothing of the type has in the module. */
  #nameFor({ code, node }: ModuleHome, type: string, wanted: string): string {
    const key = `${code.target}\n${node.source.directory}\n${type}`;
    const taken = this.#names.get(key) ?? new Set<string>();
    this.#names.set(key, taken);
    let name = wanted;
    for (let count = 2; taken.has(name) || node.source.resources.has(`${type}.${name}`); count++) {
      name = `${wanted}_${count}`;
    }
    taken.add(name);
    return name;
  }
}

/** What depends on no security group. */
const freeRoots: ReadonlySet<string> = new Set([
  'var',
  'each',
  'count',
  'path',
  'terraform',
  'aws_vpc',
  'aws_default_vpc',
]);

interface Site {
  readonly home: ModuleHome;
  /** What the resource is to stand behind. */
  readonly anchor: SourceRange;
  readonly style: RuleStyle;
  /** An expression that comes to the id of the group. */
  readonly group: string;
  readonly groupName: string;
  readonly provider?: string;
  readonly region?: string;
}

export function refused(unable: Unable): Adopt {
  return { edits: [], unable, effects: [] };
}

export function adopted(
  edits: readonly RemedyEdit[],
  isIncomplete = false,
  effects: readonly RemedyEffect[] = [],
): Adopt {
  return { edits: [...edits], ...(isIncomplete ? { incomplete: true } : {}), effects: [...effects] };
}

/** Where a group lists its rules of a direction: in an argument, or in blocks, of which this is the last. */
export function inlinePlace(
  items: BodyItems,
  direction: Direction,
):
  | { readonly kind: 'attribute'; readonly attribute: Attribute }
  | { readonly kind: 'block'; readonly block: Block }
  | undefined {
  const attribute = items.find((item): item is Attribute => item.kind === 'attribute' && item.name === direction);
  if (attribute !== undefined) return { kind: 'attribute', attribute };
  const block = items.findLast(
    (item): item is Block =>
      item.kind === 'block' &&
      (item.type === direction || (item.type === 'dynamic' && item.labels[0]?.value === direction)),
  );
  return block === undefined ? undefined : { kind: 'block', block };
}

/** Tags as an argument, those that AWS gives left out; undefined where they cannot be written. */
function tagsOf(
  tags: ReadonlyMap<string, Text> | undefined,
): { readonly value: string | undefined; readonly isIncomplete: boolean } | undefined {
  const own = [...(tags ?? [])].filter(([key]) => !key.startsWith('aws:'));
  if (own.length === 0) return { value: undefined, isIncomplete: false };
  const lines = own.map(([key, value]) => ({
    name: quoted(key),
    value: quoted(value instanceof Secret ? '<value>' : value),
  }));
  const known = lines.flatMap(({ name, value }) =>
    name === undefined || value === undefined ? [] : [{ name, value }],
  );
  if (known.length < lines.length) return undefined;
  return { value: objectText(known, '  '), isIncomplete: own.some(([, value]) => value instanceof Secret) };
}

/** The resources that declare rules of the direction, else all of them. */
function nearest(rules: readonly Resource[], direction: Direction): readonly Resource[] {
  const same = rules.filter((resource) => directionOf(resource) === direction);
  return same.length > 0 ? same : rules;
}

function directionOf({ type, body }: Resource): string | undefined {
  if (type === 'aws_vpc_security_group_ingress_rule') return 'ingress';
  if (type === 'aws_vpc_security_group_egress_rule') return 'egress';
  const value = body.attributes.get('type')?.value;
  return value?.kind === 'string' ? value.value : undefined;
}

function styleOf({ type }: Resource): RuleStyle {
  return type === 'aws_security_group_rule' ? type : 'aws_vpc_security_group_rule';
}

/** The last of them in the file of the first, so that they stay together. */
function lastOf<T extends { readonly range: SourceRange }>(all: readonly T[]): T | undefined {
  return all
    .filter(({ range }) => range.file === all[0]?.range.file)
    .toSorted((a, b) => a.range.start.offset - b.range.start.offset)
    .at(-1);
}

function addressIn({ mode, type, name }: Resource): string {
  return `${mode === 'data' ? 'data.' : ''}${type}.${name}`;
}

/** How the module of a resource names the instance. */
function instanceIn(resource: Resource): string {
  const { key } = resource;
  return `${addressIn(resource)}${key === undefined ? '' : `[${keyText(key)}]`}`;
}

const keyText = (key: string | number): string => (typeof key === 'number' ? String(key) : (quoted(key) ?? '""'));

function nameIn({ type, name, key, module }: Resource): string {
  const isSaying = name !== 'this' && name !== 'default' && name !== 'main';
  const call = module.split('.').at(-1)?.replace(/\[.*/s, '');
  const own = isSaying ? name : type === 'aws_default_security_group' ? 'default' : call || name;
  return key === undefined || key === 0 ? own : `${own}_${key}`;
}

function regionOf({ body }: Resource): string | undefined {
  const value = body.attributes.get('region')?.value;
  return value?.kind === 'string' && value.value !== '' ? value.value : undefined;
}

/** The provider argument of what is to be where a resource of a module is; undefined where the root has no such one. */
function providerOf({ provider }: Resource, { code }: ModuleHome): { readonly provider?: string } | undefined {
  const configuration = provider === undefined ? undefined : code.stack.providers[provider];
  if (configuration === undefined) return {};
  if (configuration.module !== '' || configuration.key !== undefined) return undefined;
  return configuration.alias === undefined ? {} : { provider: `${configuration.name}.${configuration.alias}` };
}

/** What a rule resource names its group with, where that means the same elsewhere in its module. */
function groupExpression(items: BodyItems): string | undefined {
  const argument = items.find(
    (item): item is Attribute => item.kind === 'attribute' && item.name === 'security_group_id',
  );
  return argument && expressionText(argument.value);
}

/** A reference with constant steps as it is written; undefined of anything else, and of `each`, `count` and `self`. */
function expressionText(expression: Expression): string | undefined {
  const traversal = constantSteps(expression);
  if (traversal === undefined || traversal.rest.length > 0) return undefined;
  const { root, steps } = traversal;
  if (root === 'each' || root === 'count' || root === 'self') return undefined;
  return `${root}${steps.map((step) => (step.kind === 'attribute' ? `.${step.name}` : `[${keyText(step.key)}]`)).join('')}`;
}

/** The instances of groups by target and live id. */
export function groupMembers(
  subjects: readonly {
    readonly target: string;
    readonly address: string;
    readonly groupId: string;
    readonly isElements: boolean;
  }[],
): GroupMembers {
  const key = (target: string, id: string) => `${target}\n${id}`;
  const pairs = (isElements: boolean) =>
    groupPairs(
      subjects
        .filter((one) => one.isElements === isElements)
        .map(({ target, address, groupId }) => [key(target, groupId), address] as const),
    );
  const [groups, rules] = [pairs(false), pairs(true)];
  return {
    groupAddress: (target, id) => groups.get(key(target, id))?.[0],
    ruleAddresses: (target, id) => rules.get(key(target, id)) ?? [],
  };
}
