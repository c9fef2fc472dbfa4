import {
  attribute,
  blocks,
  type DeclaredBody,
  readBool,
  readList,
  readNumber,
  readObject,
  readString,
  readStringLike,
  readText,
  type Value,
} from '../../../model/declared.ts';
import type { Text } from '../../../model/secret/secret.ts';
import type { Direction, RuleStyle, SourceKind } from '../../../model/security-group.ts';
import type { SourceRange } from '../../../model/source.ts';
import type { TerraformValue, Unknown } from '../../../model/value.ts';
import { ignoredAs } from '../../ignore-changes.ts';
import { type IgnoredParts, ignoredParts, ignoredSource, listArguments, vpcArguments } from './ignored-arguments.ts';
import { canonicalProtocol, directions } from './model.ts';
import type { Tagging } from './tags.ts';

/** One declared rule with one peer, as far as it is known. Protocol in canonical form, all else as written. */
export interface DeclaredRule {
  readonly style: RuleStyle;
  /** The rule's block, or the element of a list that names this peer. */
  readonly at: SourceRange;
  /**
   * Where the peer is written, when that is not in the rule's block: an argument of a module call, a variable's
   * default.
   */
  readonly origin?: SourceRange;
  /** Both, when the direction is not known. */
  readonly directions: readonly Direction[];
  readonly protocol: Value<string>;
  readonly fromPort?: Value<number>;
  readonly toPort?: Value<number>;
  readonly source: DeclaredSource;
  readonly description?: Value<Text>;
  /** Absent where the form in which it is declared has none. */
  readonly tags?: Tagging;
  readonly ignored: IgnoredParts;
  /** The id (`sgr-…`) that a state has of it. */
  readonly appliedId?: string;
  /** This stands for any number of rules. */
  readonly open?: Openness;
}

/** The peer of a declared rule. `argument`: what holds it. */
type DeclaredSource =
  /** `kinds`: more than one when it is not known which argument holds it. */
  | { readonly kinds: readonly SourceKind[]; readonly value: Value<string>; readonly argument?: string }
  /** The group itself. */
  | { readonly self: true; readonly at?: SourceRange; readonly argument?: string };

interface Openness {
  readonly code: 'elements-unknown' | 'expansion-unknown';
  readonly because: Unknown;
  /** At least one of them is certain to be declared. */
  readonly atLeastOne: boolean;
}

const allKinds: readonly SourceKind[] = ['cidr-ipv4', 'cidr-ipv6', 'prefix-list', 'group'];

/** A list for each kind that all rules with it share. */
const aloneIn: Readonly<Record<SourceKind, readonly SourceKind[]>> = {
  'cidr-ipv4': ['cidr-ipv4'],
  'cidr-ipv6': ['cidr-ipv6'],
  'prefix-list': ['prefix-list'],
  group: ['group'],
};

/** All of a rule but its peer: what the rules of one block have in common. */
type RuleWithoutPeer = Omit<DeclaredRule, 'at' | 'origin' | 'source' | 'open'>;
/** What the resource says of all of its rules, before the arguments of a rule are read. */
type RuleContext = Pick<DeclaredRule, 'style' | 'directions' | 'ignored' | 'appliedId'>;

/** What is needed of a resource; `terraform`'s `Resource` is one. */
export interface DeclaringResource {
  readonly address: string;
  readonly type: string;
  readonly at: SourceRange;
  readonly body: DeclaredBody;
  readonly appliedId?: string;
  readonly ignoreChanges: readonly string[] | 'all';
  readonly expansion?: Unknown;
}

/**
 * The rules that a group lists for one direction; undefined when it does not list any, which leaves the direction to
 * others. `ingress = []` lists none; no block, as well as a `dynamic` block that yields none, is the same as leaving
 * the argument out.
 * https://developer.hashicorp.com/terraform/language/attr-as-blocks
 *
 * @param ruled ids of the groups that rule resources belong to
 */
export function inlineRules(
  resource: DeclaringResource,
  direction: Direction,
  ruled: ReadonlySet<string>,
): readonly DeclaredRule[] | undefined {
  const whole = ignoredAs(resource, direction);
  const argument = resource.body.attributes.get(direction);
  // In JSON syntax an object is one block.
  const isAttribute = argument !== undefined && !('entries' in argument.value);
  const common = {
    style: isAttribute ? 'inline-attribute' : 'inline-block',
    directions: [direction],
    ignored: whole === undefined ? {} : { whole },
  } as const;
  if (argument?.unsaid === 'absent') return undefined;
  if (argument?.unsaid === 'kept') return doubtfulRules(resource, direction, ruled, common);
  const written = argument?.value;
  if (written !== undefined && !('entries' in written)) {
    const at = argument?.at ?? resource.at;
    const list = readList(written);
    if (list === undefined) return undefined;
    if ('unknown' in list) return [anyRule(common, at, elements(list.unknown))];
    const rules = list.elements.flatMap((element) => elementRules(element, common, element.at ?? at));
    return list.open === undefined ? rules : [...rules, anyRule(common, at, elements(list.open))];
  }
  const declared = blocks(resource.body, direction);
  const rules = declared.blocks.flatMap((block) => blockRules(block.body, common, block.at));
  if (declared.open === undefined) return declared.blocks.length === 0 ? undefined : rules;
  const openness = elements(declared.open.because);
  if (declared.open.template.length === 0) return [...rules, anyRule(common, resource.at, openness)];
  const further = declared.open.template.flatMap((block) =>
    blockRules(block.body, common, block.at).map((rule): DeclaredRule => ({ ...rule, open: openness })),
  );
  return [...rules, ...further];
}

/**
 * The rules of a group that a plan keeps and its configuration does not show: those of `dynamic` blocks, or not the
 * group's to say. Where no rule resource belongs to the group, that is left open instead of passing over them in
 * silence. A default group says all of its rules.
 */
function doubtfulRules(
  { address, type, appliedId, body, at }: DeclaringResource,
  direction: Direction,
  ruled: ReadonlySet<string>,
  context: RuleContext,
): readonly DeclaredRule[] | undefined {
  const planned = readList(body.attributes.get(direction)?.value);
  const isNone = planned === undefined || 'unknown' in planned || planned.elements.length === 0;
  if (type !== 'aws_security_group' || isNone || appliedId === undefined || ruled.has(appliedId)) return undefined;
  return [anyRule(context, at, elements({ kind: 'plan', address, path: [direction] }))];
}

/** The rules that a rule resource of either style declares: one for each peer. */
export function standaloneRules(resource: DeclaringResource): readonly DeclaredRule[] {
  const parts = ignoredParts(resource);
  return rulesOfResource(resource, parts).map((rule) => {
    const source = ignoredSource(resource, rule.source.argument);
    return source === undefined ? rule : { ...rule, ignored: { ...parts, source } };
  });
}

function rulesOfResource(resource: DeclaringResource, ignored: IgnoredParts): readonly DeclaredRule[] {
  const { body, appliedId } = resource;
  const context = {
    style: styleOf(resource),
    directions: directionsOf(resource),
    ignored,
    ...(appliedId?.startsWith('sgr-') ? { appliedId } : {}),
  };
  const rules =
    resource.type === 'aws_security_group_rule'
      ? atLeastOne(blockRules(body, context, resource.at))
      : [vpcRule(body, context, resource.at)];
  if (resource.expansion !== undefined) {
    const open: Openness = { code: 'expansion-unknown', because: resource.expansion, atLeastOne: false };
    return rules.map((rule) => ({ ...rule, open }));
  }
  if (rules.length > 0) return rules;
  const invalid: Unknown = { kind: 'invalid', code: 'no-source', at: resource.at };
  return [
    {
      ...partsOf(body, context, 'protocol'),
      at: resource.at,
      source: { kinds: allKinds, value: { state: 'unknown', because: invalid, at: resource.at } },
    },
  ];
}

function styleOf({ type }: DeclaringResource): RuleStyle {
  return type === 'aws_security_group_rule' ? type : 'aws_vpc_security_group_rule';
}

/** Whether a group itself declares rules of this style, and not a resource of their own. */
export function isInline(style: RuleStyle): boolean {
  return style === 'inline-block' || style === 'inline-attribute';
}

function directionsOf(resource: DeclaringResource): readonly Direction[] {
  if (resource.type === 'aws_vpc_security_group_ingress_rule') return ['ingress'];
  if (resource.type === 'aws_vpc_security_group_egress_rule') return ['egress'];
  const type = readString(attribute(resource.body, 'type'));
  const known = type?.state === 'known' ? directions.find((direction) => direction === type.value) : undefined;
  return known === undefined ? directions : [known];
}

/**
 * The provider refuses an `aws_security_group_rule` without any peer: what is its only argument for peers cannot be
 * empty.
 */
function atLeastOne(rules: readonly DeclaredRule[]): readonly DeclaredRule[] {
  const [only] = rules;
  return only?.open !== undefined && rules.length === 1
    ? [{ ...only, open: { ...only.open, atLeastOne: true } }]
    : rules;
}

/** `aws_vpc_security_group_ingress_rule` and `…_egress_rule`: exactly one of four arguments holds the peer. */
function vpcRule(body: DeclaredBody, context: RuleContext, at: SourceRange): DeclaredRule {
  const peers = vpcArguments.flatMap(({ name, kind }) => {
    const value = readString(attribute(body, name));
    return value === undefined ? [] : [{ name, kind, value }];
  });
  const certain = peers.find(({ value }) => value.state !== 'unknown');
  const first = certain ?? peers[0];
  const source: DeclaredSource =
    first === undefined
      ? { kinds: allKinds, value: { state: 'unknown', because: { kind: 'invalid', code: 'no-source', at }, at } }
      : {
          kinds: certain === undefined ? peers.map(({ kind }) => kind) : aloneIn[first.kind],
          value: first.value,
          argument: first.name,
        };
  const argument = peers.find(({ value }) => value === first?.value)?.name;
  return { ...partsOf(body, context, 'ip_protocol'), at, ...originOf(body, argument, first?.value), source };
}

/** The place of `value` when it lies outside of the argument that holds it. */
function originOf(
  body: DeclaredBody,
  argument: string | undefined,
  value: Value<string> | undefined,
): { origin?: SourceRange } {
  const place = argument === undefined ? undefined : body.attributes.get(argument)?.at;
  return value?.at === undefined || place === undefined || contains(place, value.at) ? {} : { origin: value.at };
}

function contains(outer: SourceRange, inner: SourceRange): boolean {
  return outer.file === inner.file && outer.start.offset <= inner.start.offset && inner.end.offset <= outer.end.offset;
}

/** The rules of an `ingress`/`egress` block or of an `aws_security_group_rule`. */
function blockRules(body: DeclaredBody, context: RuleContext, at: SourceRange): readonly DeclaredRule[] {
  const common = partsOf(body, context, 'protocol');
  const rules: DeclaredRule[] = [];
  for (const { name, kind } of listArguments) {
    const list = readList(attribute(body, name));
    if (list === undefined) continue;
    const kinds = aloneIn[kind];
    if ('unknown' in list) {
      rules.push(openRule(common, { kinds, argument: name }, list.unknown, at));
      continue;
    }
    for (const element of list.elements) {
      const value = readString(element);
      if (value === undefined) continue;
      const { origin } = originOf(body, name, value);
      const place = origin === undefined ? { at: value.at ?? at } : { at, origin };
      rules.push({ ...common, ...place, source: { kinds, value, argument: name } });
    }
    if (list.open !== undefined) rules.push(openRule(common, { kinds, argument: name }, list.open, at));
  }
  const group = readString(attribute(body, 'source_security_group_id'));
  if (group !== undefined)
    rules.push({ ...common, at, source: { kinds: ['group'], value: group, argument: 'source_security_group_id' } });
  const self = readBool(attribute(body, 'self'));
  if (self !== undefined && self.state !== 'partial' && !(self.state === 'known' && !self.value)) {
    const place = self.at === undefined ? {} : { at: self.at };
    const open = self.state === 'unknown' ? { open: elements(self.because) } : {};
    rules.push({ ...common, at, source: { self: true, argument: 'self', ...place }, ...open });
  }
  const [only] = rules;
  // The element tells one peer from the others; where there are no others, the block says more.
  return only !== undefined && rules.length === 1 ? [{ ...only, at }] : rules;
}

function openRule(
  common: RuleWithoutPeer,
  peer: { readonly kinds: readonly SourceKind[]; readonly argument: string },
  because: Unknown,
  at: SourceRange,
): DeclaredRule {
  return { ...common, at, source: { ...peer, value: { state: 'unknown', because } }, open: elements(because) };
}

function elements(because: Unknown): Openness {
  return { code: 'elements-unknown', because, atLeastOne: false };
}

/** The rules of an element of `ingress = [...]`. */
function elementRules(element: TerraformValue, context: RuleContext, at: SourceRange): readonly DeclaredRule[] {
  const read = readObject(element);
  if (read === undefined) return [];
  const because = 'unknown' in read ? read.unknown : read.open;
  if (because !== undefined || 'unknown' in read)
    return because === undefined ? [] : [anyRule(context, at, elements(because))];
  const attributes = new Map([...read.entries].map(([name, value]) => [name, { value, at: value.at ?? at }] as const));
  return blockRules({ attributes, blocks: new Map() }, context, at);
}

/** A rule of which nothing is known but its direction. */
function anyRule(context: RuleContext, at: SourceRange, open: Openness): DeclaredRule {
  const unknown = { state: 'unknown', because: open.because } as const;
  return {
    ...context,
    at,
    protocol: unknown,
    fromPort: unknown,
    toPort: unknown,
    source: { kinds: allKinds, value: unknown },
    open,
  };
}

/** Everything of a rule but its peer. */
function partsOf(body: DeclaredBody, context: RuleContext, protocolArgument: string): RuleWithoutPeer {
  const protocol = readStringLike(attribute(body, protocolArgument));
  const fromPort = readNumber(attribute(body, 'from_port'));
  const toPort = readNumber(attribute(body, 'to_port'));
  const description = readText(attribute(body, 'description'));
  return {
    ...context,
    protocol: protocolOf(protocol, protocolArgument),
    ...(fromPort === undefined ? {} : { fromPort }),
    ...(toPort === undefined ? {} : { toPort }),
    ...(description === undefined ? {} : { description }),
  };
}

function protocolOf(protocol: Value<string> | undefined, argument: string): Value<string> {
  if (protocol === undefined) return { state: 'unknown', because: { kind: 'invalid', code: `no-${argument}` } };
  if (protocol.state !== 'known') return protocol;
  const value = canonicalProtocol(protocol.value);
  return value === protocol.value ? protocol : { ...protocol, value };
}
