import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { claimsOf } from '../../../../src/kinds/ec2/security-group/claims.ts';
import { declareGroups } from '../../../../src/kinds/ec2/security-group/declared.ts';
import { ruleKey } from '../../../../src/kinds/ec2/security-group/model.ts';
import { readGroups } from '../../../../src/kinds/ec2/security-group/read.ts';
import { resolveRule } from '../../../../src/kinds/ec2/security-group/resolve.ts';
import type { KnownAttributes } from '../../../../src/model/stack.ts';
import { stackOf } from '../../../terraform/in-memory.ts';
import { tries } from '../../../tries.ts';
import { atom, atoms, codeOf, type DescribedAtom, groupId, type Style, type Writing, writings } from './styles.ts';
import { aws, type Live, liveGroup, liveRule } from './world.ts';
import { viewWritten } from './written.ts';

/*
 * What a group declares does not depend on how it is written: through the parser and the evaluator.
 */

const inline: readonly Style[] = ['block', 'dynamic'];
const standalone: readonly Style[] = ['rule', 'vpc-rule'];

/** Each of the styles by itself, and their mixtures. */
const mixtures: readonly (readonly Style[])[] = [
  ['block'],
  ['dynamic'],
  ['attribute'],
  ['rule'],
  ['vpc-rule'],
  inline,
  standalone,
  [...inline, ...standalone],
  ['attribute', ...standalone],
];

/** Some rules, and two ways to write them, the second one in another order. */
const twice = atoms.chain((rules) =>
  fc
    .tuple(
      fc.constantFrom(...mixtures),
      fc.constantFrom(...mixtures),
      fc.shuffledSubarray([...rules.keys()], { minLength: rules.length }),
    )
    .chain(([one, other, order]) =>
      fc.record({
        rules: fc.constant(rules),
        order: fc.constant(order),
        first: writings(rules.length, one),
        second: writings(rules.length, other),
      }),
    ),
);

const numRuns = tries(60);

function written(rules: readonly DescribedAtom[], how: readonly Writing[], order = [...rules.keys()]): string {
  return codeOf(
    order.flatMap((index) => {
      const [rule, writing] = [rules[index], how[index]];
      return rule === undefined || writing === undefined ? [] : [[rule, writing] as const];
    }),
  );
}

function liveOf(rules: readonly DescribedAtom[]): Live {
  return {
    groups: [liveGroup(groupId, 'web')],
    rules: rules.map(({ direction, protocol, fromPort = -1, toPort = fromPort, source, description }, index) =>
      liveRule(groupId, `${protocol} ${fromPort}-${toPort} ${source}`, {
        SecurityGroupRuleId: `sgr-${index}`,
        IsEgress: direction === 'egress',
        ...(description === '' ? {} : { Description: description }),
      }),
    ),
  };
}

/** The atoms that code comes down to, in order. */
async function atomsOf(code: string): Promise<readonly string[]> {
  const known: KnownAttributes = new Map();
  const root = declareGroups({ target: 'default', stack: await stackOf(code, { known }) });
  const live = await readGroups([root], aws({ groups: [liveGroup(groupId, 'web')] }));
  const found = claimsOf(root, live).claims.flatMap(({ group, resources, groups, match }) => {
    if (match.status !== 'found') return [];
    const subject = { kind: 'security-group', target: 'default', address: 'x', identity: {} } as const;
    const self = { live: match.group, ...(group === undefined ? {} : { address: group.address }) };
    return [...(group?.rules ?? []), ...resources.flatMap(({ rules }) => rules)].map((rule) => {
      const { description } = rule;
      const { account: _, ...own } = resolveRule(rule, subject, groups, self).atom ?? { unknown: rule };
      return JSON.stringify([own, description?.state === 'known' ? description.value : '']);
    });
  });
  return [...new Set(found)].toSorted();
}

/** What comparing comes to, whichever resource says it and whoever owns the direction. */
async function outcomesOf(code: string, live: Live): Promise<readonly string[]> {
  const { findings, gaps } = await viewWritten(code, live);
  return [
    ...findings
      .filter(({ rule }) => rule.startsWith('sg/rule-'))
      .map(({ rule, path, live: there }) =>
        JSON.stringify([rule.replace('unmanaged', 'extra'), path, there]).replaceAll(/,"address":"[^"]*"/g, ''),
      ),
    ...gaps.map(({ code: gap, path }) => `${gap} ${path}`),
  ].toSorted();
}

describe('however rules are declared', () => {
  it('their atoms are the same', async () => {
    await fc.assert(
      fc.asyncProperty(twice, async ({ rules, order, first, second }) => {
        const expected = rules.map(({ description, ...rule }) => JSON.stringify([rule, description])).toSorted();
        expect(await atomsOf(written(rules, first))).toEqual(expected);
        expect(await atomsOf(written(rules, second, order))).toEqual(expected);
      }),
      { numRuns },
    );
  });

  it('they are in sync with AWS that has them', async () => {
    await fc.assert(
      fc.asyncProperty(twice, async ({ rules, first }) => {
        expect(await outcomesOf(written(rules, first), liveOf(rules))).toEqual([]);
      }),
      { numRuns },
    );
  });

  it('what differs is the same', async () => {
    const others = fc.array(atom, { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(twice, others, fc.nat(), async ({ rules, order, first, second }, added, lost) => {
        const kept = rules.filter((_, index) => ((lost >> index) & 1) === 0);
        const keys = new Set(rules.map(ruleKey));
        const further = new Map(added.filter((one) => !keys.has(ruleKey(one))).map((one) => [ruleKey(one), one]));
        const live = liveOf([...kept, ...further.values()]);
        expect(await outcomesOf(written(rules, second, order), live)).toEqual(
          await outcomesOf(written(rules, first), live),
        );
      }),
      { numRuns },
    );
  });
});
