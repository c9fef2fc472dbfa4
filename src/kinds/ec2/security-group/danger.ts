import { internetShare } from '../../../compare/internet.ts';
import { bareDanger } from '../../../model/bare-danger.ts';
import { severityOf } from '../../../model/catalogue.ts';
import type { DifferingLeaf, Leaf } from '../../../model/leaf.ts';
import { namedPorts, type ServiceSort, sortOf } from '../../../model/named-ports.ts';
import type { Danger } from '../../../model/report/danger.ts';
import type { Severity } from '../../../model/report/severity.ts';
import type { ComparedRule, Direction, LiveRule, RuleAtom } from '../../../model/security-group.ts';
import { severityRank } from '../../../model/severity-rank.ts';
import { Coverage } from './coverage.ts';

/*
 * What a difference opens or closes that weighs. Only what is new counts: what a live rule lets through that no
 * declared one does, and what a declared rule lets through that no live one does. A port that is open to everybody is
 * dangerous but for 80 and 443, as AWS has it:
 * https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-18
 */

/** All rules of a group, on both sides. */
export interface RulesOfGroup {
  /** Those of the code that are known as a whole. */
  readonly declared: readonly RuleAtom[];
  readonly live: readonly LiveRule[];
  /** Accounts that declared rules name, also those of which not all is known. */
  readonly accounts?: readonly string[];
  /** AWS has further rules, with peers of a kind that is not known here. */
  readonly isOpen?: boolean;
}

/** What the rules of a group let through together. */
export class GroupRules {
  readonly #rules: RulesOfGroup;
  readonly #accounts: ReadonlySet<string>;
  readonly #coverage: { readonly declared: Coverage<RuleAtom>; readonly live: Coverage<RuleAtom> };

  constructor(rules: RulesOfGroup) {
    const { declared, live, accounts = [] } = rules;
    const groups = new Set(
      declared.flatMap((one) => (one.sourceKind === 'group' && one.account === undefined ? [one.source] : [])),
    );
    this.#rules = rules;
    this.#accounts = new Set([
      ...accounts,
      ...declared.flatMap(({ account }) => account ?? []),
      // Which account a declared group is of, only AWS may tell.
      ...live.flatMap(({ source, account }) => (groups.has(source) && account !== undefined ? [account] : [])),
    ]);
    this.#coverage = { declared: new Coverage(declared), live: new Coverage(live) };
  }

  /** Whether AWS has no rule of that direction. */
  hasNone(direction: Direction): boolean {
    const { live, isOpen } = this.#rules;
    return isOpen !== true && live.every((rule) => rule.direction !== direction);
  }

  namesAccount(account: string): boolean {
    return this.#accounts.has(account);
  }

  /** What one side lets through of a rule of the other that its own rules do not. */
  restOf(side: 'declared' | 'live', rule: RuleAtom): Rest | undefined {
    const coverage = this.#coverage[side];
    const cover = coverage.of(rule);
    return cover !== undefined && cover.only === undefined ? undefined : restOf(rule, coverage.around(rule));
  }
}

/** What is left of a rule; without ports it is all of its protocol. */
interface Rest {
  readonly protocol: string;
  readonly ports?: readonly OpenPorts[];
}

interface OpenPorts {
  readonly from: number;
  readonly to: number;
}

/** @param taken of its protocol and peer, of which none is the whole rule by itself */
function restOf(rule: RuleAtom, taken: readonly RuleAtom[]): Rest {
  const { protocol, fromPort, toPort } = rule;
  if (fromPort === undefined || toPort === undefined || (protocol !== 'tcp' && protocol !== 'udp')) return { protocol };
  const ports = taken.reduce<readonly OpenPorts[]>(without, [{ from: fromPort, to: toPort }]);
  const isAll = ports.some(({ from, to }) => from <= 1 && to >= lastPort);
  return isAll ? { protocol } : { protocol, ports };
}

const lastPort = 65_535;

function without(ranges: readonly OpenPorts[], { fromPort = 0, toPort = lastPort }: RuleAtom): readonly OpenPorts[] {
  return ranges.flatMap(({ from, to }) =>
    [
      { from, to: Math.min(to, fromPort - 1) },
      { from: Math.max(from, toPort + 1), to },
    ].filter((range) => range.from <= range.to),
  );
}

/** What a difference opens or closes that weighs, the worst first; nothing for what lets through the same. */
export function dangersOf(rule: ComparedRule, rules: GroupRules): readonly Danger[] {
  const { declared, live } = rule;
  const found = [
    ...(live === undefined ? [] : openings(live, rule, rules)),
    ...(declared === undefined ? [] : closings(declared, rules)),
  ];
  return found.toSorted((a, b) => severityRank[a.severity] - severityRank[b.severity]);
}

function openings(live: LiveRule, { group }: ComparedRule, rules: GroupRules): readonly Danger[] {
  const rest = rules.restOf('declared', live);
  if (rest === undefined) return [];
  const { direction, source, account } = live;
  const common = { direction, ...told(rest), peer: source };
  switch (live.sourceKind) {
    case 'cidr-ipv4':
    case 'cidr-ipv6': {
      const share = internetShare(source);
      // What gets out, gets out to everywhere, as a rule. An echo is no service.
      if (direction === 'egress' || isIcmp(rest) || share === 'some' || share === 'none') return [];
      const code = share === 'all' ? 'opens-to-everybody' : 'opens-to-most';
      return [{ code, severity: severityOfPublic(rest), ...common }];
    }
    case 'group': {
      const isForeign = account !== undefined && group.ownerId !== undefined && account !== group.ownerId;
      if (!isForeign || rules.namesAccount(account)) return [];
      const severity: Severity = direction === 'egress' || isIcmp(rest) ? 'warning' : 'error';
      return [{ code: 'opens-to-account', severity, ...common, account }];
    }
    case 'prefix-list':
      if (direction === 'egress' || isIcmp(rest)) return [];
      return [{ code: 'opens-to-prefix-list', severity: 'warning', ...common }];
  }
}

/** A web server is meant for everybody. What is neither TCP nor UDP has no ports that anything listens at. */
function severityOfPublic(rest: Rest): Severity {
  const { protocol, ports } = rest;
  if (protocol !== '-1' && protocol !== 'tcp' && protocol !== 'udp') return 'warning';
  return ports?.every((range) => range.from === range.to && isWeb(protocol, range.from)) === true ? 'warning' : 'error';
}

function isWeb(protocol: string, port: number): boolean {
  return namedPorts.some((one) => one.protocol === protocol && one.port === port && sortOf(one.service) === 'web');
}

function isIcmp({ protocol }: Rest): boolean {
  return protocol === 'icmp' || protocol === 'icmpv6';
}

function closings(declared: RuleAtom, rules: GroupRules): readonly Danger[] {
  const rest = rules.restOf('live', declared);
  if (rest === undefined || isIcmp(rest)) return [];
  const { direction, source: peer } = declared;
  if (direction === 'ingress') {
    const services = servicesIn(rest, ['data']);
    return services.length === 0
      ? []
      : [{ code: 'closes-data', severity: 'error', direction, ...told(rest, ['data']), peer }];
  }
  if (rules.hasNone('egress')) {
    return [{ code: 'closes-all-egress', severity: 'error', direction, protocol: '-1' }];
  }
  const sorts: readonly ServiceSort[] = ['data', 'web', 'name'];
  const isTold = rest.ports === undefined || servicesIn(rest, sorts).length > 0;
  return isTold ? [{ code: 'closes-egress', severity: 'error', direction, ...told(rest, sorts), peer }] : [];
}

/** What is said of the ports: where it is all of them, no name is worth more than another. */
function told(rest: Rest, sorts?: readonly ServiceSort[]): Pick<Danger, 'protocol' | 'ports' | 'services'> {
  const { protocol, ports } = rest;
  const services = servicesIn(rest, sorts);
  return {
    protocol,
    ...(ports === undefined ? {} : { ports: [...ports] }),
    ...(services.length === 0 ? {} : { services: [...services] }),
  };
}

function servicesIn(
  { protocol, ports = [] }: Rest,
  sorts: readonly ServiceSort[] = ['admin', 'data', 'web', 'name'],
): NonNullable<Danger['services']> {
  return namedPorts
    .filter(
      (one) =>
        one.protocol === protocol &&
        sorts.includes(sortOf(one.service)) &&
        ports.some(({ from, to }) => from <= one.port && one.port <= to),
    )
    .map(({ service, port }) => ({ code: service, port }));
}

/**
 * A difference with what it opens or closes, and no less severe than that is. Where the rule may not be shown, no more
 * is told than that it weighs.
 */
export function weighed(leaf: DifferingLeaf, rules: GroupRules): DifferingLeaf {
  const { groupRule, declared, live } = leaf;
  const dangers = groupRule === undefined ? [] : dangersOf(groupRule, rules);
  const [worst] = dangers;
  if (worst === undefined) return leaf;
  const isHidden = [declared, live].some((side) => side !== undefined && 'secret' in side);
  const isRaised = severityRank[worst.severity] < severityRank[severityOf(leaf)];
  return {
    ...leaf,
    danger: isHidden ? dangers.map(bareDanger) : dangers,
    ...(isRaised ? { severity: worst.severity } : {}),
  };
}

/**
 * What becomes of a live rule of a group that code only refers to. It is no difference: nothing says what the group is
 * to have. A danger is a note all the same, which leaves what refers to the group in sync.
 */
export function saidInAWord(leaf: Leaf): readonly Leaf[] {
  const isGrave = leaf.outcome === 'differs' && leaf.danger?.some(({ severity }) => severity === 'error') === true;
  return isGrave ? [{ ...leaf, severity: 'note', isRemark: true }] : [];
}
