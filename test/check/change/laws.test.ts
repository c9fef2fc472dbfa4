import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinChange } from '../../../src/check/change/join-change.ts';
import { touchedThings } from '../../../src/check/change/touched.ts';
import { securityGroup } from '../../../src/kinds/ec2/security-group/index.ts';
import { ecsService } from '../../../src/kinds/ecs/service/index.ts';
import { ecsTaskDefinition } from '../../../src/kinds/ecs/task-definition/index.ts';
import { type Compared, joinCompared, type Leaf } from '../../../src/model/leaf.ts';
import { formatPath } from '../../../src/model/path.ts';
import type { Resource } from '../../../src/model/stack.ts';
import * as sg from '../../kinds/ec2/security-group/world.ts';
import { aws, json, liveRevision, revisionArn, runningService } from '../../kinds/ecs/world.ts';
import { ref, resource, stackOf } from '../../kinds/resources.ts';
import { tries } from '../../tries.ts';

/*
 * Laws of the join of base, head and AWS, over what all three may be at random. The same model makes a version of the
 * code and an account, so that any of the three can be made as another one is.
 */

interface Model {
  readonly count: number;
  readonly cpu: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly groups: readonly string[];
  /** Ports by the last number of the peer. */
  readonly rules: Readonly<Record<string, number>>;
}

const models: fc.Arbitrary<Model> = fc.record({
  count: fc.integer({ min: 1, max: 3 }),
  cpu: fc.constantFrom(256, 512),
  environment: fc.dictionary(fc.constantFrom('A', 'B', 'C'), fc.constantFrom('1', '2', '3')),
  groups: fc.subarray(['sg-1', 'sg-2', 'sg-3'], { minLength: 1 }),
  rules: fc.dictionary(fc.constantFrom('1', '2', '3'), fc.constantFrom(80, 443, 6379)),
});

const peerOf = (last: string): string => `10.0.${last}.0/24`;

/** A version of the code, under any addresses. */
function code({ count, cpu, environment, groups, rules }: Model, prefix = ''): readonly Resource[] {
  const definition = `${prefix}aws_ecs_task_definition.api`;
  const variables = Object.entries(environment).map(([name, value]) => ({ name, value }));
  const container = { name: 'api', image: 'api:1', cpu, environment: variables };
  return [
    resource(definition, { family: 'api', container_definitions: json([container]) }),
    resource(`${prefix}aws_ecs_service.api`, {
      name: 'api',
      cluster: 'main',
      task_definition: ref(definition, 'arn'),
      desired_count: count,
      launch_type: 'FARGATE',
      network_configuration: [{ subnets: ['subnet-1'], security_groups: [...groups] }],
    }),
    resource(`${prefix}aws_security_group.api`, { name: 'api', vpc_id: 'vpc-1' }),
    ...Object.entries(rules).map(([last, port]) =>
      resource(`${prefix}aws_vpc_security_group_ingress_rule.from${last}`, {
        security_group_id: ref(`${prefix}aws_security_group.api`, 'id'),
        ip_protocol: 'tcp',
        from_port: port,
        to_port: port,
        cidr_ipv4: peerOf(last),
      }),
    ),
  ];
}

/** A version of the code beside an account that is as a model. */
async function compared(
  resources: readonly Resource[],
  { count, cpu, environment, groups, rules }: Model,
): Promise<Compared> {
  const variables = Object.entries(environment).map(([name, value]) => ({ name, value }));
  const ecs = aws({
    revisions: [liveRevision('api', 7, [{ name: 'api', image: 'api:1', cpu, environment: variables }])],
    services: [
      runningService('api', revisionArn('api', 7), {
        desiredCount: count,
        networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: [...groups] } },
      }),
    ],
  });
  const ec2 = sg.aws({
    groups: [sg.liveGroup('sg-9', 'api')],
    rules: Object.entries(rules).map(([last, port]) =>
      sg.liveRule('sg-9', `tcp ${port} ${peerOf(last)}`, { SecurityGroupRuleId: `sgr-${last}${port}` }),
    ),
  });
  const root = { target: 'default', stack: stackOf(resources) };
  const read = await Promise.all(
    [ecsTaskDefinition, ecsService, securityGroup].map((kind) =>
      kind.declare([root]).read(kind === securityGroup ? ec2 : ecs),
    ),
  );
  return joinCompared(read.map((one) => one.compare()));
}

const version = (one: Compared, resources: readonly Resource[]) => ({
  compared: one,
  whyUnknown: () => undefined,
  resourceOf: ({ address }: { readonly address: string }) => resources.find((each) => each.address === address),
});

interface Outcome {
  readonly verdicts: readonly string[];
  readonly said: readonly string[];
  readonly touched: number;
}

async function change(base: readonly Resource[], head: readonly Resource[], live: Model): Promise<Outcome> {
  const [before, after] = [await compared(base, live), await compared(head, live)];
  const { judged } = joinChange(version(after, head), version(before, base), () => '');
  const differing = judged.flatMap(({ leaf }) => (leaf.outcome === 'differs' ? [leaf] : []));
  const verdictOf = (leaf: Leaf): string => (leaf.outcome === 'differs' ? (leaf.verdict ?? 'drift') : leaf.outcome);
  return {
    verdicts: [...new Set(differing.map(verdictOf))].sort(),
    said: differing.map((leaf) => `${verdictOf(leaf)} ${leaf.subject.kind} ${formatPath(leaf.path)}`).sort(),
    touched: touchedThings(version(after, head), version(before, base), () => '').size,
  };
}

describe('a change', () => {
  it('of nothing brings nothing and touches nothing, whatever AWS has and whatever it is called', async () => {
    await fc.assert(
      fc.asyncProperty(models, models, async (both, live) => {
        const { verdicts, touched } = await change(code(both), code(both, 'module.api.'), live);
        expect(verdicts.filter((verdict) => verdict !== 'drift')).toEqual([]);
        expect(touched).toBe(0);
      }),
      { numRuns: tries(30) },
    );
  });

  it('is pending and nothing else where AWS is as its base', async () => {
    await fc.assert(
      fc.asyncProperty(models, models, async (base, head) => {
        const { verdicts } = await change(code(base), code(head), base);
        expect(verdicts.filter((verdict) => verdict !== 'pending')).toEqual([]);
      }),
      { numRuns: tries(30) },
    );
  });

  it('adopts and nothing else where AWS is as its head', async () => {
    await fc.assert(
      fc.asyncProperty(models, models, async (base, head) => {
        const { verdicts } = await change(code(base), code(head), head);
        expect(verdicts.filter((verdict) => verdict !== 'adopts')).toEqual([]);
      }),
      { numRuns: tries(30) },
    );
  });

  it('comes to the same in whatever order resources stand', async () => {
    await fc.assert(
      fc.asyncProperty(models, models, models, async (base, head, live) => {
        const forwards = await change(code(base), code(head), live);
        const backwards = await change(code(base).toReversed(), code(head).toReversed(), live);
        expect(backwards).toEqual(forwards);
      }),
      { numRuns: tries(30) },
    );
  });

  it('is judged value by value as the table says', async () => {
    const verdictOf = (base: unknown, head: unknown, live: unknown): string | undefined => {
      if (base === live) return head === live ? undefined : 'pending';
      if (head === live) return 'adopts';
      return head === base ? 'drift' : 'collides';
    };
    await fc.assert(
      fc.asyncProperty(models, models, models, async (base, head, live) => {
        const { said } = await change(code(base), code(head, 'module.api.'), live);
        const wanted = [
          ['ecs-service desiredCount', ({ count }: Model) => count],
          ['ecs-task-definition containers[api].cpu', ({ cpu }: Model) => cpu],
          ...['A', 'B', 'C'].map(
            (name) =>
              [
                `ecs-task-definition containers[api].environment[${name}]`,
                ({ environment }: Model) => environment[name],
              ] as const,
          ),
        ] as const;
        for (const [place, declared] of wanted) {
          const verdict = verdictOf(declared(base), declared(head), declared(live));
          expect(said.filter((one) => one.endsWith(` ${place}`))).toEqual(
            verdict === undefined ? [] : [`${verdict} ${place}`],
          );
        }
      }),
      { numRuns: tries(50) },
    );
  });

  it('fails for rules only where AWS has another rule than the base', async () => {
    await fc.assert(
      fc.asyncProperty(models, models, models, async (base, head, live) => {
        const { said } = await change(code(base), code(head), live);
        const rules = said.filter((one) => one.includes('security-group'));
        const names = (kept: (last: string) => boolean) => ['1', '2', '3'].filter(kept);
        const drifting = names(
          (last) => base.rules[last] !== live.rules[last] && head.rules[last] !== live.rules[last],
        );
        const failing = rules.filter((one) => one.startsWith('drift') || one.startsWith('collides'));
        if (drifting.length === 0) expect(failing).toEqual([]);
        if (names((last) => base.rules[last] !== live.rules[last]).length === 0) {
          expect(rules.filter((one) => !one.startsWith('pending'))).toEqual([]);
        }
      }),
      { numRuns: tries(50) },
    );
  });
});
