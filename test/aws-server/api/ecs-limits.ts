import type { View } from '../view.ts';
import { integer, type JsonInput, text, texts } from '../wire/json-input.ts';
import { type Page, page } from '../wire/page.ts';
import { AwsError } from '../wire/shape.ts';
import type { ClusterState, ServiceState } from '../world.ts';

/** @throws AwsError InvalidParameterException */
export function invalid(message: string): never {
  throw new AwsError('InvalidParameterException', message);
}

/** What `include` asks for. @throws AwsError when it asks for what there is not */
export function includes(input: JsonInput, option: string): boolean {
  const asked = texts(input, 'include');
  const unknown = asked.find((one) => !/^[A-Z_]+$/.test(one));
  if (unknown !== undefined) invalid(`Invalid include option: ${unknown}`);
  return asked.includes(option);
}

/** The names or ARNs asked for. @throws AwsError when there are none or more than `most` */
export function batch(input: JsonInput, member: string, most: number): readonly string[] {
  const asked = texts(input, member);
  if (asked.length === 0) invalid(`${member} cannot be empty.`);
  if (asked.length > most) invalid(`${member} can have at most ${most} items.`);
  return asked;
}

/** A page, of 1 to 100 results. @throws AwsError when the size or the token is not valid */
export function ecsPage<T>(view: View, action: string, all: readonly T[], input: JsonInput, size: number): Page<T> {
  const asked = integer(input, 'maxResults') ?? size;
  if (asked < 1 || asked > 100) invalid('maxResults must be between 1 and 100.');
  return page(view, action, all, asked, text(input, 'nextToken'), 'InvalidParameterException');
}

/** The cluster asked for by name or ARN, else `default`. @throws AwsError ClusterNotFoundException */
export function clusterAsked({ clusters }: View, input: JsonInput): ClusterState {
  const found = clusters.get(text(input, 'cluster') ?? 'default');
  if (found === undefined) throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
  return found;
}

/** A service of the cluster by name or ARN (with or without the cluster in it). @throws AwsError for another cluster's ARN */
export function serviceIn(view: View, cluster: ClusterState, nameOrArn: string): ServiceState | undefined {
  return view.services.get(qualified(view, cluster, nameOrArn, 'service'));
}

/** The ARN that a name, an id, a short or a full ARN means in this cluster. @throws AwsError for another cluster's ARN */
export function qualified({ world }: View, cluster: ClusterState, nameOrArn: string, type: 'service' | 'task'): string {
  const [, resource = nameOrArn] = /^arn:[^:]+:ecs:[^:]*:[^:]*:(.+)$/.exec(nameOrArn) ?? [];
  const parts = resource.startsWith(`${type}/`) ? resource.split('/').slice(1) : [resource];
  const [first = '', second] = parts;
  if (second !== undefined && first !== cluster.clusterName) {
    invalid(`Identifier is for ${first}. Your cluster is ${cluster.clusterName}`);
  }
  return `arn:aws:ecs:${world.region}:${world.account}:${type}/${cluster.clusterName}/${second ?? first}`;
}
