import { answersOf, isAnswer, objectsOf } from './answers.ts';
import type { Json, JsonObject, Scene } from './scene.ts';
import type { Expected, Told } from './table-changes.ts';

/*
 * What tasks were started with instead of what their revision holds. It says nothing as long as that holds the same, and is told as soon
 * as it holds something else.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerOverride.html
 */

/** What has to be told of a change to a revision, with what the tasks of it have instead. */
export function withOverrides(scene: Scene, before: JsonObject, after: JsonObject, expected: Expected): Expected {
  const more = overridden(scene, before, after);
  if (more.length === 0 || expected.kind === 'open') return expected;
  return {
    kind: 'told',
    either: expected.kind === 'told' ? expected.either.map((all) => [...all, ...more]) : [more],
  };
}

function overridden(scene: Scene, before: JsonObject, after: JsonObject): readonly Told[] {
  const runs = before['taskDefinitionArn'];
  const services = answersOf(scene, 'ecs:DescribeServices').filter((service) => runningRevision(service) === runs);
  const addresses = scene.report.checked.flatMap(({ kind, identity, address }) =>
    kind === 'ecs-service' && services.some(({ serviceArn }) => serviceArn === identity.arn) ? [address] : [],
  );
  const tasks = answersOf(scene, 'ecs:DescribeTasks').filter(({ taskDefinitionArn }) => taskDefinitionArn === runs);
  const paths = tasks
    .flatMap(({ overrides }) => (isAnswer(overrides) ? objectsOf(overrides['containerOverrides']) : []))
    .flatMap((override) => {
      const settings = (revision: JsonObject) =>
        settingsOf(objectsOf(revision['containerDefinitions']).find(({ name }) => name === override['name']) ?? {});
      const [was, is] = [settings(before), settings(after)];
      return [...settingsOf(override)]
        .filter(([name, value]) => was.get(name) === value && is.get(name) !== value)
        .map(([name]) => `containers[${String(override['name'])}].${name}`);
    });
  return [...new Set(addresses)].flatMap((address) =>
    [...new Set(paths)].map(
      (path): Told => ({
        ...{ path, change: 'changed', type: 'delivery-broken', rule: 'delivery/overrides', address },
      }),
    ),
  );
}

/** What a task may be started with instead, of a container or of an override of it. */
function settingsOf(container: JsonObject): ReadonlyMap<string, string> {
  const whole = ['command', 'cpu', 'memory', 'memoryReservation'].flatMap((name) => {
    const value = container[name];
    const isNothing = value === undefined || (Array.isArray(value) && value.length === 0);
    return isNothing ? [] : [[name, JSON.stringify(value)] as const];
  });
  const variables = objectsOf(container['environment']).map(
    ({ name, value }) => [`environment[${String(name)}]`, JSON.stringify(value)] as const,
  );
  return new Map([...whole, ...variables]);
}

/**
 * The revision that a service runs: where its controller is not ECS, the primary task set says it.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskSet.html
 */
export function runningRevision(live: JsonObject): Json {
  const primary = objectsOf(live['taskSets']).find(({ status }) => status === 'PRIMARY');
  return primary === undefined ? live['taskDefinition'] : primary['taskDefinition'];
}
