import { expect, test } from 'vitest';
import type { PolicySource } from '../../src/model/report/policy-source.ts';
import { text } from '../../src/report/text.ts';
import { reportOf } from './samples.ts';

const file = 'driftcheck.yaml';
const revised = { from: 'revision', revision: 'origin/main', commit: '4f2a91c0'.repeat(5) } as const;

test.each<[string, PolicySource]>([
  ['policy: driftcheck.yaml', { file, from: 'checkout' }],
  [
    'policy: driftcheck.yaml, from the checked code itself; --config-from takes it from a reviewed revision',
    { file, from: 'checkout', unreviewed: true },
  ],
  ['policy: driftcheck.yaml of origin/main (4f2a91c)', { file, ...revised }],
  [
    'policy: driftcheck.yaml of origin/main (4f2a91c); policy changed: the checked code has another one, which is not applied',
    { file, ...revised, changed: true },
  ],
  ['policy: driftcheck.yaml of 4f2a91c', { file, ...revised, revision: revised.commit }],
  ['policy: none, since origin/main (4f2a91c) has no driftcheck.yaml', revised],
])('the report says: %s', (said, source) => {
  const report = text(reportOf({ policy: { source, warnings: [] } }), { width: 80, color: false });
  expect(report.replace(/\n {2}/g, ' ')).toContain(`\n${said}\n`);
});

test('a report without a policy says nothing of one', () => {
  expect(text(reportOf(), { width: 80, color: false })).not.toContain('policy');
});
