import { expect, test } from 'vitest';
import type { ChangeData } from '../../src/model/report/change.ts';
import { text } from '../../src/report/text.ts';
import { reportOf } from './samples.ts';

const commit = '4f2a91c0'.repeat(5);
const base = { revision: 'origin/main', commit };
const call = (address: string) => ({ target: 'default', address, source: 'example/m/aws' });

test.each<[string, Partial<ChangeData>]>([
  ['base: origin/main (4f2a91c)', {}],
  ['base: 4f2a91c', { base: { revision: commit, commit } }],
  ['base: origin/main (4f2a91c); what counts as applied: the state', { applied: { kind: 'state' } }],
  [
    'base: origin/main (4f2a91c); what counts as applied: release (4f2a91c)',
    { applied: { kind: 'revision', revision: 'release', commit } },
  ],
  [
    'this clone lacks commits of the change, so what was applied from one of them is not known as such: with actions/checkout, fetch-depth: 0',
    { lacks: 'cut' },
  ],
  [
    'the change has more commits than are held against AWS, so what was applied from an older one is not known as such',
    { lacks: 'most' },
  ],
  [
    '2 module calls of the base read from what is installed for the head: module.a, module.b',
    { installed: [call('module.a'), call('module.b')] },
  ],
  [
    '6 module calls of the base read from what is installed for the head: a, b, c, d, e and 1 more',
    { installed: ['a', 'b', 'c', 'd', 'e', 'f'].map(call) },
  ],
  [
    'in no commit, so read as it is for the base too: made.tfvars',
    { variableFiles: [{ target: 'default', file: 'made.tfvars', from: 'disk' }] },
  ],
  [
    'not in the base, which gets nothing of it: new.tfvars',
    { variableFiles: ['a', 'b'].map((target) => ({ target, file: 'new.tfvars', from: 'absent' })) },
  ],
])('the report says: %s', (said, more) => {
  const change: ChangeData = { base, scope: 'touched', touched: 0, ...more };
  const report = text({ ...reportOf(), change }, { width: 80, color: false });
  expect(report.replace(/\n {2}/g, ' ')).toContain(`\n${said}\n`);
});

test('a report without a change says nothing of one', () => {
  expect(text(reportOf(), { width: 80, color: false })).not.toContain('base');
});
