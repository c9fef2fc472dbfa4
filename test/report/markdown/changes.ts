import type { Finding } from '../../../src/model/report/finding.ts';
import type { Report } from '../../../src/model/report/report.ts';
import { findingOf, gaps, reportOf } from '../samples.ts';

const values = (base: string, declared: string, live: string) =>
  ({ base: { value: base }, declared: { value: declared }, live: { value: live } }) as const;

/** A finding of every verdict that a change can come to. */
export function findingsOf(): [Finding, ...Finding[]] {
  return [
    findingOf('ecs/env-changed', { verdict: 'collides', ...values('a', 'b', 'c') }),
    findingOf('ecs/env-changed', {
      verdict: 'drift',
      path: 'containers[api].environment[DRIFTED]',
      ...values('a', 'a', 'c'),
    }),
    findingOf('ecs/env-changed', {
      verdict: 'pending',
      path: 'containers[api].environment[PENDING]',
      ...values('a', 'b', 'a'),
    }),
    findingOf('ecs/env-missing', {
      verdict: 'awaiting-apply',
      path: 'containers[api].environment[AWAITING]',
      base: { value: 'a' },
      declared: { value: 'a' },
      live: { absent: true },
      until: '2026-11-29T12:30:00Z',
    }),
    findingOf('ecs/container-changed', {
      verdict: 'pending',
      path: 'containers[api].command',
      declared: { value: 'set -e\nexec api\n' },
      live: { value: 'exec api --debug\n' },
      base: {
        members: { a: { value: 'b' }, c: { list: [{ value: 'd' }, { unknown: { kind: 'variable', name: 'e' } }] } },
      },
    }),
    findingOf('ecs/env-changed', {
      verdict: 'adopts',
      path: 'containers[api].environment[ADOPTED]',
      ...values('a', 'b', 'b'),
      appliedFrom: 'c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00',
    }),
    findingOf('sg/rule-extra', { verdict: 'drift', untouched: true, base: { absent: true }, live: { value: 'x' } }),
    findingOf('sg/rule-missing', {
      verdict: 'pending',
      removed: true,
      base: { value: 'x' },
      declared: { absent: true },
      live: { value: 'x' },
    }),
    findingOf('ecs/env-changed', {
      verdict: 'owned',
      path: 'containers[api].environment[OWNED]',
      ...values('a', 'a', 'c'),
      policy: { owner: 'team-api' },
    }),
    findingOf('ecs/env-changed', {
      verdict: 'ignored',
      path: 'containers[api].environment[IGNORED]',
      ...values('a', 'a', 'c'),
      policy: { owner: 'team-api', reason: 'launch', expires: '2027-01-01' },
    }),
  ];
}

/** The report of a run about a change. */
export function changeOf(findings: Report['findings'], more: Partial<Report> = {}): Report {
  const report = reportOf({
    findings,
    gaps: gaps.slice(0, 2),
    policy: {
      source: {
        file: 'driftcheck.yaml',
        from: 'revision',
        revision: 'main',
        commit: 'ba5e0000ba5e0000ba5e0000ba5e0000ba5e0000',
        changed: true,
      },
      warnings: [],
    },
  });
  return {
    ...report,
    change: {
      base: { revision: 'main', commit: 'ba5e0000ba5e0000ba5e0000ba5e0000ba5e0000' },
      head: '4ead00004ead00004ead00004ead00004ead0000',
      scope: 'touched',
      touched: 2,
      installed: [{ target: 'default', address: 'module.vpc', source: 'terraform-aws-modules/vpc/aws' }],
    },
    ...more,
  };
}
