import { describe, expect, it } from 'vitest';
import { check } from '../../src/check/check.ts';
import { deployed, notApplied, withRedisRule } from './incident.ts';
import { quickReader, serve } from './start.ts';

const incident = () => check({ directory: 'fixtures/incident', environment: {}, aws: quickReader() });

describe('the incident, over the wire', () => {
  it('has nothing to find when all is well', async () => {
    await serve(withRedisRule(deployed()));
    const report = await incident();
    expect(report.findings).toEqual([]);
    expect(report.gaps).toEqual([]);
    expect(report.summary).toMatchObject({ exitCode: 0, outcome: 'in-sync', resources: { declared: 9, inSync: 9 } });
  });

  it('begins with a key and a rule that are missing', async () => {
    await serve(notApplied());
    const { findings, summary } = await incident();
    expect(summary.exitCode).toBe(2);
    expect(new Set(findings.map(({ address }) => address))).toEqual(
      new Set([
        'aws_vpc_security_group_ingress_rule.redis_from_data_pipeline_ecs',
        'module.api.aws_ecs_task_definition.this',
      ]),
    );
  });
});
