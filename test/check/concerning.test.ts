import { describe, expect, it } from 'vitest';
import { withCauses } from '../../src/check/cause.ts';
import { byAddress } from '../../src/check/join.ts';
import type { Compared, DifferingLeaf, Leaf, Subject } from '../../src/model/leaf.ts';
import { concerns, parsePath } from '../../src/model/path.ts';

const subject: Subject = {
  kind: 'security-group',
  target: 'default',
  address: 'aws_security_group.many',
  identity: { id: 'sg-0123456789abcdef0' },
};

function differing(path: string, live: object = {}): DifferingLeaf {
  return {
    outcome: 'differs',
    change: 'changed',
    subject,
    path: parsePath(path),
    rule: 'sg/rule-changed',
    live: { value: { protocol: 'tcp', ...live } },
  };
}

describe('leaves that have to do with a place', () => {
  const paths = ['', 'ingress', 'ingress[a]', 'ingress[a].from', 'ingress[b]', 'egress[a]', 'tags[a]', '[x]', 'tags'];
  const leaves = paths.map((path) => differing(path));
  const version = byAddress({ subjects: [subject], leaves });

  it.each([...paths, 'ingress[c]', 'ingress.from', '[y]', 'nothing'])('are found of %j, in their order', (path) => {
    expect(version.concerning(subject, parsePath(path))).toEqual(
      leaves.filter((leaf) => concerns(leaf.path, parsePath(path))),
    );
  });

  it('are found without looking at all others', () => {
    const count = 2000;
    let looked = 0;
    const all = Array.from({ length: count }, (_, index): Leaf => {
      const path = parsePath(`ingress[rule ${index}]`);
      return {
        ...differing(''),
        get path() {
          looked += 1;
          return path;
        },
      };
    });
    const many = byAddress({ subjects: [subject], leaves: all });
    for (let index = 0; index < count; index += 1) {
      expect(many.concerning(subject, parsePath(`ingress[rule ${index}]`))).toHaveLength(1);
    }
    expect(looked).toBeLessThan(10 * count);
  });

  it('tell the causes of 5,000 rules', () => {
    const leaves = Array.from({ length: 5000 }, (_, index) => differing(`ingress[tcp ${index}]`, { from: index }));
    const compared: Compared = { subjects: [subject], leaves };
    const state = { codeAndState: { subjects: [subject], leaves: [] }, stateAndLive: compared };
    const causes = withCauses(compared, state).leaves.map((leaf) => (leaf.outcome === 'differs' ? leaf.cause : ''));
    expect(new Set(causes)).toEqual(new Set(['changed-by-hand']));
  });
});
