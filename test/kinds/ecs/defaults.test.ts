import { describe, expect, it } from 'vitest';
import type { LiveService } from '../../../src/aws/reads/ecs-describe-services.ts';
import type { LiveContainerDefinition } from '../../../src/aws/reads/ecs-describe-task-definition.ts';
import type { Views } from '../../../src/check/views.ts';
import { ecsService } from '../../../src/kinds/ecs/service/index.ts';
import { ecsTaskDefinition } from '../../../src/kinds/ecs/task-definition/index.ts';
import { stackOf } from '../../terraform/in-memory.ts';
import { inShort, liveRevision, revisionArn, runKind, runningService } from './world.ts';

/*
 * What the provider and ECS fill in when the code leaves it out, and what counts of the order. Beside each value that is not the one that is
 * filled in stands the one that is.
 */

async function compareContainer(
  code: string,
  live: Partial<LiveContainerDefinition>,
  variables = '',
): Promise<readonly string[]> {
  const stack = await stackOf(`
    ${variables}
    resource "aws_ecs_task_definition" "app" {
      family                = "app"
      container_definitions = jsonencode([{ name = "app", image = "app:1", ${code} }])
    }`);
  const revision = liveRevision('app', 1, [{ name: 'app', image: 'app:1', ...live }]);
  return inShort(await runKind(ecsTaskDefinition, stack.resources, { revisions: [revision] }));
}

async function compareService(code: string, live: Partial<LiveService>, variables = ''): Promise<readonly string[]> {
  const stack = await stackOf(`
    ${variables}
    resource "aws_ecs_service" "app" {
      name            = "app"
      cluster         = "main"
      task_definition = "app:7"
      ${code.includes('desired_count') ? '' : 'desired_count = 1'}
      ${code}
    }`);
  const world = { services: [runningService('app', revisionArn('app', 7), live)] };
  return told(await runKind(ecsService, stack.resources, world));
}

/** What is said, with whom it is left to. */
function told(run: Views): readonly string[] {
  const owners = new Map<string, string | undefined>(
    run.findings.flatMap(({ rule, path, policy }) =>
      policy?.by === undefined ? [] : [[`${rule} ${path} owned`, String(Object.values(policy.by).at(-1))] as const],
    ),
  );
  return inShort(run).map((line) => {
    const owner = owners.get(line);
    return owner === undefined ? line : `${line.replace(/ owned$/, '')} of ${owner}`;
  });
}

describe('the user of a log router of FireLens', () => {
  const firelens = 'firelensConfiguration = { type = "fluentbit" }';
  const router = { firelensConfiguration: { type: 'fluentbit' } } as const;
  const changed = ['ecs/container-changed containers[app].user'];

  it.each([
    ['is 0 when none is asked for', firelens, { ...router, user: '0' }, []],
    ['is 0 when an empty one is asked for', `${firelens}, user = ""`, { ...router, user: '0' }, []],
    ['is none in old answers', firelens, router, []],
    ['is 0 when 0 is asked for', `${firelens}, user = "0"`, { ...router, user: '0' }, []],
    ['is no other one', firelens, { ...router, user: '1000' }, changed],
    ['is no other one with its group', firelens, { ...router, user: '0:1337' }, changed],
    ['is the one that is asked for', `${firelens}, user = "1000"`, { ...router, user: '0' }, changed],
    ['is filled in for no other container', 'essential = true', { user: '0' }, changed],
  ])('%s', async (_, code, live, expected) => {
    expect(await compareContainer(code, live)).toEqual(expected);
  });
});

describe('the order of environment files', () => {
  const [base, prod] = ['arn:aws:s3:::cfg/base.env', 'arn:aws:s3:::cfg/prod.env'];
  const file = (value: string) => ({ value, type: 's3' as const });
  const files = (...values: string[]) =>
    `environmentFiles = [${values.map((value) => `{ value = ${value}, type = "s3" }`).join(', ')}]`;
  const quoted = (value: string) => `"${value}"`;
  const whole = ['ecs/container-changed containers[app].environmentFiles'];
  const open =
    'variable "stage" { type = string }\nvariable "more" { type = list(object({ value = string, type = string })) }';
  const concatenated = `environmentFiles = concat([{ value = "${base}", type = "s3" }, { value = "${prod}", type = "s3" }], var.more)`;

  it.each([
    ['as declared', files(quoted(base), quoted(prod)), [file(base), file(prod)], []],
    ['the other way round', files(quoted(base), quoted(prod)), [file(prod), file(base)], whole],
    [
      'one that is missing is that, and no other order',
      files(quoted(base), quoted(prod)),
      [file(prod)],
      [`ecs/container-changed containers[app].environmentFiles[${base}]`],
    ],
    [
      'as declared, where a part of a name is not known',
      files(quoted(`arn:aws:s3:::cfg/\${var.stage}.env`), quoted(base)),
      [file(prod), file(base)],
      ['value-unknown/leaf containers[app].environmentFiles'],
    ],
    [
      'the other way round, where a part of a name is not known',
      files(quoted(`arn:aws:s3:::cfg/\${var.stage}.env`), quoted(base)),
      [file(base), file(prod)],
      whole,
    ],
    [
      'among further ones that are not known',
      concatenated,
      [file('arn:aws:s3:::cfg/more.env'), file(base), file(prod)],
      ['elements-unknown/leaf containers[app].environmentFiles'],
    ],
    [
      'the other way round among further ones',
      concatenated,
      [file(prod), file('arn:aws:s3:::cfg/more.env'), file(base)],
      whole,
    ],
  ])('%s', async (_, code, environmentFiles, expected) => {
    expect(await compareContainer(code, { environmentFiles }, open)).toEqual(expected);
  });

  it('is the only one of a container that counts', async () => {
    const code =
      'dependsOn = [{ containerName = "a", condition = "START" }, { containerName = "b", condition = "START" }]';
    const live = [
      { containerName: 'b', condition: 'START' },
      { containerName: 'a', condition: 'START' },
    ] as const;
    expect(await compareContainer(code, { dependsOn: [...live] })).toEqual([]);
  });
});

describe('a volume that ECS makes for each task', () => {
  const role = 'arn:aws:iam::123456789012:role/ebs';
  const declared = (more: string) => `volume_configuration {
    name = "data"
    managed_ebs_volume {
      role_arn   = "${role}"
      size_in_gb = 10
      ${more}
    }
  }`;
  const live = (more: object): Partial<LiveService> => ({
    deployments: [
      {
        status: 'PRIMARY',
        volumeConfigurations: [{ name: 'data', managedEBSVolume: { roleArn: role, sizeInGiB: 10, ...more } }],
      },
    ],
  });
  const at = (member: string) => [`ecs/service-changed volumeConfigurations[data].managedEbsVolume.${member}`];

  it.each([
    ['is encrypted', '', { encrypted: true, filesystemType: 'xfs' }, []],
    ['is not encrypted', '', { encrypted: false }, at('encrypted')],
    ['is not encrypted, as declared', 'encrypted = false', { encrypted: false }, []],
    ['has another file system', '', { filesystemType: 'ext4' }, at('filesystemType')],
    ['has another file system, as declared', 'file_system_type = "ext4"', { filesystemType: 'ext4' }, []],
    ['has what every volume has', '', { iops: 3000, throughput: 125, volumeType: 'gp3' }, []],
    ['has a type for general purposes', '', { volumeType: 'gp2' }, []],
    ['has a type that somebody chose', '', { volumeType: 'io2' }, at('volumeType')],
    ['has another type than declared', 'volume_type = "gp3"', { volumeType: 'gp2' }, at('volumeType')],
    ['is faster', '', { iops: 16000 }, at('iops')],
    ['has more throughput', '', { throughput: 1000 }, at('throughput')],
    ['is of a snapshot', '', { snapshotId: 'snap-1' }, at('snapshotId')],
  ])('%s', async (_, more, volume, expected) => {
    expect(await compareService(declared(more), live(volume))).toEqual(expected);
  });
});

describe('hooks of a deployment', () => {
  const [before, after] = ['PRE_SCALE_UP', 'POST_TEST_TRAFFIC_SHIFT'] as const;
  const declared = (...hooks: string[]) => `deployment_configuration {
    strategy = "BLUE_GREEN"
    ${hooks.map((hook) => `lifecycle_hook {\n${hook}\n}`).join('\n')}
  }`;
  const pause = (stages: string, more = '') => `target_type = "PAUSE"\nlifecycle_stages = ${stages}\n${more}`;
  const timeout = (minutes: number, action: string) =>
    `timeout_configuration {\ntimeout_in_minutes = ${minutes}\naction = "${action}"\n}`;
  const lambda = `hook_target_arn = "arn:aws:lambda:us-east-1:123456789012:function:check"
    role_arn         = "arn:aws:iam::123456789012:role/hooks"
    lifecycle_stages = ["${before}"]`;
  const liveLambda = {
    hookTargetArn: 'arn:aws:lambda:us-east-1:123456789012:function:check',
    roleArn: 'arn:aws:iam::123456789012:role/hooks',
    lifecycleStages: [before],
  };
  const hooks = 'deploymentConfiguration.lifecycleHooks';
  const variables = 'variable "stages" { type = list(string) }\nvariable "type" { type = string }';

  it.each([
    ['wait', [pause(`["${after}"]`)], [{ targetType: 'PAUSE', lifecycleStages: [after] }], []],
    [
      'wait as long as when nothing is said',
      [pause(`["${after}"]`)],
      [
        {
          targetType: 'PAUSE',
          lifecycleStages: [after],
          timeoutConfiguration: { timeoutInMinutes: 1440, action: 'ROLLBACK' },
        },
      ],
      [],
    ],
    [
      'wait less long, and then go on',
      [pause(`["${after}"]`, timeout(2880, 'ROLLBACK'))],
      [
        {
          targetType: 'PAUSE',
          lifecycleStages: [after],
          timeoutConfiguration: { timeoutInMinutes: 10, action: 'CONTINUE' },
        },
      ],
      [
        `ecs/service-changed ${hooks}[PAUSE ${after}].timeoutConfiguration.timeoutInMinutes`,
        `ecs/service-changed ${hooks}[PAUSE ${after}].timeoutConfiguration.action`,
      ],
    ],
    [
      'wait in two stages, in another order',
      [pause(`["${before}"]`, timeout(10, 'CONTINUE')), pause(`["${after}"]`)],
      [
        { targetType: 'PAUSE', lifecycleStages: [after] },
        {
          targetType: 'PAUSE',
          lifecycleStages: [before],
          timeoutConfiguration: { timeoutInMinutes: 10, action: 'CONTINUE' },
        },
      ],
      [],
    ],
    [
      'wait in one stage of two',
      [pause(`["${before}"]`), pause(`["${after}"]`)],
      [{ targetType: 'PAUSE', lifecycleStages: [after] }],
      [`ecs/service-changed ${hooks}[PAUSE ${before}]`],
    ],
    [
      'wait in stages that are not known',
      [pause('var.stages')],
      [{ targetType: 'PAUSE', lifecycleStages: [after] }],
      [`value-unknown/leaf ${hooks}`],
    ],
    [
      'are of a type that is not known',
      [`target_type = var.type\nlifecycle_stages = ["${after}"]`],
      [{ targetType: 'PAUSE', lifecycleStages: [after] }],
      [`value-unknown/leaf ${hooks}`],
    ],
    ['call a function, with their type', [`target_type = "AWS_LAMBDA"\n${lambda}`], [liveLambda], []],
    ['call a function, without', [lambda], [{ targetType: 'AWS_LAMBDA', ...liveLambda }], []],
    [
      'do not wait any more',
      [lambda, pause(`["${after}"]`)],
      [liveLambda],
      [`ecs/service-changed ${hooks}[PAUSE ${after}]`],
    ],
    [
      'wait unasked',
      [lambda],
      [liveLambda, { targetType: 'PAUSE', lifecycleStages: [after] }],
      [`ecs/service-changed ${hooks}[PAUSE ${after}]`],
    ],
  ] as const)('%s', async (_, code, lifecycleHooks, expected) => {
    const live = {
      deploymentConfiguration: { strategy: 'BLUE_GREEN', lifecycleHooks: [...lifecycleHooks] },
    } as Partial<LiveService>;
    expect(await compareService(declared(...code), live, variables)).toEqual(expected);
  });
});

describe('the circuit breaker', () => {
  const declared = (more: string) => `deployment_circuit_breaker {
    enable   = true
    rollback = true
    ${more}
  }`;
  const at = (member: string) => [`ecs/service-changed deploymentCircuitBreaker.${member}`];
  const filled = { resetOnHealthyTask: true, thresholdConfiguration: { type: 'BOUNDED_PERCENT', value: 50 } };

  it.each([
    ['has what AWS fills in', '', filled, []],
    ['has what somebody set where the code says nothing', '', { resetOnHealthyTask: false }, []],
    ['counts all failures', 'reset_on_healthy_task = true', { resetOnHealthyTask: false }, at('resetOnHealthyTask')],
    ['counts as declared', 'reset_on_healthy_task = true', filled, []],
    [
      'takes more failures',
      'threshold_configuration {\n type = "BOUNDED_PERCENT"\n value = 25\n }',
      filled,
      at('thresholdConfiguration.value'),
    ],
    [
      'takes as many failures as declared',
      'threshold_configuration {\n type = "COUNT"\n value = 5\n }',
      { thresholdConfiguration: { type: 'COUNT', value: 5 } },
      [],
    ],
  ])('%s', async (_, more, live, expected) => {
    const deploymentCircuitBreaker = { enable: true, rollback: true, ...live };
    const service = { deploymentConfiguration: { deploymentCircuitBreaker } } as Partial<LiveService>;
    expect(await compareService(declared(more), service)).toEqual(expected);
  });
});

describe('the number of tasks', () => {
  const target = (more: string, type = 'aws_appautoscaling_target') => `
    resource "${type}" "tasks" {
      service_namespace  = "ecs"
      scalable_dimension = "ecs:service:DesiredCount"
      ${more}
    }`;
  const own = 'resource_id = "service/main/app"';
  const differs = ['ecs/service-desired-count desiredCount'];
  const owned = ['ecs/service-desired-count desiredCount of aws_appautoscaling_target.tasks'];
  const open = ['value-unknown/leaf desiredCount'];
  const none = '# desired_count';
  const band = (min: number | string, max: number | string) => `min_capacity = ${min}\nmax_capacity = ${max}`;
  const ignoringBounds = 'lifecycle {\n ignore_changes = [min_capacity, max_capacity]\n }';
  const schedule = (id: string, min: number | string, max: number | string) => `
    resource "aws_appautoscaling_scheduled_action" "night" {
      name               = "night"
      service_namespace  = "ecs"
      scalable_dimension = "ecs:service:DesiredCount"
      ${id}
      schedule           = "cron(0 20 * * ? *)"
      scalable_target_action {
        ${band(min, max)}
      }
    }`;

  it.each([
    ['is 0 when it is left out', none, 0, '', []],
    ['is no other one when it is left out', none, 5, '', differs],
    ['is no other one when it is null', 'desired_count = null', 5, '', differs],
    ['is the declared one', 'desired_count = 5', 5, '', []],
    ['is not the declared one', 'desired_count = 2', 5, '', differs],
    ['is scaled, and left out', none, 5, target(own), owned],
    ['is scaled, and declared', 'desired_count = 2', 5, target(own), owned],
    ['is scaled, and as declared', 'desired_count = 5', 5, target(own), []],
    ['is scaled, inside', none, 5, target(`${own}\n${band(2, 8)}`), owned],
    ['is scaled, to the least', 'desired_count = 5', 2, target(`${own}\n${band(2, 8)}`), owned],
    ['is scaled, to the most', 'desired_count = 5', 8, target(`${own}\n${band(2, 8)}`), owned],
    ['is not scaled below', 'desired_count = 5', 1, target(`${own}\n${band(2, 8)}`), differs],
    ['is not scaled above', 'desired_count = 5', 9, target(`${own}\n${band(2, 8)}`), differs],
    ['is as declared, above', 'desired_count = 9', 9, target(`${own}\n${band(2, 8)}`), []],
    ['is scaled to what is not known', none, 5, target(`${own}\n${band(2, 'var.most')}`), open],
    ['is not scaled below, whatever the most is', none, 1, target(`${own}\n${band(2, 'var.most')}`), differs],
    ['is scaled, and not known', 'desired_count = var.most', 5, target(`${own}\n${band(2, 8)}`), [`${open} owned`]],
    ['is outside, and not known', 'desired_count = var.most', 9, target(`${own}\n${band(2, 8)}`), open],
    ['is scaled by who ignores the bounds', none, 5, target(`${own}\n${band(2, 8)}\n${ignoringBounds}`), owned],
    ['may be scaled by who ignores the bounds', none, 9, target(`${own}\n${band(2, 8)}\n${ignoringBounds}`), open],
    [
      'is scaled further by a schedule',
      none,
      15,
      `${target(`${own}\n${band(2, 8)}`)}\n${schedule(own, 10, 20)}`,
      owned,
    ],
    ['is not scaled so far', none, 25, `${target(`${own}\n${band(2, 8)}`)}\n${schedule(own, 10, 20)}`, differs],
    [
      'is scaled no further by the schedule of another one',
      none,
      15,
      `${target(`${own}\n${band(2, 8)}`)}\n${schedule('resource_id = "service/main/other"', 10, 20)}`,
      differs,
    ],
    [
      'may be scaled further by a schedule',
      none,
      15,
      `${target(`${own}\n${band(2, 8)}`)}\n${schedule(`resource_id = "service/main/\${var.id}"`, 10, 20)}`,
      open,
    ],
    [
      'is scaled further by a schedule that is not known',
      none,
      15,
      `${target(`${own}\n${band(2, 8)}`)}\n${schedule(own, 10, 'var.most')}`,
      open,
    ],
    ['is scaled by a reference', none, 5, target(`resource_id = "service/main/\${aws_ecs_service.app.name}"`), owned],
    [
      'is scaled by what is made of its id',
      none,
      5,
      target(
        `resource_id = "service/\${split("/", aws_ecs_service.app.id)[1]}/\${split("/", aws_ecs_service.app.id)[2]}"`,
      ),
      owned,
    ],
    [
      'is scaled by an id that is wholly made of its own',
      none,
      5,
      target('resource_id = trimprefix(aws_ecs_service.app.id, var.prefix)'),
      owned,
    ],
    ['is scaled in another cluster', none, 5, target('resource_id = "service/other/app"'), differs],
    ['is of another service than is scaled', none, 5, target('resource_id = "service/main/app-2"'), differs],
    [
      'is of another service than the id is made of',
      none,
      5,
      `${target(`resource_id = "service/main/\${split("/", aws_ecs_service.other.id)[2]}"`)}
      resource "aws_ecs_service" "other" {
        name          = "other"
        cluster       = "main"
        desired_count = 1
      }`,
      ['ecs/service-desired-count desiredCount', 'ecs/service-missing'],
    ],
    ['may be scaled', none, 5, target('resource_id = var.id'), open],
    ['may be scaled in a cluster', none, 5, target(`resource_id = "service/\${var.id}/app"`), open],
    ['is not scaled, whatever the cluster', none, 5, target(`resource_id = "service/\${var.id}/other"`), differs],
    ['may be scaled, and is as declared', 'desired_count = 5', 5, target('resource_id = var.id'), []],
    ['may be scaled, if at all', none, 5, target(`count = var.scales ? 1 : 0\n${own}`), open],
    ['is not scaled, if at all', none, 5, target(`count = 0\n${own}`), differs],
    [
      'is scaled in another region',
      `${none}\nregion = "us-east-1"`,
      5,
      target(`region = "eu-west-1"\n${own}`),
      differs,
    ],
    [
      'is scaled by a policy of the code',
      none,
      5,
      target(own, 'aws_appautoscaling_policy'),
      ['ecs/service-desired-count desiredCount of aws_appautoscaling_policy.tasks'],
    ],
    [
      'is nothing that a fleet is scaled by',
      none,
      5,
      target(own)
        .replace('"ecs"', '"ec2"')
        .replace('ecs:service:DesiredCount', 'ec2:spot-fleet-request:TargetCapacity'),
      differs,
    ],
    [
      'is scaled by one of several',
      none,
      5,
      target(`for_each = toset(["app", "b"])\nresource_id = "service/main/\${each.key}"`),
      ['ecs/service-desired-count desiredCount of aws_appautoscaling_target.tasks["app"]'],
    ],
  ])('%s', async (_, code, desiredCount, scaling, expected) => {
    const variables =
      'variable "id" { type = string }\nvariable "prefix" { type = string }\nvariable "scales" { type = bool }\nvariable "most" { type = number }';
    expect(await compareService(code, { desiredCount }, `${variables}\n${scaling}`)).toEqual(expected);
  });

  it('is not counted of a daemon', async () => {
    const live = { desiredCount: 5, schedulingStrategy: 'DAEMON' } as const;
    expect(await compareService(`${none}\nscheduling_strategy = "DAEMON"`, live)).toEqual([]);
  });
});

describe('deployed by ECS from one target group to the other', () => {
  const arn = (name: string) =>
    `arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/${name}/0123456789abcdef`;
  const balancer = (first: string, second: string) => `load_balancer {
    target_group_arn = ${first}
    container_name   = "app"
    container_port   = 80
    advanced_configuration {
      alternate_target_group_arn = ${second}
      production_listener_rule   = "${arn('rule')}"
      role_arn                   = "arn:aws:iam::123456789012:role/infrastructure"
    }
  }`;
  const strategy = (name: string) => `deployment_configuration {\n strategy = "${name}"\n}`;
  const declared = (name = 'BLUE_GREEN', first = `"${arn('blue')}"`, second = `"${arn('green')}"`) =>
    `${strategy(name)}\n${balancer(first, second)}`;
  const live = (
    first: string,
    second: string,
    name: 'BLUE_GREEN' | 'LINEAR' | 'CANARY' | 'ROLLING' = 'BLUE_GREEN',
  ) => ({
    deploymentConfiguration: { strategy: name },
    loadBalancers: [
      {
        targetGroupArn: arn(first),
        containerName: 'app',
        containerPort: 80,
        advancedConfiguration: {
          alternateTargetGroupArn: arn(second),
          productionListenerRule: arn('rule'),
          roleArn: 'arn:aws:iam::123456789012:role/infrastructure',
        },
      },
    ],
  });
  const first = 'ecs/service-changed loadBalancers[app:80].targetGroupArn';
  const second = 'ecs/service-changed loadBalancers[app:80].alternateTargetGroupArn';
  const moved = (name = 'BLUE_GREEN') => [`${second} of ${name}`, `${first} of ${name}`];

  it.each([
    ['is on the first', declared(), live('blue', 'green'), []],
    ['is on the second', declared(), live('green', 'blue'), moved()],
    ['is on the second, step by step', declared('LINEAR'), live('green', 'blue', 'LINEAR'), moved('LINEAR')],
    ['is on the second, after a trial', declared('CANARY'), live('green', 'blue', 'CANARY'), moved('CANARY')],
    ['is on a third', declared(), live('red', 'green'), [first]],
    ['is on the second, beside a third', declared(), live('green', 'red'), [second, first]],
    ['has one group twice', declared(), live('green', 'green'), [first]],
    [
      'is on the second, and the code deploys otherwise',
      declared('ROLLING'),
      live('green', 'blue'),
      ['ecs/service-changed deploymentConfiguration.strategy', second, first],
    ],
    [
      'is on the second, and was deployed otherwise',
      declared(),
      live('green', 'blue', 'ROLLING'),
      ['ecs/service-changed deploymentConfiguration.strategy', second, first],
    ],
    [
      'may be on either of two that are not known',
      declared('BLUE_GREEN', 'var.blue', 'var.green'),
      live('green', 'blue'),
      [
        'value-unknown/leaf loadBalancers[app:80].alternateTargetGroupArn',
        'value-unknown/leaf loadBalancers[app:80].targetGroupArn',
      ].map((gap) => `${gap} owned`),
    ],
    [
      'is on the second, and the first is not known',
      declared('BLUE_GREEN', 'var.blue'),
      live('green', 'blue'),
      [`${second} of BLUE_GREEN`, 'value-unknown/leaf loadBalancers[app:80].targetGroupArn owned'],
    ],
    [
      'is on a third, and the first is not known',
      declared('BLUE_GREEN', 'var.blue'),
      live('red', 'blue'),
      [second, 'value-unknown/leaf loadBalancers[app:80].targetGroupArn'],
    ],
  ])('a service %s', async (_, code, service, expected) => {
    const variables = 'variable "blue" { type = string }\nvariable "green" { type = string }';
    expect((await compareService(code, service, variables)).toSorted()).toEqual(expected.toSorted());
  });
});

describe('with another deployment controller', () => {
  const arn = (name: string) =>
    `arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/${name}/0123456789abcdef`;
  const balancer = (name: string, port = 80) => `load_balancer {
    target_group_arn = ${name}
    container_name   = "app"
    container_port   = ${port}
  }`;
  const by = (type: string) => `deployment_controller {\n type = "${type}"\n}`;
  const declared = `${by('CODE_DEPLOY')}\n${balancer(`"${arn('blue')}"`)}`;
  const live = (group: string, more: Partial<LiveService> = {}): Partial<LiveService> => ({
    deploymentController: { type: 'CODE_DEPLOY' },
    loadBalancers: [{ targetGroupArn: arn(group), containerName: 'app', containerPort: 80 }],
    ...more,
  });
  const pair = (...names: string[]) => `
    resource "aws_codedeploy_deployment_group" "app" {
      app_name              = "app"
      deployment_group_name = "app"
      service_role_arn      = "arn:aws:iam::123456789012:role/codedeploy"
      ecs_service {
        cluster_name = "main"
        service_name = aws_ecs_service.app.name
      }
      load_balancer_info {
        target_group_pair_info {
          ${names.map((name) => `target_group {\n name = ${name}\n}`).join('\n')}
        }
      }
    }`;
  const group = 'ecs/service-changed loadBalancers[app:80].targetGroupArn';
  const owned = [`${group} of CODE_DEPLOY`];

  it.each([
    ['the target group is the declared one', declared, live('blue'), '', []],
    ['the target group is the other one', declared, live('green'), '', owned],
    ['the target group is the other one of the pair', declared, live('green'), pair('"blue"', '"green"'), owned],
    ['the target group is none of the pair', declared, live('red'), pair('"blue"', '"green"'), [group]],
    [
      'the target group may be one of a pair that is not known',
      declared,
      live('red'),
      pair('"blue"', 'var.group'),
      owned,
    ],
    [
      'the target group is none of a pair of which the prefix is known',
      declared,
      live('red'),
      pair('"blue"', `"green-\${var.group}"`),
      [group],
    ],
    [
      'the pair is that of another service',
      declared,
      live('green'),
      pair('"red"', '"black"').replace('aws_ecs_service.app.name', '"other"'),
      owned,
    ],
    [
      'the port is the declared one all the same',
      declared,
      { ...live('green'), loadBalancers: [{ targetGroupArn: arn('blue'), containerName: 'app', containerPort: 81 }] },
      '',
      ['ecs/service-changed loadBalancers[app:80].containerPort'],
    ],
    [
      "the revision is CodeDeploy's",
      by('CODE_DEPLOY'),
      {
        deploymentController: { type: 'CODE_DEPLOY' },
        taskSets: [{ status: 'PRIMARY', taskDefinition: revisionArn('app', 9) }],
      },
      '',
      ['ecs/service-revision taskDefinition of CODE_DEPLOY'],
    ],
    [
      "the target group is the code's where the code wants ECS",
      `${by('ECS')}\n${balancer(`"${arn('blue')}"`)}`,
      live('green'),
      '',
      [group, 'ecs/service-changed deploymentController.type'],
    ],
    [
      "the target group is the code's where ECS deploys",
      `${by('ECS')}\n${balancer(`"${arn('blue')}"`)}`,
      live('green', { deploymentController: { type: 'ECS' } }),
      '',
      [group],
    ],
    [
      "the groups are the code's",
      `${declared}\nnetwork_configuration {\n subnets = ["subnet-1"]\n security_groups = ["sg-1"]\n}`,
      live('blue', {
        networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-2'] } },
      }),
      '',
      [
        'ecs/service-changed networkConfiguration.securityGroups[sg-1]',
        'ecs/service-changed networkConfiguration.securityGroups[sg-2]',
      ],
    ],
    [
      'the groups are those of the task sets',
      `${by('EXTERNAL')}\nnetwork_configuration {\n subnets = ["subnet-1"]\n security_groups = ["sg-1"]\n}`,
      { deploymentController: { type: 'EXTERNAL' } },
      '',
      ['ecs/service-changed networkConfiguration of EXTERNAL'],
    ],
    [
      "whether there is Exec is the code's",
      by('EXTERNAL'),
      { deploymentController: { type: 'EXTERNAL' }, enableExecuteCommand: true },
      '',
      ['ecs/service-changed enableExecuteCommand'],
    ],
  ] as const)('%s', async (_, code, service, deployment, expected) => {
    const variables = `variable "group" { type = string }\n${deployment}`;
    expect(await compareService(code, service as Partial<LiveService>, variables)).toEqual(expected);
  });
});

describe('the percentages of a daemon', () => {
  const daemon = (more: string) => `scheduling_strategy = "DAEMON"\n${more}`;
  const live = {
    schedulingStrategy: 'DAEMON',
    deploymentConfiguration: { maximumPercent: 100, minimumHealthyPercent: 0 },
  } as const;

  it.each([
    ['are left to AWS', '', []],
    [
      'are left to AWS where the provider\u2019s own defaults are written out',
      'deployment_maximum_percent = 200\ndeployment_minimum_healthy_percent = 100',
      [],
    ],
    ['are as declared', 'deployment_minimum_healthy_percent = 0', []],
    [
      'are not as declared',
      'deployment_minimum_healthy_percent = 50',
      ['ecs/service-changed deploymentMinimumHealthyPercent'],
    ],
  ])('%s', async (_, more, expected) => {
    expect(await compareService(daemon(more), live)).toEqual(expected);
  });

  it('are those of the provider for other services', async () => {
    const replica = { ...live, schedulingStrategy: 'REPLICA' } as const;
    expect(await compareService('', replica)).toEqual([
      'ecs/service-changed deploymentMaximumPercent',
      'ecs/service-changed deploymentMinimumHealthyPercent',
    ]);
  });
});

describe('the query parameters in the access log of Service Connect', () => {
  const declared = (more: string) => `service_connect_configuration {
    enabled = true
    access_log_configuration {
      format = "JSON"
      ${more}
    }
  }`;
  const live = (includeQueryParameters: 'ENABLED' | 'DISABLED'): Partial<LiveService> => ({
    deployments: [
      {
        status: 'PRIMARY',
        serviceConnectConfiguration: {
          enabled: true,
          accessLogConfiguration: { format: 'JSON', includeQueryParameters },
        },
      },
    ],
  });
  const changed = ['ecs/service-changed serviceConnectConfiguration.accessLogConfiguration.includeQueryParameters'];

  it.each([
    ['are left to AWS', '', 'ENABLED', []],
    ['are as declared', 'include_query_parameters = "ENABLED"', 'ENABLED', []],
    ['are not as declared', 'include_query_parameters = "DISABLED"', 'ENABLED', changed],
  ] as const)('%s', async (_, more, parameters, expected) => {
    expect(await compareService(declared(more), live(parameters))).toEqual(expected);
  });
});
