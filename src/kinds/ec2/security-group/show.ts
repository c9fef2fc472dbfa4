import { describeReference, isSecret, type Value } from '../../../model/declared.ts';
import type { Path } from '../../../model/path.ts';
import type { ShownValue } from '../../../model/report/shown-value.ts';
import { hiddenText } from '../../../model/secret/hidden.ts';
import type { Direction, LiveRule } from '../../../model/security-group.ts';
import { shownSecret } from '../../../model/shown-secret.ts';
import type { ResolvedRule } from './compare-rules.ts';
import type { Ports } from './model.ts';

/** `ingress[6379/tcp from sg-1]`: the path of a live rule. */
export function livePath(rule: LiveRule): Path {
  return rulePath([rule.direction], liveTraffic(rule.protocol, rule), rule.source);
}

/** Whether a path is that of a rule as a whole. */
export function isRulePath([step, ...further]: Path): boolean {
  const isOfRule = step?.field === 'ingress' || step?.field === 'egress' || step?.field === 'rule';
  return isOfRule && step.key !== undefined && further.length === 0;
}

/**
 * The path of a declared rule: that of the live one when it is wholly known, with `?` or the reference where it is not.
 */
export function declaredPath({ rule, source, atom }: Pick<ResolvedRule, 'rule' | 'source' | 'atom'>): Path {
  const secret = isSecretRule({ rule, source });
  if (atom !== undefined && source.value.state === 'known' && !secret) return livePath(atom);
  if (isSecret(rule.protocol)) return rulePath(rule.directions, hiddenText, peerText(source.value));
  if (rule.protocol.state !== 'known') return rulePath(rule.directions, '?', peerText(source.value));
  const protocol = rule.protocol.value;
  const from = portText(rule.fromPort);
  const traffic =
    atom === undefined || secret
      ? trafficText(protocol, from, portText(rule.toPort) ?? from ?? '?')
      : liveTraffic(protocol, atom);
  return rulePath(rule.directions, traffic, peerText(source.value));
}

/**
 * Whether something that makes a declared rule may not be shown: then nobody may show the live rule in its place
 * either.
 */
export function isSecretRule({ rule, source }: Pick<ResolvedRule, 'rule' | 'source'>): boolean {
  return [rule.protocol, rule.fromPort, rule.toPort, source.value].some((part) => part !== undefined && isSecret(part));
}

/** The path of a live rule that may not be shown. */
export function hiddenPath({ direction }: LiveRule): Path {
  return [{ field: direction, key: hiddenText }];
}

function rulePath(directions: readonly Direction[], traffic: string, peer: string): Path {
  const [direction, ...others] = directions;
  const known = others.length === 0 ? direction : undefined;
  // Joined it is one text; a template would stay the parts that it is made of, which take three times as much.
  return [{ field: known ?? 'rule', key: [traffic, known === 'egress' ? 'to' : 'from', peer].join(' ') }];
}

function liveTraffic(protocol: string, { fromPort, toPort }: Ports): string {
  return trafficText(protocol, fromPort === undefined ? undefined : String(fromPort), String(toPort ?? fromPort));
}

function portText(value: Value<number> | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (isSecret(value)) return hiddenText;
  return value.state === 'known' ? String(value.value) : '?';
}

/** `6379/tcp`, `8000-8100/udp`, `icmp/8:0` (type and code), `all`, `50`. */
function trafficText(protocol: string, from: string | undefined, to: string): string {
  switch (protocol) {
    case '-1':
      return 'all';
    case 'tcp':
    case 'udp':
      if (from === undefined) return protocol;
      return `${from === to ? from : `${from}-${to}`}/${protocol}`;
    case 'icmp':
    case 'icmpv6':
      if (from === undefined || from === '-1') return protocol;
      return to === '-1' ? `${protocol}/${from}` : `${protocol}/${from}:${to}`;
    default:
      return protocol;
  }
}

function peerText(value: Value<string>): string {
  switch (value.state) {
    case 'known':
      return value.sensitive ? hiddenText : value.value;
    case 'partial':
      return value.secret ? hiddenText : value.parts.map((part) => (typeof part === 'string' ? part : '?')).join('');
    case 'unknown':
      return describeReference(value.because) ?? '?';
  }
}

/** What a report calls the groups that live rules name. */
export interface Names {
  /** The account of the group that the rules belong to: it goes without saying. */
  readonly account?: string;
  /** The address of a group that the code declares. */
  readonly addressOf: (id: string) => string | undefined;
}

/** A live rule as a report may show it. */
export function shownLiveRule(rule: LiveRule, names: Names): ShownValue {
  return { value: liveData(rule, names) };
}

/** Several live rules as a report may show them; one stands by itself. */
export function shownLiveRules(rules: readonly LiveRule[], names: Names): ShownValue {
  const shown = rules.map((rule) => liveData(rule, names));
  const [only] = shown;
  return { value: only !== undefined && shown.length === 1 ? only : shown };
}

/** A description that looks secret is left out. */
function liveData(rule: LiveRule, { account, addressOf }: Names) {
  const address = rule.sourceKind === 'group' ? addressOf(rule.source) : undefined;
  return {
    protocol: rule.protocol,
    ...(rule.fromPort === undefined ? {} : { fromPort: rule.fromPort }),
    ...(rule.toPort === undefined ? {} : { toPort: rule.toPort }),
    source: {
      kind: rule.sourceKind,
      value: rule.source,
      ...(address === undefined ? {} : { address }),
      ...(rule.account === undefined || rule.account === account ? {} : { account: rule.account }),
    },
    ...(typeof rule.description === 'string' ? { description: rule.description } : {}),
    ...(rule.id === undefined ? {} : { id: rule.id }),
    ...(rule.isStale ? { stale: true } : {}),
  };
}

/** A declared rule as a report may show it. What is not known is a text that names the reason: `var.office`. */
export function shownDeclaredRule({ rule, source, atom }: ResolvedRule): ShownValue {
  const parts = [rule.protocol, rule.fromPort, rule.toPort, source.value];
  if (parts.some((part) => part !== undefined && isSecret(part) && part.state !== 'unknown')) {
    return atom === undefined ? { secret: true } : shownSecret(atom);
  }
  const fromPort = atom === undefined ? plain(rule.fromPort) : atom.fromPort;
  const toPort = atom === undefined ? plain(rule.toPort) : atom.toPort;
  const description = plain(rule.description);
  return {
    value: {
      protocol: plain(rule.protocol) ?? '?',
      ...(fromPort === undefined ? {} : { fromPort }),
      ...(toPort === undefined ? {} : { toPort }),
      source: {
        kind: source.kinds.length === 1 ? (source.kinds[0] ?? '?') : '?',
        value: peerText(source.value),
        ...(source.address === undefined ? {} : { address: source.address }),
        ...(source.account === undefined ? {} : { account: source.account }),
      },
      ...(description === undefined || description === '' ? {} : { description }),
    },
  };
}

function plain(value: Value<unknown> | undefined): string | number | undefined {
  if (value === undefined || (isSecret(value) && value.state !== 'unknown')) return undefined;
  switch (value.state) {
    case 'known':
      return typeof value.value === 'number' || typeof value.value === 'string' ? value.value : undefined;
    case 'partial':
      return value.parts
        .map((part) => (typeof part === 'string' ? part : `\${${describeReference(part) ?? '?'}}`))
        .join('');
    case 'unknown':
      return describeReference(value.because) ?? '?';
  }
}
