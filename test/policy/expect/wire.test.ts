import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { replaySnapshot } from '../../../src/aws/snapshot/snapshot.ts';
import { check } from '../../../src/check/check.ts';
import { runPolicy } from '../../../src/commands/policy.ts';
import { runSnapshot } from '../../../src/commands/snapshot.ts';
import type { Report } from '../../../src/model/report/report.ts';
import { deployed, registered, withRedisRule } from '../../aws-server/incident.ts';
import { quickReader, serve } from '../../aws-server/start.ts';

/* Expectations over the wire, and through a snapshot of it. */

const directories: string[] = [];
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});

/** The incident's code with a configuration. */
function codeWith(config: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'driftcheck-expect-'));
  directories.push(directory);
  cpSync('fixtures/incident', directory, { recursive: true, filter: (path) => !path.includes('states') });
  writeFileSync(join(directory, 'driftcheck.yaml'), config);
  return directory;
}

const config = `expect:
  - name: the token
    task-definition: hokusai-*
    secret: HUGGINGFACE_API_KEY
  - name: nothing public
    security-group: hokusai-*
    no-public-ingress: [22, 443]
`;

async function checked(directory: string, aws = quickReader() as Parameters<typeof check>[0]['aws']): Promise<Report> {
  const { policy } = await runPolicy(directory, {}, {});
  return check({ directory, environment: {}, aws, ...(policy === undefined ? {} : { policy }) });
}

const unmet = ({ findings }: Report) =>
  findings.flatMap((one) => (one.type === 'expectation-unmet' ? [`${one.rule} ${one.address} ${one.path}`] : []));

describe('the incident, over the wire', () => {
  it('has what is expected held against it, with a few more calls', async () => {
    await serve(registered());
    const directory = codeWith(config);
    const aws = quickReader();
    const report = await checked(directory, aws);
    expect(unmet(report)).toEqual([
      'expect/public-ingress aws_security_group.load_balancer ingress[443/tcp from 0.0.0.0/0]',
      'expect/secret-absent module.api.aws_ecs_task_definition.this containers[api].secrets[HUGGINGFACE_API_KEY]',
    ]);
    expect(report.gaps).toEqual([]);
    expect(report.policy?.expectations).toMatchObject([
      { name: 'the token', things: 1, unmet: 1, undetermined: 0 },
      { name: 'nothing public', things: 3, unmet: 1, undetermined: 0 },
    ]);
    const without = quickReader();
    await check({ directory, environment: {}, aws: without });
    // The families, and the groups of the pattern.
    expect(aws.calls() - without.calls()).toBe(2);
  });

  it('gives the same through a snapshot, which records what expectations ask', async () => {
    await serve(withRedisRule(deployed()));
    const directory = codeWith(config);
    const live = join(directory, 'live.json');
    expect(await runSnapshot(directory, { output: live, quiet: true, inputs: [] })).toBe(0);
    const text = readFileSync(live, 'utf8');
    expect(text).toContain('ecs:ListTaskDefinitionFamilies');
    const [replayed, direct] = [await checked(directory, replaySnapshot(text, live)), await checked(directory)];
    expect(unmet(replayed)).toEqual(unmet(direct));
    expect(replayed.gaps).toEqual([]);
    expect(replayed.policy?.expectations).toEqual(direct.policy?.expectations);
  });
});
