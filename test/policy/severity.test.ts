import { expect, it } from 'vitest';
import type { SeverityForm } from '../../src/config/sections/severity.ts';
import type { Leaf, Subject } from '../../src/model/leaf.ts';
import { wholePath } from '../../src/model/path.ts';
import { withSeverities } from '../../src/policy/severity.ts';
import { at } from '../report/samples.ts';

const subject: Subject = {
  kind: 'security-group',
  target: 'production',
  address: 'module.sandbox.aws_security_group.redis',
  identity: {},
};
const extra: Leaf = { outcome: 'differs', change: 'extra', rule: 'sg/rule-extra', subject, path: wholePath };

const note = { rule: 'sg/*', severity: 'note' } as const;

it.each<[string, readonly SeverityForm[], string | undefined]>([
  ['nothing', [], undefined],
  ['its rule', [{ rule: 'sg/rule-extra', severity: 'warning' }], 'warning'],
  ['its family', [note], 'note'],
  ['another rule', [{ rule: 'sg/rule-missing', severity: 'note' }], undefined],
  ['its address', [{ ...note, address: 'module.sandbox.*' }], 'note'],
  ['another address', [{ ...note, address: 'module.api.*' }], undefined],
  ['its target', [{ ...note, target: 'production' }], 'note'],
  ['another target', [{ ...note, target: 'staging' }], undefined],
  ['the last that fits', [note, { rule: 'sg/rule-extra', severity: 'error' }], 'error'],
  ['the last that fits, however general', [{ rule: 'sg/rule-extra', severity: 'error' }, note], 'note'],
  ['the last that fits, not the last', [note, { rule: 'ecs/*', severity: 'error' }], 'note'],
])('a difference weighs as %s says', (_, entries, severity) => {
  const located = entries.map((value) => ({ value, at: at('driftcheck.yaml', 1) }));
  const { leaves } = withSeverities({ subjects: [subject], leaves: [extra] }, { severity: located });
  expect(leaves.map((leaf) => leaf.outcome === 'differs' && leaf.severity)).toEqual([severity]);
});
