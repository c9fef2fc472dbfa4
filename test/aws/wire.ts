import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import nock from 'nock';
import { vi } from 'vitest';
import { createAwsReader, type LiveReader } from '../../src/aws/reader.ts';
import type { SessionOptions } from '../../src/aws/session.ts';
import { stubAwsEnvironment } from './environment.ts';
import { instantClock } from './instant-clock.ts';

/*
 * AWS at the HTTP edge: what the services receive and answer, byte for byte as the SDK sees it.
 */

export const region = 'us-east-1';
export const account = '123456789012';

/** An environment with invented credentials and nothing of the machine's own configuration. */
export function isolate(overrides: Record<string, string | undefined> = {}): void {
  stubAwsEnvironment(overrides);
  nock.disableNetConnect();
}

/** Undoes `isolate` and all interceptors. */
export function restore(): void {
  vi.unstubAllEnvs();
  nock.abortPendingRequests();
  nock.cleanAll();
  nock.enableNetConnect();
}

/** A reader that tries again at once and waits for no token. */
export function quickReader(options: SessionOptions = {}): LiveReader {
  return createAwsReader({ retryStrategy: new ConfiguredRetryStrategy(6, 0), clock: instantClock(), ...options });
}

/** One request as a service received it. */
export interface Received {
  readonly action: string;
  /** The JSON body of ECS, the form fields of EC2 and STS. */
  // biome-ignore lint/suspicious/noExplicitAny: a wire body of any shape
  readonly body: any;
}
export interface Answer {
  readonly status?: number;
  readonly body: string | object;
  readonly headers?: Record<string, string>;
}

/** Serves ECS in one region; `answer` may be asked any number of times. Gives the requests received. */
export function serveEcs(answer: (request: Received) => Answer | Promise<Answer>, where = region): Received[] {
  return serveJson(`ecs.${where}`, answer);
}

/** Serves a service that speaks JSON, at `<host>.amazonaws.com`: `ssm.us-east-1`, `api.ecr.us-east-1`. */
export function serveJson(host: string, answer: (request: Received) => Answer | Promise<Answer>): Received[] {
  const received: Received[] = [];
  nock(`https://${host}.amazonaws.com`)
    .persist()
    .post('/')
    .reply(async function (_uri, body) {
      const target = String(this.req.headers['x-amz-target'] ?? '');
      const request = {
        action: target.slice(target.indexOf('.') + 1),
        body: typeof body === 'string' ? JSON.parse(body) : body,
      };
      received.push(request);
      const { status = 200, body: reply, headers = {} } = await answer(request);
      return [status, reply, { 'content-type': 'application/x-amz-json-1.1', ...headers }];
    });
  return received;
}

/** Serves EC2 or STS in one region, or IAM, which has none. */
export function serveQuery(
  service: 'ec2' | 'sts' | 'iam',
  answer: (request: Received) => Answer | Promise<Answer>,
  where = region,
): Received[] {
  const received: Received[] = [];
  nock(service === 'iam' ? 'https://iam.amazonaws.com' : `https://${service}.${where}.amazonaws.com`)
    .persist()
    .post('/')
    .reply(async (_uri, body) => {
      const fields = typeof body === 'string' ? Object.fromEntries(new URLSearchParams(body)) : body;
      const request = { action: String(fields['Action']), body: fields };
      received.push(request);
      const { status = 200, body: reply, headers = {} } = await answer(request);
      return [status, reply, { 'content-type': 'text/xml;charset=UTF-8', ...headers }];
    });
  return received;
}

export function ecsError(code: string, message: string, status = 400): Answer {
  return { status, body: { __type: code, message } };
}

export function ec2Error(code: string, message: string, status = 400): Answer {
  return {
    status,
    body: `<?xml version="1.0" encoding="UTF-8"?><Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>r</RequestID></Response>`,
  };
}

/** The values of a filter in a query body. */
export function filterValues(body: Record<string, string>, name: string): string[] {
  const index = Object.entries(body).find(([key, value]) => /^Filter\.\d+\.Name$/.test(key) && value === name)?.[0];
  if (index === undefined) return [];
  const prefix = index.replace('.Name', '.Value.');
  return Object.entries(body).flatMap(([key, value]) => (key.startsWith(prefix) ? [value] : []));
}

export function groupsXml(groups: readonly { id: string; name: string; vpc?: string }[], token?: string): Answer {
  const items = groups.map(
    ({ id, name, vpc = 'vpc-1' }) =>
      `<item><ownerId>${account}</ownerId><groupId>${id}</groupId><groupName>${name}</groupName><groupDescription>d</groupDescription><vpcId>${vpc}</vpcId><tagSet><item><key>team</key><value>ml</value></item></tagSet></item>`,
  );
  return {
    body: `<DescribeSecurityGroupsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId><securityGroupInfo>${items.join('')}</securityGroupInfo>${token === undefined ? '' : `<nextToken>${token}</nextToken>`}</DescribeSecurityGroupsResponse>`,
  };
}

export function rulesXml(
  rules: readonly { id: string; group: string; egress?: boolean; cidr?: string; from?: number; to?: number }[],
  token?: string,
): Answer {
  const items = rules.map(
    ({ id, group, egress = false, cidr = '10.0.0.0/8', from = 443, to = 443 }) =>
      `<item><securityGroupRuleId>${id}</securityGroupRuleId><groupId>${group}</groupId><groupOwnerId>${account}</groupOwnerId><isEgress>${egress}</isEgress><ipProtocol>tcp</ipProtocol><fromPort>${from}</fromPort><toPort>${to}</toPort><cidrIpv4>${cidr}</cidrIpv4><description>https</description><tagSet/></item>`,
  );
  return {
    body: `<DescribeSecurityGroupRulesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId><securityGroupRuleSet>${items.join('')}</securityGroupRuleSet>${token === undefined ? '' : `<nextToken>${token}</nextToken>`}</DescribeSecurityGroupRulesResponse>`,
  };
}

export function identityXml(arn = `arn:aws:sts::${account}:assumed-role/reader/session`): Answer {
  return {
    body: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>${arn}</Arn><UserId>AROAX:session</UserId><Account>${account}</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
  };
}

export function serviceArn(cluster: string, name: string): string {
  return `arn:aws:ecs:${region}:${account}:service/${cluster}/${name}`;
}

/** A service with what every answer of ECS has of one. */
export function ecsService(cluster: string, name: string, more: object = {}) {
  const taskDefinition = taskDefinitionArn('api', 7);
  return {
    serviceName: name,
    serviceArn: serviceArn(cluster, name),
    clusterArn: `arn:aws:ecs:${region}:${account}:cluster/${cluster}`,
    status: 'ACTIVE',
    desiredCount: 1,
    taskDefinition,
    deployments: [{ id: 'ecs-svc/1', status: 'PRIMARY', taskDefinition }],
    ...more,
  };
}

/** A revision with what every answer of ECS has of one. */
export function ecsTaskDefinition(family: string, revision = 7, more: object = {}) {
  return {
    taskDefinitionArn: taskDefinitionArn(family, revision),
    family,
    revision,
    status: 'ACTIVE',
    containerDefinitions: [{ name: 'api', image: 'example/api:1' }],
    ...more,
  };
}

export function taskDefinitionArn(family: string, revision: number): string {
  return `arn:aws:ecs:${region}:${account}:task-definition/${family}:${revision}`;
}

/** What Application Auto Scaling says of a service. */
export function scalableTarget(id: string) {
  return {
    ServiceNamespace: 'ecs',
    ResourceId: id,
    ScalableDimension: 'ecs:service:DesiredCount',
    MinCapacity: 2,
    MaxCapacity: 8,
    RoleARN: `arn:aws:iam::${account}:role/aws-service-role/AWSServiceRoleForApplicationAutoScaling_ECSService`,
    CreationTime: 1750000000,
  };
}

/** What SSM says of a parameter, without its value. */
export function ssmParameter(name: string) {
  return {
    Name: name,
    ARN: `arn:aws:ssm:${region}:${account}:parameter${name}`,
    Type: 'SecureString',
    Version: 3,
    LastModifiedDate: 1750000000,
  };
}
