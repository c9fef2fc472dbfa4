import { attribute, readBool, readList, readString } from '../../../../model/declared.ts';
import type { RemedyEdit, RemedyEffect } from '../../../../model/report/remedies.ts';
import type { Direction, RuleStyle } from '../../../../model/security-group.ts';
import type { SourceRange } from '../../../../model/source.ts';
import type { ResolvedBody } from '../../../../model/stack.ts';
import { parseReference } from '../../../../terraform/configuration/references.ts';
import {
  elementAt,
  indentOf,
  insertAfter,
  isWithin,
  removeElement,
  removeLines,
  replace,
} from '../../../../terraform/edit/edits.ts';
import { objectText } from '../../../../terraform/edit/hcl-text.ts';
import type { Attribute, Block, BodyItems, ObjectConstructor } from '../../../../terraform/syntax/ast.ts';
import { argumentLines, type RuleArguments } from './arguments.ts';
import { type DeclaredResource, isJson, type RunCode, type UnableToEdit } from './code.ts';
import { inlinePlace } from './insert.ts';

/*
 * Where code declares a rule, and how it is changed or taken out there.
 */

/** A place in the code that declares rules: a resource, a block of a group, or an element of its list. */
export type RuleSite = {
  /** What is declared there. */
  readonly range: SourceRange;
  /** How many rules that are: one for each peer. Undefined where that is not known. */
  readonly peers: number | undefined;
  readonly declared: DeclaredResource;
} & (
  | { readonly style: Exclude<RuleStyle, 'inline-attribute'>; readonly items: BodyItems }
  /** `list`: the argument that the element is one of. */
  | {
      readonly style: 'inline-attribute';
      readonly list: Attribute;
      readonly index: number;
      readonly object?: ObjectConstructor;
    }
);

/** Finds what declares the rule at `at`, of the resource at an address, where it can be changed for that rule alone. */
export function siteOfRule(
  code: RunCode,
  target: string,
  address: string,
  { style, direction, at }: { readonly style: RuleStyle; readonly direction: Direction; readonly at: SourceRange },
): RuleSite | UnableToEdit {
  const declared = code.declared(target, address);
  if ('unable' in declared) return declared;
  if (code.isRepeated(target, declared.resource)) return { unable: 'repeated' };
  const { declaration, resource } = declared;
  if (style === 'aws_security_group_rule' || style === 'aws_vpc_security_group_rule') {
    const peers = style === 'aws_vpc_security_group_rule' ? 1 : peersOf(resource.body);
    return { style, range: declaration.range, items: declaration.items, peers, declared };
  }
  const place = inlinePlace(declaration.items, direction);
  if (place?.kind === 'attribute') {
    const list = place.attribute;
    if (isJson(list.range.file)) return { unable: 'json' };
    if (list.value.kind !== 'tuple') return { unable: 'computed' };
    const index = list.value.elements.findIndex(({ range }) => isWithin(at, range));
    const element = list.value.elements[index];
    if (element === undefined) return { unable: 'computed' };
    const value = readList(resource.body.attributes.get(direction)?.value);
    const known =
      value === undefined || 'unknown' in value || value.open !== undefined ? undefined : value.elements[index];
    const peers = known !== undefined && 'entries' in known ? peersOf(bodyOf(known.entries, element.range)) : undefined;
    const object = element.kind === 'object' ? { object: element } : {};
    return { style: 'inline-attribute', range: element.range, list, index, ...object, peers, declared };
  }
  const block = declaration.items.find(
    (item): item is Block => item.kind === 'block' && isWithin(at, item.range) && item.type !== 'lifecycle',
  );
  if (block === undefined) return { unable: 'computed' };
  if (block.type === 'dynamic') return { unable: 'dynamic' };
  if (isJson(block.range.file)) return { unable: 'json' };
  const resolved = resource.body.blocks
    .get(direction)
    ?.blocks.find((one) => one.at.file === block.range.file && one.at.start.offset === block.range.start.offset);
  const peers = resolved && peersOf(resolved.body);
  return { style: 'inline-block', range: block.range, items: block.body.items, peers, declared };
}

type Entries = ReadonlyMap<string, NonNullable<ReturnType<typeof attribute>>>;

function bodyOf(entries: Entries, at: SourceRange): ResolvedBody {
  return {
    attributes: new Map([...entries].map(([name, value]) => [name, { value, at }])),
    blocks: new Map(),
  };
}

const lists = ['cidr_blocks', 'ipv6_cidr_blocks', 'prefix_list_ids', 'security_groups'] as const;

/** How many peers a block or a resource names. */
function peersOf(body: ResolvedBody): number | undefined {
  let count = 0;
  for (const name of lists) {
    const list = readList(attribute(body, name));
    if (list === undefined) continue;
    if ('unknown' in list || list.open !== undefined) return undefined;
    count += list.elements.length;
  }
  if (readString(attribute(body, 'source_security_group_id')) !== undefined) count++;
  const self = readBool(attribute(body, 'self'));
  if (self?.state === 'known' && self.value) count++;
  return self === undefined || self.state === 'known' ? count : undefined;
}

/** Takes all that a place declares out of the code. */
export function removeSite(site: RuleSite): readonly RemedyEdit[] | UnableToEdit {
  if (site.style === 'inline-attribute') {
    const { value } = site.list;
    const edit = value.kind === 'tuple' ? removeElement(value, site.index) : undefined;
    return edit === undefined ? { unable: 'computed' } : [edit];
  }
  if (site.style === 'inline-block') return [removeLines(site.range)];
  return removeResource(site.declared);
}

/** Takes a resource out of the code, unless something names it. */
export function removeResource(declared: DeclaredResource): readonly RemedyEdit[] | UnableToEdit {
  return isReferenced(declared) ? { unable: 'referenced' } : [removeLines(declared.declaration.range)];
}

/** Whether anything else in the module names the resource. */
function isReferenced({ node: { source }, declaration }: DeclaredResource): boolean {
  const referring = [
    ...[...source.resources.values()].filter((one) => one !== declaration),
    ...source.locals.values(),
    ...source.outputs.values(),
    ...source.calls.values(),
    ...[...source.calls.values()].flatMap((call) => [...call.arguments.values()]),
    ...source.checks,
  ];
  return referring.some(({ references }) =>
    references.some(({ root, steps, range }) => {
      const parsed = parseReference(root, steps, range);
      return parsed.ok && parsed.target.kind === 'resource' && parsed.target.address === declaration.address;
    }),
  );
}

/** Takes one peer of several out, which is written at `at`. */
export function removePeer(site: RuleSite, at: SourceRange): RemedyEdit | UnableToEdit {
  if (site.style === 'inline-attribute') {
    for (const { value } of site.object?.items ?? []) {
      const index = value.kind === 'tuple' ? indexAt(value.elements, at) : -1;
      const edit = value.kind === 'tuple' ? removeElement(value, index) : undefined;
      if (edit !== undefined) return edit;
    }
    return { unable: 'computed' };
  }
  for (const item of site.items) {
    if (item.kind !== 'attribute') continue;
    const element = elementAt(item, at);
    const edit = element && removeElement(element.list, element.index);
    if (edit !== undefined) return edit;
  }
  const self = argumentIn(site.items, 'self');
  return self !== undefined && (isWithin(at, self.range) || isWithin(site.range, at) || isBlockOf(at, site.range))
    ? removeLines(self.range)
    : { unable: 'computed' };
}

/** Whether a place is the header of a block: what stands for all of it. */
function isBlockOf(at: SourceRange, block: SourceRange): boolean {
  return at.file === block.file && at.start.offset === block.start.offset;
}

function indexAt(elements: readonly { readonly range: SourceRange }[], at: SourceRange): number {
  return elements.findIndex(({ range }) => range.file === at.file && range.start.offset === at.start.offset);
}

function argumentIn(items: BodyItems, name: string): Attribute | undefined {
  return items.find((item): item is Attribute => item.kind === 'attribute' && item.name === name);
}

/**
 * Gives the arguments of a place the values of `live` where those of `declared` are others.
 *
 * @param isOwn whether an argument is to be changed, by its name
 */
export function rewriteSite(
  site: RuleSite,
  declared: RuleArguments,
  live: RuleArguments,
  isOwn: (name: string) => boolean,
): readonly RemedyEdit[] | UnableToEdit {
  const changed = [...live.values].filter(([name, value]) => isOwn(name) && declared.values.get(name) !== value);
  if (site.style === 'inline-attribute') {
    const edits = changed.flatMap(([name, value]) => {
      const item = site.object?.items.find(({ bareKey }) => bareKey === name);
      return item === undefined || value === undefined ? [] : [replace(item.value.range, value)];
    });
    // What is not written there as an object of its own is written anew.
    const indent = `${indentOf(site.list.range)}  `;
    return edits.length === changed.length ? edits : [replace(site.range, objectText(argumentLines(live), indent))];
  }
  const { items } = site;
  const anchor = items.find((item): item is Attribute => item.kind === 'attribute');
  if (anchor === undefined) return { unable: 'computed' };
  return changed.flatMap(([name, value]): readonly RemedyEdit[] => {
    const argument = argumentIn(items, name);
    if (argument === undefined) {
      return value === undefined ? [] : [insertAfter(anchor.range, `\n${indentOf(anchor.range)}${name} = ${value}`)];
    }
    return [value === undefined ? removeLines(argument.range) : replace(argument.value.range, value)];
  });
}

/** Puts another peer of the same kind where one of several is written. */
export function replacePeer(site: RuleSite, at: SourceRange, hcl: string): RemedyEdit | UnableToEdit {
  const lists =
    site.style === 'inline-attribute'
      ? (site.object?.items ?? []).map(({ value }) => value)
      : site.items.flatMap((item) => (item.kind === 'attribute' ? [item.value] : []));
  for (const list of lists) {
    if (list.kind !== 'tuple') continue;
    const element = list.elements[indexAt(list.elements, at)];
    if (element !== undefined) return replace(element.range, hcl);
  }
  return { unable: 'computed' };
}

/** That a group lists no rule of a direction any more, once the place is gone. */
export function unownedBy(site: RuleSite, direction: Direction): readonly RemedyEffect[] {
  if (site.style !== 'inline-block') return [];
  const others = site.declared.declaration.items.filter(
    (item) =>
      item.kind === 'block' &&
      item.range !== site.range &&
      (item.type === direction || (item.type === 'dynamic' && item.labels[0]?.value === direction)),
  );
  return others.length === 0 ? [{ code: 'unowned', direction }] : [];
}
