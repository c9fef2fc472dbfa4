import type { SecurityGroupRule } from '@aws-sdk/client-ec2';

/*
 * What is kept of an event of CloudTrail. The event itself holds whole requests, with task definitions and what is
 * secret in them: it is taken apart here, and goes no further.
 */

/** A rule as EC2 describes one, as far as an event tells it. */
export type TrailRule = Pick<
  SecurityGroupRule,
  | 'SecurityGroupRuleId'
  | 'IsEgress'
  | 'IpProtocol'
  | 'FromPort'
  | 'ToPort'
  | 'CidrIpv4'
  | 'CidrIpv6'
  | 'PrefixListId'
  | 'ReferencedGroupInfo'
>;

/** With what a request was made, where the event tells it. */
export type TrailClient = 'console' | 'terraform' | 'cloudformation' | 'aws-cli';

/** An event that changed something, as far as it tells who did it, when, and to what. */
export interface TrailEvent {
  readonly eventId: string;
  readonly eventName: string;
  readonly happenedAt: Date;
  /** AWS refused it: nothing was changed. */
  readonly failed?: true;
  /** The ARN of who asked for it, or what else names them. */
  readonly principal?: string;
  /** The service of AWS that asked for it by itself, or for the principal: `autoscaling.amazonaws.com`. */
  readonly invokedBy?: string;
  readonly client?: TrailClient;
  /** Of a security group: its id. */
  readonly GroupId?: string;
  /** Of rules: those that it is about. Absent where the event does not tell them. */
  readonly rules?: readonly TrailRule[];
  /** Of tags: their keys. */
  readonly tagKeys?: readonly string[];
  /** The ids of what was tagged. */
  readonly tagged?: readonly { readonly ResourceId: string }[];
  /** Of a service. */
  readonly serviceArn?: string;
  readonly serviceName?: string;
  /** The name or the ARN. */
  readonly clusterArn?: string;
  /** Of a revision: its ARN, or `family:revision`. Of a service: what it shall run. */
  readonly taskDefinitionArn?: string;
  /** The parameters that the request had, by their names. */
  readonly parameters?: readonly string[];
}

/** What CloudTrail tells of an event beside the event itself. */
interface ToldEvent {
  readonly EventId: string;
  readonly EventName: string;
  readonly EventTime: Date;
  readonly CloudTrailEvent: string;
  readonly Username?: string | undefined;
}

/**
 * What is kept of an event, of whatever form it is: what is not where AWS has it is not there.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 *
 * @returns undefined when the event is no JSON
 */
export function trailEvent({
  EventId,
  EventName,
  EventTime,
  CloudTrailEvent,
  Username,
}: ToldEvent): TrailEvent | undefined {
  const event = parse(CloudTrailEvent);
  if (event === undefined) return undefined;
  const identity = objectIn(event, 'userIdentity');
  const principal = principalOf(identity) ?? Username;
  const invokedBy = textIn(identity, 'invokedBy');
  const client = clientOf(event);
  const request = requestOf(event, EventName);
  return {
    eventId: EventId,
    eventName: EventName,
    happenedAt: EventTime,
    ...(textIn(event, 'errorCode') === undefined ? {} : { failed: true }),
    ...(principal === undefined ? {} : { principal }),
    ...(invokedBy === undefined ? {} : { invokedBy }),
    ...(client === undefined ? {} : { client }),
    ...subjectOf(EventName, request, objectIn(event, 'responseElements')),
  };
}

type TrailMembers = Readonly<Record<string, unknown>>;

function parse(json: string): TrailMembers | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) ? value : undefined;
  } catch (error) {
    // A JSON text that is cut off is none: what was in it is not known.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * Newer actions of EC2 have the request in a member of its name, with the parameters as the API spells them.
 */
function requestOf(event: TrailMembers, name: string): TrailMembers {
  const parameters = objectIn(event, 'requestParameters');
  const wrapped = parameters[`${name}Request`];
  return isObject(wrapped) ? wrapped : parameters;
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html */
function principalOf(identity: TrailMembers): string | undefined {
  return (
    textIn(identity, 'arn') ??
    textIn(objectIn(identity, 'onBehalfOf'), 'userId') ??
    textIn(identity, 'userName') ??
    textIn(identity, 'principalId') ??
    textIn(identity, 'accountId')
  );
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html */
function clientOf(event: TrailMembers): TrailClient | undefined {
  const agent = textIn(event, 'userAgent') ?? '';
  if (event['sessionCredentialFromConsole'] === 'true' || event['sessionCredentialFromConsole'] === true) {
    return 'console';
  }
  if (/^(?:console|signin)\.amazonaws\.com$/.test(agent)) return 'console';
  if (/\bTerraform\/|\bterraform-provider-aws\b/.test(agent)) return 'terraform';
  if (agent === 'cloudformation.amazonaws.com') return 'cloudformation';
  return agent.startsWith('aws-cli/') ? 'aws-cli' : undefined;
}

type TrailSubject = Omit<
  TrailEvent,
  'eventId' | 'eventName' | 'happenedAt' | 'failed' | 'principal' | 'invokedBy' | 'client'
>;

/** What an event is about. */
function subjectOf(name: string, request: TrailMembers, response: TrailMembers): TrailSubject {
  switch (name) {
    case 'AuthorizeSecurityGroupIngress':
    case 'AuthorizeSecurityGroupEgress':
    case 'RevokeSecurityGroupIngress':
    case 'RevokeSecurityGroupEgress':
    case 'UpdateSecurityGroupRuleDescriptionsIngress':
    case 'UpdateSecurityGroupRuleDescriptionsEgress':
      return groupSubject(request, rulesOf(request, response, name.endsWith('Egress')));
    case 'ModifySecurityGroupRules':
      return groupSubject(request, itemsIn(request, 'securityGroupRule').map(modifiedRule));
    case 'CreateSecurityGroup':
      return groupSubject(response, undefined);
    case 'DeleteSecurityGroup':
      return groupSubject(request, undefined);
    case 'CreateTags':
    case 'DeleteTags':
      return {
        tagged: itemsIn(request, 'resourcesSet').flatMap((item) => {
          const ResourceId = textIn(item, 'resourceId');
          return ResourceId === undefined ? [] : [{ ResourceId }];
        }),
        tagKeys: itemsIn(request, 'tagSet').flatMap((item) => textIn(item, 'key') ?? []),
      };
    case 'CreateService':
    case 'UpdateService':
    case 'DeleteService':
      return serviceSubject(request, objectIn(response, 'service'));
    case 'RegisterTaskDefinition':
    case 'DeregisterTaskDefinition':
      return revisionSubject(request, objectIn(response, 'taskDefinition'));
    default:
      return {};
  }
}

function groupSubject(holder: TrailMembers, rules: readonly TrailRule[] | undefined): TrailSubject {
  const GroupId = textIn(holder, 'groupId');
  return {
    ...(GroupId === undefined ? {} : { GroupId }),
    ...(rules === undefined || rules.length === 0 ? {} : { rules }),
  };
}

/** EC2 answers with the rules as it has them, with their ids; a request has permissions, or ids. */
function rulesOf(request: TrailMembers, response: TrailMembers, IsEgress: boolean): readonly TrailRule[] {
  const answered = ['securityGroupRuleSet', 'revokedSecurityGroupRuleSet'].flatMap((set) => itemsIn(response, set));
  if (answered.length > 0) return answered.map((item) => ({ ...describedRule(item), IsEgress }));
  const byId = [
    ...itemsIn(request, 'securityGroupRuleIds'),
    ...itemsIn(request, 'securityGroupRuleId'),
    ...itemsIn(request, 'securityGroupRuleDescription'),
  ].flatMap((item) => textIn(item, 'securityGroupRuleId') ?? []);
  const ids = [...byId, ...textsIn(request, 'securityGroupRuleIds'), ...textsIn(request, 'securityGroupRuleId')];
  const permissions = [request, ...itemsIn(request, 'ipPermissions')];
  return [
    ...ids.map((SecurityGroupRuleId) => ({ SecurityGroupRuleId, IsEgress })),
    ...permissions.flatMap((permission) => permissionRules(permission, IsEgress)),
  ];
}

/** The rules of one permission, each with its peer. */
function permissionRules(permission: TrailMembers, IsEgress: boolean): readonly TrailRule[] {
  const common = { ...numbersOf(permission), IsEgress };
  const peers: readonly TrailPeer[] = [
    peerOf(permission),
    ...['ipRanges', 'ipv6Ranges', 'prefixListIds'].flatMap((list) => itemsIn(permission, list).map(peerOf)),
    ...['groups', 'userIdGroupPairs'].flatMap((list) =>
      itemsIn(permission, list).map((pair) => groupPeer(textIn(pair, 'groupId'), textIn(pair, 'userId'))),
    ),
  ].filter((peer) => peer !== undefined);
  return peers.map((peer) => ({ ...common, ...peer }));
}

/** A rule that is changed, by its id, with what it is made. Of which direction it is the event does not tell. */
function modifiedRule(item: TrailMembers): TrailRule {
  const id = textIn(item, 'securityGroupRuleId');
  const { SecurityGroupRuleId: _, ...changed } = describedRule(objectIn(item, 'securityGroupRule'));
  return { ...(id === undefined ? {} : { SecurityGroupRuleId: id }), ...changed };
}

function describedRule(item: TrailMembers): TrailRule {
  const id = textIn(item, 'securityGroupRuleId');
  return { ...(id === undefined ? {} : { SecurityGroupRuleId: id }), ...numbersOf(item), ...peerOf(item) };
}

function numbersOf(holder: TrailMembers): Pick<TrailRule, 'IpProtocol' | 'FromPort' | 'ToPort'> {
  const IpProtocol = textIn(holder, 'ipProtocol');
  const [FromPort, ToPort] = [numberIn(holder, 'fromPort'), numberIn(holder, 'toPort')];
  return {
    ...(IpProtocol === undefined ? {} : { IpProtocol }),
    ...(FromPort === undefined ? {} : { FromPort }),
    ...(ToPort === undefined ? {} : { ToPort }),
  };
}

type TrailPeer = Pick<TrailRule, 'CidrIpv4' | 'CidrIpv6' | 'PrefixListId' | 'ReferencedGroupInfo'>;

function peerOf(holder: TrailMembers): TrailPeer | undefined {
  const CidrIpv4 = textIn(holder, 'cidrIpv4') ?? textIn(holder, 'cidrIp');
  if (CidrIpv4 !== undefined) return { CidrIpv4 };
  const CidrIpv6 = textIn(holder, 'cidrIpv6');
  if (CidrIpv6 !== undefined) return { CidrIpv6 };
  const PrefixListId = textIn(holder, 'prefixListId');
  if (PrefixListId !== undefined) return { PrefixListId };
  const described = objectIn(holder, 'referencedGroupInfo');
  return groupPeer(textIn(holder, 'referencedGroupId') ?? textIn(described, 'groupId'), textIn(described, 'userId'));
}

function groupPeer(GroupId: string | undefined, UserId: string | undefined): TrailPeer | undefined {
  if (GroupId === undefined) return undefined;
  return { ReferencedGroupInfo: { GroupId, ...(UserId === undefined ? {} : { UserId }) } };
}

function serviceSubject(request: TrailMembers, answered: TrailMembers): TrailSubject {
  const serviceArn = textIn(answered, 'serviceArn');
  const serviceName = textIn(request, 'service') ?? textIn(request, 'serviceName') ?? textIn(answered, 'serviceName');
  const clusterArn = textIn(request, 'cluster') ?? textIn(answered, 'clusterArn') ?? 'default';
  const taskDefinitionArn = textIn(request, 'taskDefinition');
  return {
    ...(serviceArn === undefined ? {} : { serviceArn }),
    ...(serviceName === undefined ? {} : { serviceName }),
    clusterArn,
    ...(taskDefinitionArn === undefined ? {} : { taskDefinitionArn }),
    parameters: Object.keys(request).toSorted(),
  };
}

function revisionSubject(request: TrailMembers, answered: TrailMembers): TrailSubject {
  const arn = textIn(answered, 'taskDefinitionArn') ?? textIn(request, 'taskDefinition');
  return arn === undefined ? {} : { taskDefinitionArn: arn };
}

/*
 * TrailMembers as events have them: names begin with a small letter, in newer actions with a capital one; a list is
 * `{ "items": […] }`, in newer actions a list, or the element itself where there is but one.
 */

function memberIn(holder: TrailMembers, name: string): unknown {
  const capital = name.slice(0, 1).toUpperCase() + name.slice(1);
  return Object.hasOwn(holder, name) ? holder[name] : Object.hasOwn(holder, capital) ? holder[capital] : undefined;
}

function textIn(holder: TrailMembers, name: string): string | undefined {
  const value = memberIn(holder, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function numberIn(holder: TrailMembers, name: string): number | undefined {
  const value = memberIn(holder, name);
  if (typeof value === 'string' && /^-?\d{1,6}$/.test(value)) return Number(value);
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
}

function objectIn(holder: TrailMembers, name: string): TrailMembers {
  const value = memberIn(holder, name);
  return isObject(value) ? value : {};
}

function listIn(holder: TrailMembers, name: string): readonly unknown[] {
  const value = memberIn(holder, name);
  const list = isObject(value) ? (memberIn(value, 'items') ?? value) : value;
  if (list === undefined || list === null || (isObject(list) && Object.keys(list).length === 0)) return [];
  return Array.isArray(list) ? list : [list];
}

const itemsIn = (holder: TrailMembers, name: string): readonly TrailMembers[] => listIn(holder, name).filter(isObject);

const textsIn = (holder: TrailMembers, name: string): readonly string[] =>
  listIn(holder, name).filter((one) => typeof one === 'string');

function isObject(value: unknown): value is TrailMembers {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
