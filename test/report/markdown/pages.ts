import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { replaySnapshot } from '../../../src/aws/snapshot/snapshot.ts';
import { check } from '../../../src/check/check.ts';
import { runPolicy } from '../../../src/commands/policy.ts';
import type { Finding } from '../../../src/model/report/finding.ts';
import type { Report } from '../../../src/model/report/report.ts';
import { changeOf, isChange } from '../../check/change/fixture.ts';
import { at, findingOf, reportOf } from '../samples.ts';

/*
 * Pages to be looked at: reports of fixtures, and some that no fixture makes. `build/pages.mjs` shows them in a browser.
 */

const fixtures = join(import.meta.dirname, '../../../fixtures');

/** The report of a fixture: the folder of its `live.json`, from `fixtures/`. */
export async function fixtureReport(name: string, code = name): Promise<Report> {
  const folder = join(fixtures, name);
  const live = join(folder, 'live.json');
  const directory = relative(process.cwd(), isChange(folder) ? join(folder, 'head') : join(fixtures, code));
  const { policy } = await runPolicy(relative(process.cwd(), folder), {}, {});
  const state = join(folder, 'state.json');
  const target = {
    ...{ directory, environment: {}, aws: replaySnapshot(readFileSync(live, 'utf8'), live) },
    ...(existsSync(state) ? { state: { text: readFileSync(state, 'utf8'), file: 'state.json' } } : {}),
  };
  return await check({
    ...target,
    ...(policy === undefined ? {} : { policy }),
    ...(existsSync(join(folder, 'head')) ? changeOf(folder, { ...target, name: 'default' }) : {}),
    now: new Date('2026-11-29T12:00:00Z'),
  });
}

/** One of 500 findings: a setting in every container of many services, and some of each service's own. */
export function manyFindings(count: number): Report {
  const findings = Array.from({ length: count }, (_, index): Finding => {
    const service = `service-${String(index % 40).padStart(2, '0')}`;
    return findingOf(index % 3 === 0 ? 'ecs/env-changed' : index % 3 === 1 ? 'ecs/secret-missing' : 'ecs/env-extra', {
      severity: index % 3 === 2 ? 'warning' : 'error',
      address: `module.services["${service}"].aws_ecs_task_definition.this`,
      path: `containers[api].environment[SETTING_${index}]`,
      identity: { family: service, cluster: 'shop-production', revision: 12, service },
      at: at('modules/service/main.tf', 40 + (index % 7)),
      declared: { value: `value-${index}-${'x'.repeat(index % 50)}` },
      live: { value: `other-${index}` },
    });
  });
  return reportOf({ findings });
}

/** Three targets: one with drift, one in sync, one that could not be run. */
export function severalTargets(): Report {
  const report = reportOf({
    findings: [
      findingOf('ecs/secret-missing', { target: 'production', path: 'containers[api].secrets[API_KEY]' }),
      findingOf('sg/rule-missing', { target: 'staging', severity: 'warning' }),
    ],
    gaps: [
      {
        code: 'target-failed',
        scope: 'run',
        reason: { kind: 'target', name: 'terraform-invalid', source: 'infra/sandbox' },
        target: 'sandbox',
      },
    ],
  });
  const [target] = report.targets;
  if (target === undefined) throw new Error('no target');
  return {
    ...report,
    targets: [
      { ...target, name: 'production', directory: 'infra/production', workspace: 'production' },
      {
        ...target,
        name: 'sandbox',
        directory: 'infra/sandbox',
        problem: { code: 'directory-missing', directory: 'infra/sandbox', isFile: false },
      },
      { ...target, name: 'staging', directory: 'infra/staging', workspace: 'staging' },
    ],
  };
}
