import { arn, happen, type RuleState, type TrailEventState, uuid, type World } from './world.ts';

/*
 * What CloudTrail keeps of calls, in the forms in which it writes them: those of classic EC2 actions, with small letters and
 * `{ "items": […] }`, and of newer ones, as the API spells them.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */

/** Who calls, and with what. */
export interface Actor {
  /** `userIdentity`, or the ARN of an assumed role in its place. */
  readonly identity: string | object;
  readonly userAgent?: string;
  readonly fromConsole?: true;
}

/** Somebody in the console. */
export const alice: Actor = {
  identity: 'arn:aws:sts::123456789012:assumed-role/Admin/alice',
  userAgent: 'Mozilla/5.0',
  fromConsole: true,
};

/** Terraform in a job. */
export const deployer: Actor = {
  identity: 'arn:aws:sts::123456789012:assumed-role/deploy/terraform',
  userAgent:
    'APN/1.0 HashiCorp/1.0 Terraform/1.13.0 (+https://www.terraform.io) terraform-provider-aws/6.20.0 aws-sdk-go-v2/1.39.0',
};

interface TrailCall {
  readonly source: 'ec2' | 'ecs';
  readonly name: string;
  readonly request: object | null;
  readonly response?: object | null;
  /** By which resources it is listed. */
  readonly resources?: readonly { readonly type: string; readonly name: string }[];
  /** AWS refused it. */
  readonly errorCode?: string;
  /** ISO 8601; default: the time of the world. */
  readonly at?: string;
}

/** Adds an event of a call. */
export function recordCall(before: World, call: TrailCall, by: Actor = alice): World {
  const world = happen(before);
  const { source, name, request, response = null, resources = [], errorCode, at } = call;
  const time = at === undefined ? world.now : Date.parse(at) / 1000;
  const EventId = uuid(world, 'event');
  const { identity, userAgent = 'aws-sdk-js/3.0.0', fromConsole } = by;
  const event: TrailEventState = {
    EventId,
    EventName: name,
    ReadOnly: 'false',
    EventTime: time,
    EventSource: `${source}.amazonaws.com`,
    Username: typeof identity === 'string' ? (identity.split('/').at(-1) ?? identity) : 'somebody',
    Resources: resources.map(({ type, name: ResourceName }) => ({ ResourceType: type, ResourceName })),
    CloudTrailEvent: JSON.stringify({
      eventVersion: '1.11',
      userIdentity:
        typeof identity === 'string'
          ? { type: 'AssumedRole', principalId: 'AROAINVENTED:session', arn: identity, accountId: world.account }
          : identity,
      eventTime: new Date(time * 1000).toISOString().replace('.000Z', 'Z'),
      eventSource: `${source}.amazonaws.com`,
      eventName: name,
      awsRegion: world.region,
      sourceIPAddress: '198.51.100.7',
      userAgent,
      ...(errorCode === undefined ? {} : { errorCode, errorMessage: 'You may not.' }),
      requestParameters: request,
      responseElements: errorCode === undefined ? response : null,
      requestID: uuid(world, 'request'),
      eventID: EventId,
      readOnly: false,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: world.account,
      eventCategory: 'Management',
      ...(fromConsole === true ? { sessionCredentialFromConsole: 'true' } : {}),
    }),
  };
  return { ...world, trail: [...world.trail, event] };
}

const group = (name: string) => ({ type: 'AWS::EC2::SecurityGroup', name });

/** What is told of a rule: `answered` without the ids of rules is what CloudTrail has of older calls. */
interface RuleCall extends Pick<TrailCall, 'at' | 'errorCode'> {
  readonly answered?: 'rules' | 'nothing';
}

/** That a rule was authorised. */
export function recordAuthorize(world: World, rule: RuleState, by?: Actor, call: RuleCall = {}): World {
  const { answered = 'rules', ...rest } = call;
  const response = answered === 'rules' ? { securityGroupRuleSet: { items: [answeredRule(rule)] } } : {};
  return recordCall(
    world,
    {
      source: 'ec2',
      name: rule.IsEgress ? 'AuthorizeSecurityGroupEgress' : 'AuthorizeSecurityGroupIngress',
      request: { groupId: rule.GroupId, ipPermissions: { items: [permission(rule)] } },
      response: { requestId: 'invented', _return: true, ...response },
      resources: listedBy(rule),
      ...rest,
    },
    by,
  );
}

/** That a rule was revoked: by what it allows, or by its id. */
export function recordRevoke(
  world: World,
  rule: RuleState,
  by?: Actor,
  call: RuleCall & { readonly named?: 'by-id' | 'by-permission' } = {},
): World {
  const { answered = 'nothing', named = 'by-permission', ...rest } = call;
  return recordCall(
    world,
    {
      source: 'ec2',
      name: rule.IsEgress ? 'RevokeSecurityGroupEgress' : 'RevokeSecurityGroupIngress',
      request: {
        groupId: rule.GroupId,
        ...(named === 'by-id'
          ? { securityGroupRuleIds: { items: [{ securityGroupRuleId: rule.SecurityGroupRuleId }] } }
          : { ipPermissions: { items: [permission(rule)] } }),
      },
      response: {
        requestId: 'invented',
        _return: true,
        unknownIpPermissionSet: {},
        ...(answered === 'rules' ? { revokedSecurityGroupRuleSet: { items: [answeredRule(rule)] } } : {}),
      },
      resources: listedBy(rule),
      ...rest,
    },
    by,
  );
}

/** That a rule was changed into what it is now. `asList`: as CloudTrail writes several. */
export function recordModify(
  world: World,
  rule: RuleState,
  by?: Actor,
  call: { asList?: true; at?: string } = {},
): World {
  const { asList, ...rest } = call;
  const { SecurityGroupRuleId, IpProtocol, FromPort, ToPort, CidrIpv4, CidrIpv6, PrefixListId, Description } = rule;
  const changed = {
    SecurityGroupRuleId,
    tag: 1,
    SecurityGroupRule: {
      IpProtocol,
      FromPort,
      ToPort,
      ...(CidrIpv4 === undefined ? {} : { CidrIpv4 }),
      ...(CidrIpv6 === undefined ? {} : { CidrIpv6 }),
      ...(PrefixListId === undefined ? {} : { PrefixListId }),
      ...(rule.ReferencedGroupInfo === undefined ? {} : { ReferencedGroupId: rule.ReferencedGroupInfo.GroupId }),
      ...(Description === undefined ? {} : { Description }),
    },
  };
  return recordCall(
    world,
    {
      source: 'ec2',
      name: 'ModifySecurityGroupRules',
      request: {
        ModifySecurityGroupRulesRequest: { GroupId: rule.GroupId, SecurityGroupRule: asList ? [changed] : changed },
      },
      response: { ModifySecurityGroupRulesResponse: { requestId: 'invented', return: true } },
      resources: [group(rule.GroupId)],
      ...rest,
    },
    by,
  );
}

/** That the description of a rule was changed. */
export function recordDescribe(world: World, rule: RuleState, by?: Actor): World {
  const name = `UpdateSecurityGroupRuleDescriptions${rule.IsEgress ? 'Egress' : 'Ingress'}`;
  return recordCall(
    world,
    {
      source: 'ec2',
      name,
      request: {
        [`${name}Request`]: {
          GroupId: rule.GroupId,
          SecurityGroupRuleDescription: {
            SecurityGroupRuleId: rule.SecurityGroupRuleId,
            Description: rule.Description ?? '',
            tag: 1,
          },
        },
      },
      response: { [`${name}Response`]: { return: true } },
      resources: [group(rule.GroupId)],
    },
    by,
  );
}

/** That a group was created, or deleted. */
export function recordGroup(
  world: World,
  groupId: string,
  name: 'CreateSecurityGroup' | 'DeleteSecurityGroup',
  by?: Actor,
  at?: string,
): World {
  const isCreated = name === 'CreateSecurityGroup';
  return recordCall(
    world,
    {
      source: 'ec2',
      name,
      request: isCreated ? { groupName: 'invented', groupDescription: 'invented', vpcId: 'vpc-1' } : { groupId },
      response: { _return: true, ...(isCreated ? { groupId } : {}) },
      resources: [group(groupId)],
      ...(at === undefined ? {} : { at }),
    },
    by,
  );
}

/** That a service was updated, created or deleted. */
export function recordService(
  world: World,
  service: { readonly cluster: string; readonly service: string },
  request: object,
  { name = 'UpdateService', by, at }: { name?: string; by?: Actor; at?: string } = {},
): World {
  const serviceArn = arn(world, 'ecs', `service/${service.cluster}/${service.service}`);
  return recordCall(
    world,
    {
      source: 'ecs',
      name,
      request: { ...service, ...request },
      response: { service: { serviceArn, serviceName: service.service, status: 'ACTIVE' } },
      ...(at === undefined ? {} : { at }),
    },
    by,
  );
}

/** That a revision was registered, with all of the request in the event. */
export function recordRegister(
  world: World,
  revision: { readonly family: string; readonly revision: number },
  request: object,
  { name = 'RegisterTaskDefinition', by, at }: { name?: string; by?: Actor; at?: string } = {},
): World {
  const taskDefinitionArn = arn(world, 'ecs', `task-definition/${revision.family}:${revision.revision}`);
  return recordCall(
    world,
    {
      source: 'ecs',
      name,
      request: { family: revision.family, ...request },
      response: { taskDefinition: { ...request, ...revision, taskDefinitionArn } },
      ...(at === undefined ? {} : { at }),
    },
    by,
  );
}

function listedBy(rule: RuleState) {
  const peer = rule.ReferencedGroupInfo?.GroupId;
  return [group(rule.GroupId), ...(peer === undefined ? [] : [group(peer)])];
}

function permission(rule: RuleState): object {
  const { IpProtocol, FromPort, ToPort, CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupInfo, Description } = rule;
  const described = Description === undefined ? {} : { description: Description };
  const items = (item: object | undefined) => (item === undefined ? {} : { items: [{ ...item, ...described }] });
  return {
    ipProtocol: IpProtocol,
    ...(IpProtocol === '-1' ? {} : { fromPort: FromPort, toPort: ToPort }),
    groups: items(ReferencedGroupInfo && { groupId: ReferencedGroupInfo.GroupId, userId: ReferencedGroupInfo.UserId }),
    ipRanges: items(CidrIpv4 === undefined ? undefined : { cidrIp: CidrIpv4 }),
    ipv6Ranges: items(CidrIpv6 === undefined ? undefined : { cidrIpv6: CidrIpv6 }),
    prefixListIds: items(PrefixListId === undefined ? undefined : { prefixListId: PrefixListId }),
  };
}

function answeredRule(rule: RuleState): object {
  const { CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupInfo } = rule;
  return {
    groupOwnerId: rule.GroupOwnerId,
    groupId: rule.GroupId,
    securityGroupRuleId: rule.SecurityGroupRuleId,
    isEgress: rule.IsEgress,
    ipProtocol: rule.IpProtocol,
    fromPort: rule.FromPort,
    toPort: rule.ToPort,
    ...(CidrIpv4 === undefined ? {} : { cidrIpv4: CidrIpv4 }),
    ...(CidrIpv6 === undefined ? {} : { cidrIpv6: CidrIpv6 }),
    ...(PrefixListId === undefined ? {} : { prefixListId: PrefixListId }),
    ...(ReferencedGroupInfo === undefined
      ? {}
      : { referencedGroupInfo: { groupId: ReferencedGroupInfo.GroupId, userId: ReferencedGroupInfo.UserId } }),
  };
}
