import { describe, expect, it } from 'vitest';
import { joinVersions } from '../../src/check/join.ts';
import { securityGroup } from '../../src/kinds/ec2/security-group/index.ts';
import { ecsService } from '../../src/kinds/ecs/service/index.ts';
import { ecsTaskDefinition } from '../../src/kinds/ecs/task-definition/index.ts';
import type { Compared, Leaf } from '../../src/model/leaf.ts';
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

const outcomeOf = (leaf: Leaf | undefined): string => leaf?.outcome ?? 'absent';

describe('two versions of the code', () => {
  it('are joined by live thing and path, though their addresses differ', async () => {
    const base = await compared(code('', { cpu: 256 }));
    const head = await compared(code('module.api.', { cpu: 512, count: 3 }));
    const joined = joinVersions(base, head);
    expect(joined).toHaveLength(head.leaves.length);
    for (const { base: before, head: after } of joined) {
      expect(before?.subject.address).toBe(after?.subject.address.replace('module.api.', ''));
      expect(before?.path).toEqual(after?.path);
    }
    const changed = joined.filter((one) => outcomeOf(one.base) !== outcomeOf(one.head));
    expect(
      changed.map(({ base: before, head: after }) => [
        formatPath(after?.path ?? []),
        outcomeOf(before),
        outcomeOf(after),
      ]),
    ).toEqual([
      ['containers[api].cpu', 'equal', 'differs'],
      ['desiredCount', 'equal', 'differs'],
    ]);
  });

  it('have what only one of them declares as absent from the other', async () => {
    const both = await compared(code('', { cpu: 256 }));
    const [definition] = code('', { cpu: 256 });
    const one = await compared(definition === undefined ? [] : [definition]);
    const added = joinVersions(one, both).filter(({ base }) => base === undefined);
    expect(new Set(added.map(({ head }) => head?.subject.kind))).toEqual(new Set(['ecs-service']));
    const removed = joinVersions(both, one).filter(({ head }) => head === undefined);
    expect(removed).toHaveLength(added.length);
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
    const joined = joinVersions(base, head);
    expect(joined.map((one) => [outcomeOf(one.base), outcomeOf(one.head)])).toEqual([['equal', 'equal']]);
  });
});
