import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressRange } from '../../../../src/compare/cidr.ts';
import {
  type Peer,
  type Reachability,
  type ReachEnd,
  type ReachRule,
  reach,
  type WantedTraffic,
} from '../../../../src/kinds/ec2/security-group/reachability.ts';
import type { ReasonData } from '../../../../src/model/report/reason.ts';
import { tries } from '../../../tries.ts';

/* Who reaches whom by which rules, by a table, by laws, and beside a count of all cases. */

const doubt: ReasonData = { kind: 'variable', name: 'office', address: '' };

function peerOf(text: string): Peer {
  if (text === '?') return { kind: 'unknown' };
  const range = addressRange(text);
  return range === undefined ? { kind: 'group', key: text } : { kind: 'addresses', range, text };
}

/** `ingress tcp 6379 sg-a`, `egress -1 0.0.0.0/0`; with `?` at the end it may not be there. */
function rule(text: string): ReachRule<string> {
  const words = text.replace(/ \?$/, '').split(' ');
  const [direction, protocol = '-1', ports] = words;
  const [from, to = from] = words.length === 4 ? (ports ?? '').split('-').map(Number) : [];
  return {
    ref: text,
    direction: direction === 'egress' ? 'egress' : 'ingress',
    protocol,
    ...(from === undefined ? {} : { fromPort: from }),
    ...(to === undefined ? {} : { toPort: to }),
    peer: peerOf(words.at(-1) ?? ''),
    ...(text.endsWith('?') ? { doubt } : {}),
  };
}

const redis: WantedTraffic = { protocol: 'tcp', fromPort: 6379, toPort: 6379 };

/** The group `a` to the group `b` with these rules of either. */
function between(egress: readonly string[], ingress: readonly string[], more: Partial<ReachEnd<string> & object> = {}) {
  const source: ReachEnd<string> = {
    groups: new Set(['sg-a']),
    rules: egress.map((text) => rule(`egress ${text}`)),
    ...more,
  };
  return reach(redis, source, { groups: new Set(['sg-b']), rules: ingress.map((text) => rule(`ingress ${text}`)) });
}

const short = ({ state, egress, ingress, reason }: Reachability<string>): string =>
  [state, egress?.state ?? '-', ingress?.state ?? '-', ...(reason === undefined ? [] : [reason.name])].join(' ');

describe('one group reaches another', () => {
  const all = ['-1 0.0.0.0/0'];
  it.each<[string, readonly string[], readonly string[], string]>([
    ['with a rule of each', ['tcp 6379 sg-b'], ['tcp 6379 sg-a'], 'allowed allowed allowed'],
    ['with all egress', all, ['tcp 6379 sg-a'], 'allowed allowed allowed'],
    ['not without ingress', all, [], 'lacking allowed lacking'],
    ['not without egress', [], ['tcp 6379 sg-a'], 'lacking lacking allowed'],
    ['with neither', [], [], 'lacking lacking lacking'],
    ['not by another port', all, ['tcp 6380 sg-a'], 'lacking allowed lacking'],
    ['by a range', all, ['tcp 6000-7000 sg-a'], 'allowed allowed allowed'],
    ['by all traffic', all, ['-1 sg-a'], 'allowed allowed allowed'],
    ['not by another protocol', all, ['udp 6379 sg-a'], 'lacking allowed lacking'],
    ['not by ICMP of that type', all, ['icmp 6379 sg-a'], 'lacking allowed lacking'],
    ['not by a rule for another group', all, ['tcp 6379 sg-c'], 'lacking allowed lacking'],
    ['not by a rule for itself', all, ['tcp 6379 sg-b'], 'lacking allowed lacking'],
    ['by a rule for everybody', all, ['tcp 6379 0.0.0.0/0'], 'allowed allowed allowed'],
    ['by two halves of everybody', all, ['tcp 6379 0.0.0.0/1', 'tcp 6379 128.0.0.0/1'], 'allowed allowed allowed'],
    ['perhaps by a network', all, ['tcp 6379 10.0.0.0/8'], 'undetermined allowed undetermined'],
    [
      'by a group whatever networks there are',
      all,
      ['tcp 6379 10.0.0.0/8', 'tcp 6379 sg-a'],
      'allowed allowed allowed',
    ],
    ['perhaps by a rule that may not be there', all, ['tcp 6379 sg-a ?'], 'undetermined allowed undetermined'],
    ['perhaps by a peer that is not known', all, ['tcp 6379 ? ?'], 'undetermined allowed undetermined'],
    ['not by an unknown peer at another port', all, ['tcp 443 ? ?'], 'lacking allowed lacking'],
    ['not without egress, whatever ingress may be', [], ['tcp 6379 ? ?'], 'lacking lacking undetermined'],
    ['perhaps over IPv6 alone', ['-1 ::/0'], ['tcp 6379 ::/0'], 'undetermined allowed allowed ipv6-only'],
    ['perhaps over IPv6 alone, by a group', ['-1 ::/0'], ['tcp 6379 sg-a'], 'undetermined allowed allowed ipv6-only'],
    ['not with each version on one side', ['-1 0.0.0.0/0'], ['tcp 6379 ::/0'], 'lacking allowed lacking'],
    ['over both versions', ['-1 0.0.0.0/0', '-1 ::/0'], ['tcp 6379 ::/0', 'tcp 6379 sg-a'], 'allowed allowed allowed'],
  ])('%s', (_, egress, ingress, expected) => {
    expect(short(between(egress, ingress))).toBe(expected);
  });

  it.each([
    ['a single address', '10.20.0.10/32', 'lacking'],
    ['less than a subnet', '10.20.0.0/29', 'lacking'],
    ['a subnet', '10.20.0.0/28', 'undetermined'],
    ['a network', '10.0.0.0/8', 'undetermined'],
  ])('%s is not enough for tasks, which get any address of their subnets', (_, cidr, state) => {
    expect(between(['-1 0.0.0.0/0'], [`tcp 6379 ${cidr}`], { isDynamic: true }).state).toBe(state);
    expect(between(['-1 0.0.0.0/0'], [`tcp 6379 ${cidr}`]).state).toBe('undetermined');
  });

  it('names the rules that decide, and of several that allow it one', () => {
    const found = between(['-1 0.0.0.0/0'], ['tcp 443 sg-a', 'tcp 6379 sg-a', 'tcp 6000-7000 sg-a']);
    expect(found.egress).toEqual({ state: 'allowed', rules: ['egress -1 0.0.0.0/0'] });
    expect(found.ingress).toEqual({ state: 'allowed', rules: ['ingress tcp 6379 sg-a'] });
  });

  it('says why it is not known', () => {
    expect(between(['-1 0.0.0.0/0'], ['tcp 6379 10.0.0.0/8']).ingress).toMatchObject({
      reason: { kind: 'expectation', name: 'addresses', value: '10.0.0.0/8' },
    });
    expect(between(['-1 0.0.0.0/0'], ['tcp 6379 ? ?']).ingress).toMatchObject({ reason: doubt });
  });

  it('is not said to be lacking where the source may have further groups', () => {
    const found = between([], ['tcp 6379 sg-c'], { doubt });
    expect(found).toMatchObject({
      state: 'undetermined',
      egress: { reason: doubt },
      ingress: { state: 'undetermined', reason: doubt },
    });
  });
});

describe('several groups at an end', () => {
  it('allow what any of them allows', () => {
    const source = { groups: new Set(['sg-a', 'sg-a2']), rules: [rule('egress -1 0.0.0.0/0')] };
    const destination = { groups: new Set(['sg-b', 'sg-b2']), rules: [rule('ingress tcp 6379 sg-a2')] };
    expect(reach(redis, source, destination).state).toBe('allowed');
    expect(reach(redis, destination, source).state).toBe('lacking');
  });
});

describe('a block of addresses at an end', () => {
  const office = addressRange('192.0.2.0/24');
  if (office === undefined) throw new RangeError('no block');
  it.each([
    ['tcp 6379 192.0.2.0/24', 'allowed - allowed'],
    ['tcp 6379 192.0.0.0/16', 'allowed - allowed'],
    ['tcp 6379 192.0.2.0/25', 'lacking - lacking'],
    ['tcp 6379 sg-a', 'lacking - lacking'],
    ['tcp 6379 ::/0', 'lacking - lacking'],
    ['tcp 6379 ? ?', 'undetermined - undetermined'],
  ])('is let in by %s: %s', (text, expected) => {
    const group = { groups: new Set(['sg-b']), rules: [rule(`ingress ${text}`)] };
    expect(short(reach(redis, { addresses: office }, group))).toBe(expected);
  });
});

describe('laws', () => {
  const cidrs = ['0.0.0.0/0', '0.0.0.0/1', '128.0.0.0/1', '0.0.0.0/2', '64.0.0.0/2', '10.0.0.1/32', '::/0'];
  const rules = fc.array(
    fc
      .record({
        direction: fc.constantFrom('egress', 'ingress'),
        traffic: fc.constantFrom('-1', 'tcp 1', 'tcp 2', 'tcp 3', 'tcp 1-2', 'tcp 2-3', 'tcp 0-65535', 'udp 1-3'),
        peer: fc.constantFrom(...cidrs, 'sg-a', 'sg-b', 'sg-c'),
        isDoubtful: fc.boolean(),
      })
      .map(({ direction, traffic, peer, isDoubtful }) =>
        rule(`${direction} ${traffic} ${peer}${isDoubtful ? ' ?' : ''}`),
      ),
    { maxLength: 5 },
  );
  const groups = fc.subarray(['sg-a', 'sg-b', 'sg-c'], { minLength: 1 });
  const traffic = fc.constantFrom<WantedTraffic>(
    { protocol: 'tcp', fromPort: 1, toPort: 1 },
    { protocol: 'tcp', fromPort: 1, toPort: 3 },
    { protocol: 'udp', fromPort: 2, toPort: 2 },
    { protocol: '-1' },
  );
  const end = fc.record({ groups: groups.map((keys) => new Set(keys)), rules, isDynamic: fc.boolean() });
  const rank = { lacking: 0, undetermined: 1, allowed: 2 };

  it('a further rule never takes a connection away', () => {
    fc.assert(
      fc.property(traffic, end, end, rules, (wanted, from, to, more) => {
        const before = rank[reach(wanted, from, to).state];
        expect(rank[reach(wanted, { ...from, rules: [...from.rules, ...more] }, to).state]).toBeGreaterThanOrEqual(
          before,
        );
        expect(rank[reach(wanted, from, { ...to, rules: [...more, ...to.rules] }).state]).toBeGreaterThanOrEqual(
          before,
        );
      }),
    );
  });

  it('the order of rules does not matter', () => {
    fc.assert(
      fc.property(traffic, end, end, (wanted, from, to) => {
        const turned = { ...to, rules: to.rules.toReversed() };
        expect(reach(wanted, from, turned).state).toBe(reach(wanted, from, to).state);
      }),
    );
  });

  /** One address of each kind that the blocks above tell apart; the first is alone in its block. */
  const samples = { 4: ['10.0.0.1', '20.0.0.1', '70.0.0.1', '130.0.0.1', '200.0.0.1'], 6: ['2001:db8::1'] } as const;
  const isIn = (address: string, { first, last }: { first: bigint; last: bigint }): boolean => {
    const at = addressRange(address)?.first ?? -1n;
    return first <= at && at <= last;
  };

  /** Every packet of some traffic, in every world that doubtful rules leave open, from every address to every other. */
  function counted(wanted: WantedTraffic, from: End, to: End, version: 4 | 6): keyof typeof rank {
    const doubtful = [...new Set([...from.rules, ...to.rules])].filter((one) => one.doubt !== undefined);
    const packets = wanted.protocol === '-1' ? [undefined] : range(wanted.fromPort ?? 0, wanted.toPort ?? 0);
    const lets = (own: End, direction: string, other: End, address: string, isThere: (one: Rule) => boolean) =>
      packets.map((port) =>
        own.rules.some(
          (one) =>
            isThere(one) &&
            one.direction === direction &&
            (one.protocol === '-1' ||
              (port !== undefined &&
                one.protocol === wanted.protocol &&
                (one.fromPort ?? 0) <= port &&
                port <= (one.toPort ?? 65535))) &&
            (one.peer.kind === 'group'
              ? other.groups.has(one.peer.key)
              : one.peer.kind === 'addresses' && one.peer.range.version === version && isIn(address, one.peer.range)),
        ),
      );
    const outcomes: boolean[] = [];
    const possible: boolean[] = [];
    for (let world = 0; world < 1 << doubtful.length; world++) {
      const isThere = (one: Rule) => one.doubt === undefined || (world & (1 << doubtful.indexOf(one))) !== 0;
      for (const source of samples[version]) {
        for (const target of samples[version]) {
          const out = lets(from, 'egress', to, target, isThere);
          const into = lets(to, 'ingress', from, source, isThere);
          const is = packets.every((_, index) => out[index] === true && into[index] === true);
          outcomes.push(is);
          // An end of which no interface keeps to one address is never at that address alone.
          const isAlone = (own: End, address: string) => own.isDynamic && address === '10.0.0.1';
          if (!isAlone(from, source) && !isAlone(to, target)) possible.push(is);
        }
      }
    }
    if (outcomes.every((is) => is)) return 'allowed';
    return possible.some((is) => is) ? 'undetermined' : 'lacking';
  }

  type Rule = ReachRule<string>;
  interface End {
    readonly groups: ReadonlySet<string>;
    readonly rules: readonly Rule[];
    readonly isDynamic: boolean;
  }
  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

  it('it is what counting every packet comes to', () => {
    fc.assert(
      fc.property(traffic, end, end, (wanted, from, to) => {
        const [four, six] = [counted(wanted, from, to, 4), counted(wanted, from, to, 6)];
        const expected = four !== 'lacking' || six === 'lacking' ? four : 'undetermined';
        expect(reach(wanted, from, to).state).toBe(expected);
      }),
      { numRuns: tries(150) },
    );
  });
});
