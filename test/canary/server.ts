import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fixture } from './fixture.ts';

/** An AWS API on this machine that answers what the reads of a fixture hold. */
export interface Server {
  readonly environment: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

type Answer = { readonly body: string; readonly type: string; readonly status?: number };

const json = (value: unknown): Answer => ({ type: 'application/x-amz-json-1.1', body: JSON.stringify(value, dates) });

/** Dates are seconds in these services' JSON. */
function dates(name: string, value: unknown): unknown {
  return /(?:At|Date)$/.test(name) && typeof value === 'string' ? Date.parse(value) / 1000 : value;
}

/** XML as the query services write it: lists as `item`, names with a small letter. */
function xml(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => `<item>${xml(item)}</item>`).join('');
  if (typeof value !== 'object' || value === null) {
    return String(value).replace(/[<>&]/g, (character) => `&#${character.charCodeAt(0)};`);
  }
  return Object.entries(value)
    .map(([name, member]) => {
      const tag = listNames[name] ?? `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
      return `<${tag}>${xml(member)}</${tag}>`;
    })
    .join('');
}

const listNames: Readonly<Record<string, string>> = { Tags: 'tagSet', Description: 'groupDescription' };

/** An event of which some is kept, as CloudTrail has it: with all of the request. */
function rawEvent({
  eventId,
  eventName,
  happenedAt,
  principal,
  GroupId,
  rules,
  tagKeys,
  request,
}: Readonly<Record<string, unknown>>): object {
  return {
    EventId: eventId,
    EventName: eventName,
    EventTime: Date.parse(String(happenedAt)) / 1000,
    Username: principal,
    CloudTrailEvent: JSON.stringify({
      userIdentity: { type: 'AssumedRole', arn: principal },
      userAgent: JSON.stringify(request),
      errorMessage: JSON.stringify(request),
      requestParameters: {
        [`${eventName}Request`]: {
          GroupId,
          SecurityGroupRuleDescription: rules,
          tagSet: { items: Array.isArray(tagKeys) ? tagKeys.map((key) => ({ key, value: key })) : [] },
          containerDefinitions: [request],
        },
      },
      responseElements: { request },
    }),
  };
}

/** Starts the server. */
export async function serve({ reads }: Fixture): Promise<Server> {
  const results = (action: string) => reads.filter((read) => read.action === action && read.result !== undefined);
  const find = (action: string, key: Readonly<Record<string, unknown>>): unknown =>
    results(action).find((read) => Object.entries(key).every(([name, value]) => Reflect.get(read.key, name) === value))
      ?.result;
  const found = (...all: unknown[]): unknown[] => all.flat().filter((one) => one !== undefined);
  const names = (input: Record<string, unknown>, member: string): string[] => {
    const list: unknown = input[member];
    return Array.isArray(list) ? list.map(String) : [];
  };
  const ecs = (action: string, input: Record<string, unknown>): unknown => {
    const all = (name: string) => results(`ecs:${name}`).map((read) => read.result);
    switch (action) {
      case 'DescribeServices':
        return { services: all(action), failures: [] };
      case 'DescribeTaskDefinition': {
        const definition = find('ecs:DescribeTaskDefinition', { taskDefinition: input['taskDefinition'] });
        return { taskDefinition: definition, tags: definition && Reflect.get(Object(definition), 'tags') };
      }
      case 'ListTaskDefinitions':
        return {
          taskDefinitionArns: Reflect.get(Object(find('ecs:ListTaskDefinitions', { status: input['status'] })), 'arns'),
        };
      case 'ListTaskDefinitionFamilies':
        return { families: found(...all(action)) };
      case 'ListServices':
        return { serviceArns: found(...all(action)) };
      case 'ListTasks':
        return { taskArns: found(find('ecs:ListTasks', { 'desired-status': input['desiredStatus'] })) };
      case 'DescribeTasks':
        return {
          tasks: found(...names(input, 'tasks').map((task) => find('ecs:DescribeTasks', { task }))),
          failures: [],
        };
      case 'ListServiceDeployments':
        return {
          serviceDeployments: found(...all(action)).map((one) => ({
            ...Object(one),
            targetServiceRevisionArn: Reflect.get(Object(Reflect.get(Object(one), 'targetServiceRevision')), 'arn'),
          })),
        };
      case 'DescribeServiceDeployments':
        return { serviceDeployments: all(action), failures: [] };
      default:
        return undefined;
    }
  };
  const cloudTrail = (input: Record<string, unknown>): unknown => {
    const [attribute] = Array.isArray(input['LookupAttributes']) ? input['LookupAttributes'] : [];
    const kept = Object(find('cloudtrail:LookupEvents', { value: Reflect.get(Object(attribute), 'AttributeValue') }));
    return { Events: (kept.events ?? []).map(rawEvent) };
  };
  const query = (form: URLSearchParams): Answer | undefined => {
    const action = form.get('Action') ?? '';
    const body = (members: object): Answer => ({
      type: 'text/xml',
      body: `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">${xml(members)}</${action}Response>`,
    });
    switch (action) {
      case 'GetCallerIdentity':
        return {
          type: 'text/xml',
          body: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Account>123456789012</Account><Arn>arn:aws:iam::123456789012:user/ci</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`,
        };
      case 'DescribeSecurityGroups': {
        const refused = [...form.values()].includes('each')
          ? reads.find((read) => read.problem !== undefined)
          : undefined;
        if (refused !== undefined)
          return {
            type: 'text/xml',
            status: 403,
            body: `<Response><Errors><Error><Code>${text(refused.problem, 'code')}</Code><Message>${xml(text(refused.problem, 'message'))}</Message></Error></Errors><RequestID>1</RequestID></Response>`,
          };
        return body({ SecurityGroupInfo: results(`ec2:${action}`)[0]?.result });
      }
      case 'DescribeSecurityGroupRules': {
        const rules = results('ec2:DescribeSecurityGroupRules').flatMap((read) =>
          Array.isArray(read.result) ? read.result : [],
        );
        return body({ SecurityGroupRuleSet: rules }).body === ''
          ? undefined
          : {
              ...body({}),
              body: body({ SecurityGroupRuleSet: rules }).body.replaceAll('groupDescription', 'description'),
            };
      }
      default:
        return undefined;
    }
  };
  const text = (of: unknown, member: string): string => String(Reflect.get(Object(of), member));
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const sent = Buffer.concat(chunks).toString();
      const target = String(request.headers['x-amz-target'] ?? '');
      const [action, input] = [target.slice(target.indexOf('.') + 1), JSON.parse(target === '' ? '{}' : sent || '{}')];
      const members = target === '' ? undefined : action === 'LookupEvents' ? cloudTrail(input) : ecs(action, input);
      const answer =
        target === '' ? query(new URLSearchParams(sent)) : members === undefined ? undefined : json(members);
      const {
        status = 200,
        type,
        body,
      } = answer ?? { ...json({ __type: 'AccessDeniedException', message: 'not here' }), status: 400 };
      response.writeHead(status, { 'content-type': type });
      response.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    environment: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'invented-id',
      AWS_SECRET_ACCESS_KEY: 'invented-key',
      AWS_MAX_ATTEMPTS: '1',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/nonexistent/config',
      AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
