import { describe, expect, it } from 'vitest';
import { deployed, notApplied, withRedisRule } from '../../bench/aws-server/incident.ts';
import { check } from '../../src/check.ts';
import { quickReader, serve } from './aws-server.ts';

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
    const { findings } = await incident();
    expect(findings.map(({ rule, address }) => [rule, address])).toEqual([
      ['sg/rule-missing', 'aws_vpc_security_group_ingress_rule.redis_from_data_pipeline_ecs'],
      ['ecs/secret-missing', 'module.api.aws_ecs_task_definition.this'],
    ]);
  });
});
