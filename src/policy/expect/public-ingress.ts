import { isPublic, publicBlocks } from '../../compare/internet.ts';
import type { ExpectForm } from '../../config/sections/expect.ts';
import { atomOf, type ResolvedRule } from '../../kinds/ec2/security-group/compare-rules.ts';
import type { DeclaredRule } from '../../kinds/ec2/security-group/declared-rules.ts';
import { canonicalSource } from '../../kinds/ec2/security-group/model.ts';
import { declaredPath, livePath, shownDeclaredRule, shownLiveRule } from '../../kinds/ec2/security-group/show.ts';
import { patternOf, reasonOf } from '../../model/declared.ts';
import type { Subject } from '../../model/leaf.ts';
import { matchesPattern } from '../../model/pattern.ts';
import type { ReasonData } from '../../model/report/reason.ts';
import type { RuleId } from '../../model/rule.ts';
import type { LiveRule } from '../../model/security-group.ts';
import { unknownIn } from './containers.ts';
import type { Judgement } from './judgement.ts';

/** What can be expected of the rules of a security group. A rule that says nothing of it gives no judgement. */
export interface GroupExpectation {
  readonly about: 'security-group';
  /** Whether an entry expects this. */
  isExpected(entry: ExpectForm): boolean;
  rule(entry: ExpectForm): RuleId;
  /** @param subject the resource that declares the rule */
  judgeDeclared(entry: ExpectForm, rule: DeclaredRule, subject: Subject): readonly Judgement[];
  judgeLive(entry: ExpectForm, rule: LiveRule, account: string | undefined): readonly Judgement[];
}

/** `no-public-ingress`: no rule lets everybody (or nearly) in at one of the ports, over TCP or UDP, IPv4 or IPv6. */
export const publicIngress: GroupExpectation = {
  about: 'security-group',
  isExpected: (entry) => entry['no-public-ingress'] !== undefined,
  rule: () => 'expect/public-ingress',
  judgeDeclared: ({ 'no-public-ingress': ports = [] }, rule, subject) => {
    const resolved = withPeer(rule, subject);
    const answer = both(both(isIngress(rule), isFromEverybody(resolved)), opensAny(rule, ports));
    if (answer === 'no') return [];
    const common = { path: declaredPath(resolved), shown: shownDeclaredRule(resolved), at: rule.at };
    const open = rule.open === undefined || rule.open.atLeastOne ? undefined : reasonOf(rule.open.because);
    const reason = answer === 'yes' ? open : answer.maybe;
    return [reason === undefined ? { ...common, state: 'unmet' } : { ...common, state: 'undetermined', reason }];
  },
  judgeLive: ({ 'no-public-ingress': ports = [] }, rule, account) => {
    const { direction, protocol, sourceKind, source, fromPort, toPort } = rule;
    if (direction !== 'ingress' || !opens({ protocol, fromPort, toPort }, ports)) return [];
    const names = { addressOf: () => undefined, ...(account === undefined ? {} : { account }) };
    const common = { path: livePath(rule), shown: shownLiveRule(rule, names) };
    if (sourceKind === 'prefix-list') return [{ ...common, state: 'undetermined', reason: entriesOf(source) }];
    return isPublic(source) ? [{ ...common, state: 'unmet' }] : [];
  },
};

/** What a prefix list holds is not read. */
export function entriesOf(list: string): ReasonData {
  return { kind: 'unsupported', name: `what the prefix list ${list} holds` };
}

/** An answer, or why there is none. */
type Certainty = 'yes' | 'no' | { readonly maybe: ReasonData };

function both(a: Certainty, b: Certainty): Certainty {
  if (a === 'no' || b === 'no') return 'no';
  return a === 'yes' ? b : a;
}

function isIngress({ directions }: DeclaredRule): Certainty {
  if (!directions.includes('ingress')) return 'no';
  return directions.length === 1 ? 'yes' : { maybe: { kind: 'invalid', name: 'direction-unknown' } };
}

/** The rule with its peer in canonical form, as far as that needs no other resource: a group is never everybody. */
function withPeer(rule: DeclaredRule, subject: Subject): ResolvedRule {
  const source = peerOf(rule);
  const atom = atomOf(rule, source);
  return { subject, rule, source, ...(atom === undefined ? {} : { atom }) };
}

function peerOf({ source }: DeclaredRule): ResolvedRule['source'] {
  if ('self' in source) {
    return { kinds: ['group'], value: { state: 'unknown', because: { kind: 'operation', name: 'self', from: [] } } };
  }
  const { kinds, value } = source;
  const [kind, ...others] = kinds;
  if (value.state !== 'known' || kind === undefined || others.length > 0) return { kinds, value };
  const canonical = canonicalSource(kind, value.value);
  return { kinds: [canonical.sourceKind], value: { ...value, value: canonical.source } };
}

function isFromEverybody({ source: { kinds, value } }: ResolvedRule): Certainty {
  const mayBeList = kinds.includes('prefix-list');
  if (kinds.every((kind) => kind === 'group')) return 'no';
  if (value.state === 'known') {
    if (mayBeList) return { maybe: entriesOf(value.sensitive ? '' : value.value) };
    return isPublic(value.value) ? 'yes' : 'no';
  }
  const isPossible = mayBeList || mayBePublic(value);
  return isPossible ? { maybe: reasonOf(unknownIn(value)) } : 'no';
}

function mayBePublic(value: Parameters<typeof patternOf>[0]): boolean {
  const pattern = patternOf(value);
  return publicBlocks().some((block) => matchesPattern(block, pattern));
}

function opensAny({ protocol, fromPort, toPort }: DeclaredRule, ports: readonly number[]): Certainty {
  if (protocol.state !== 'known') return { maybe: reasonOf(unknownIn(protocol)) };
  const from = fromPort?.state === 'known' ? fromPort.value : undefined;
  const to = toPort?.state === 'known' ? toPort.value : undefined;
  const [hole] = [fromPort, toPort].flatMap((port) => (port === undefined || port.state === 'known' ? [] : [port]));
  if (hole === undefined) {
    return opens({ protocol: protocol.value, fromPort: from, toPort: to }, ports) ? 'yes' : 'no';
  }
  // The widest that the range can be.
  const widest = { protocol: protocol.value, fromPort: from ?? 0, toPort: to ?? 65535 };
  return opens(widest, ports) ? { maybe: reasonOf(unknownIn(hole)) } : 'no';
}

/** Which ports traffic of a protocol goes to: all of them where the rule is for all traffic. */
interface PortTraffic {
  readonly protocol: string;
  readonly fromPort: number | undefined;
  readonly toPort: number | undefined;
}

function opens({ protocol, fromPort, toPort }: PortTraffic, ports: readonly number[]): boolean {
  if (protocol === '-1') return true;
  if (protocol !== 'tcp' && protocol !== 'udp') return false;
  const from = fromPort ?? 0;
  const to = toPort ?? fromPort ?? 65535;
  return ports.some((port) => from <= port && port <= to);
}
