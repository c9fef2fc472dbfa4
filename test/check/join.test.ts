import { describe, expect, it } from 'vitest';
import { joinChange } from '../../src/check/change/join-change.ts';
import { securityGroup } from '../../src/kinds/ec2/security-group/index.ts';
import { ecsService } from '../../src/kinds/ecs/service/index.ts';
import { ecsTaskDefinition } from '../../src/kinds/ecs/task-definition/index.ts';
import type { Compared } from '../../src/model/leaf.ts';
import { joinCompared } from '../../src/model/leaf.ts';
import { formatPath } from '../../src/model/path.ts';
import type { Resource } from '../../src/model/stack.ts';
import * as sg from '../kinds/ec2/security-group/world.ts';
import { aws, json, liveRevision, revisionArn, runningService } from '../kinds/ecs/world.ts';
import { ref, resource, stackOf } from '../kinds/resources.ts';

/* Two versions of the code declare the same things under other addresses: each value is found in both, by the live thing and its path. */

const world = {
  revisions: [liveRevision('api', 7, [{ name: 'api', image: 'api:1', cpu: 256 }])],
  services: [runningService('api', revisionArn('api', 7), { desiredCount: 2 })],
};

function code(
  module: string,
  { cpu, count = 2 }: { readonly cpu: number; readonly count?: number },
): readonly Resource[] {
  const definition = `${module}aws_ecs_task_definition.api`;
  return [
    resource(definition, { family: 'api', container_definitions: json([{ name: 'api', image: 'api:1', cpu }]) }),
    resource(`${module}aws_ecs_service.api`, {
      name: 'api',
      cluster: 'main',
      task_definition: ref(definition, 'arn'),
      desired_count: count,
      launch_type: 'FARGATE',
    }),
  ];
}

/** One version of the code beside AWS. */
async function compared(resources: readonly Resource[]): Promise<Compared> {
  const root = { target: 'default', stack: stackOf(resources) };
  const kinds = [ecsTaskDefinition, ecsService];
  const read = await Promise.all(kinds.map((kind) => kind.declare([root]).read(aws(world))));
  return joinCompared(read.map((one) => one.compare()));
}

/** What a change from one version to the other comes to. */
function changed(base: Compared, head: Compared): readonly (readonly string[])[] {
  const version = (compared: Compared) => ({ compared, whyUnknown: () => undefined });
  return joinChange(version(head), version(base), () => '').judged.flatMap(({ leaf }) =>
    leaf.outcome === 'differs' ? [[leaf.subject.address, formatPath(leaf.path), leaf.verdict ?? 'drift']] : [],
  );
}

describe('two versions of the code', () => {
  it('are joined by live thing and path, though their addresses differ', async () => {
    const base = await compared(code('', { cpu: 256 }));
    const head = await compared(code('module.api.', { cpu: 512, count: 3 }));
    expect(changed(base, head)).toEqual([
      ['module.api.aws_ecs_task_definition.api', 'containers[api].cpu', 'pending'],
      ['module.api.aws_ecs_service.api', 'desiredCount', 'pending'],
    ]);
    expect(changed(base, await compared(code('module.api.', { cpu: 256 })))).toEqual([]);
  });

  it('have what only one of them declares as absent from the other', async () => {
    const both = await compared(code('', { cpu: 512, count: 3 }));
    const [definition] = code('', { cpu: 512 });
    const one = await compared(definition === undefined ? [] : [definition]);
    expect(changed(one, both)).toEqual([
      ['aws_ecs_task_definition.api', 'containers[api].cpu', 'drift'],
      ['aws_ecs_service.api', 'desiredCount', 'pending'],
    ]);
    expect(changed(both, one)).toEqual([
      ['aws_ecs_task_definition.api', 'containers[api].cpu', 'drift'],
      ['aws_ecs_service.api', '', 'pending'],
    ]);
  });

  it('share the rules of a group, whichever resource declares them', async () => {
    const live = { groups: [sg.liveGroup('sg-1', 'web')], rules: [sg.liveRule('sg-1', 'tcp 443 10.1.0.0/16')] };
    const rule = {
      ip_protocol: 'tcp',
      from_port: 443,
      to_port: 443,
      cidr_ipv4: '10.1.0.0/16',
      security_group_id: 'sg-1',
    };
    const version = async (address: string) => {
      const root = { target: 'default', stack: stackOf([resource(address, rule)]) };
      return (await securityGroup.declare([root]).read(sg.aws(live))).compare();
    };
    const base = await version('aws_vpc_security_group_ingress_rule.old');
    const head = await version('aws_vpc_security_group_ingress_rule.new');
    expect(changed(base, head)).toEqual([]);
  });
});
