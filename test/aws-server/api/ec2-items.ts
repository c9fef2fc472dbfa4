import type { Xml } from '../wire/xml.ts';
import type {
  AssociationState,
  GroupState,
  InterfaceState,
  PrefixListState,
  RuleState,
  SubnetState,
  VpcState,
} from '../world.ts';

/*
 * EC2's things as its XML has them: the names and the order of the elements are AWS's.
 */

/** A group: its rules merged by protocol and ports, each source with its own description; `-1` has no ports here. */
export function groupItem(group: GroupState, rules: readonly RuleState[]): Xml {
  return {
    ownerId: group.OwnerId,
    groupId: group.GroupId,
    securityGroupArn: group.SecurityGroupArn,
    groupName: group.GroupName,
    groupDescription: group.Description,
    vpcId: group.VpcId,
    ipPermissions: permissions(rules.filter((rule) => !rule.IsEgress)),
    ipPermissionsEgress: permissions(rules.filter((rule) => rule.IsEgress)),
    ...(group.Tags === undefined ? {} : { tagSet: tagItems(group.Tags) }),
  };
}

function permissions(rules: readonly RuleState[]): Xml {
  const merged = new Map<string, RuleState[]>();
  for (const rule of rules) {
    const key = `${rule.IpProtocol} ${rule.FromPort} ${rule.ToPort}`;
    const same = merged.get(key);
    if (same === undefined) merged.set(key, [rule]);
    else same.push(rule);
  }
  return [...merged.values()].map(permission);
}

function permission(rules: readonly RuleState[]): Xml {
  const [first] = rules;
  const sources = (pick: (rule: RuleState) => Xml): Xml =>
    rules.flatMap((rule) => {
      const source = pick(rule);
      return source === undefined ? [] : [source];
    });
  return {
    ipProtocol: first?.IpProtocol,
    ...(withoutPorts(first) ? {} : { fromPort: first?.FromPort, toPort: first?.ToPort }),
    groups: sources(({ ReferencedGroupInfo: other, Description }) =>
      other === undefined
        ? undefined
        : {
            userId: other.UserId,
            groupId: other.GroupId,
            vpcId: other.VpcId,
            vpcPeeringConnectionId: other.VpcPeeringConnectionId,
            peeringStatus: other.PeeringStatus,
            description: Description,
          },
    ),
    ipRanges: sources(({ CidrIpv4: cidrIp, Description: description }) => cidrIp && { cidrIp, description }),
    ipv6Ranges: sources(({ CidrIpv6: cidrIpv6, Description: description }) => cidrIpv6 && { cidrIpv6, description }),
    prefixListIds: sources(
      ({ PrefixListId: prefixListId, Description: description }) => prefixListId && { prefixListId, description },
    ),
  };
}

function withoutPorts(rule: RuleState | undefined): boolean {
  return rule === undefined || !['tcp', 'udp', 'icmp', 'icmpv6'].includes(rule.IpProtocol);
}

/** One row for each source; here `-1` has the ports -1. */
export function ruleItem(rule: RuleState): Xml {
  const other = rule.ReferencedGroupInfo;
  return {
    securityGroupRuleId: rule.SecurityGroupRuleId,
    securityGroupRuleArn: rule.SecurityGroupRuleArn,
    groupId: rule.GroupId,
    groupOwnerId: rule.GroupOwnerId,
    isEgress: rule.IsEgress,
    ipProtocol: rule.IpProtocol,
    fromPort: rule.FromPort,
    toPort: rule.ToPort,
    cidrIpv4: rule.CidrIpv4,
    cidrIpv6: rule.CidrIpv6,
    prefixListId: rule.PrefixListId,
    ...(other === undefined
      ? {}
      : {
          referencedGroupInfo: {
            groupId: other.GroupId,
            userId: other.UserId,
            vpcId: other.VpcId,
            vpcPeeringConnectionId: other.VpcPeeringConnectionId,
            peeringStatus: other.PeeringStatus,
          },
        }),
    description: rule.Description,
    tagSet: tagItems(rule.Tags ?? []),
  };
}

export function interfaceItem(one: InterfaceState): Xml {
  const { Association: association, Attachment: attachment } = one;
  return {
    networkInterfaceId: one.NetworkInterfaceId,
    subnetId: one.SubnetId,
    vpcId: one.VpcId,
    availabilityZone: one.AvailabilityZone,
    description: one.Description,
    ownerId: one.OwnerId,
    requesterId: one.RequesterId,
    requesterManaged: one.RequesterManaged,
    status: one.Status,
    macAddress: one.MacAddress,
    privateIpAddress: one.PrivateIpAddress,
    sourceDestCheck: one.SourceDestCheck,
    groupSet: one.Groups.map(({ GroupId, GroupName }) => ({ groupId: GroupId, groupName: GroupName })),
    ...(attachment === undefined
      ? {}
      : {
          attachment: {
            attachmentId: attachment.AttachmentId,
            instanceId: attachment.InstanceId,
            instanceOwnerId: attachment.InstanceOwnerId,
            deviceIndex: attachment.DeviceIndex,
            status: attachment.Status,
          },
        }),
    ...addressItem(association),
    tagSet: tagItems(one.TagSet ?? []),
    privateIpAddressesSet: (one.PrivateIpAddresses ?? []).map((address) => ({
      privateIpAddress: address.PrivateIpAddress,
      primary: address.Primary,
      ...addressItem(address.Association),
    })),
    ipv6AddressesSet: (one.Ipv6Addresses ?? []).map(({ Ipv6Address }) => ({ ipv6Address: Ipv6Address })),
    interfaceType: one.InterfaceType,
  };
}

function addressItem(association: InterfaceState['Association']): { readonly association?: Xml } {
  if (association === undefined) return {};
  const { PublicIp, IpOwnerId } = association;
  return { association: { publicIp: PublicIp, ipOwnerId: IpOwnerId } };
}

export function associationItem(one: AssociationState): Xml {
  return {
    groupId: one.GroupId,
    groupOwnerId: one.GroupOwnerId,
    vpcId: one.VpcId,
    vpcOwnerId: one.VpcOwnerId,
    state: one.State,
    stateReason: one.StateReason,
  };
}

export function prefixListItem(one: PrefixListState): Xml {
  return {
    prefixListId: one.PrefixListId,
    addressFamily: one.AddressFamily,
    state: one.State,
    prefixListArn: one.PrefixListArn,
    prefixListName: one.PrefixListName,
    maxEntries: one.MaxEntries,
    version: one.Version,
    ownerId: one.OwnerId,
    tagSet: tagItems(one.Tags ?? []),
  };
}

export function vpcItem(vpc: VpcState): Xml {
  return {
    vpcId: vpc.VpcId,
    ownerId: vpc.OwnerId,
    state: vpc.State,
    cidrBlock: vpc.CidrBlock,
    cidrBlockAssociationSet: (vpc.CidrBlockAssociationSet ?? []).map((one) => ({
      cidrBlock: one.CidrBlock,
      associationId: one.AssociationId,
      cidrBlockState: { state: one.CidrBlockState?.State },
    })),
    dhcpOptionsId: vpc.DhcpOptionsId,
    instanceTenancy: vpc.InstanceTenancy,
    isDefault: vpc.IsDefault,
    tagSet: tagItems(vpc.Tags ?? []),
  };
}

export function subnetItem(subnet: SubnetState): Xml {
  return {
    subnetId: subnet.SubnetId,
    subnetArn: subnet.SubnetArn,
    state: subnet.State,
    ownerId: subnet.OwnerId,
    vpcId: subnet.VpcId,
    cidrBlock: subnet.CidrBlock,
    availableIpAddressCount: subnet.AvailableIpAddressCount,
    availabilityZone: subnet.AvailabilityZone,
    availabilityZoneId: subnet.AvailabilityZoneId,
    defaultForAz: subnet.DefaultForAz,
    mapPublicIpOnLaunch: subnet.MapPublicIpOnLaunch,
    assignIpv6AddressOnCreation: subnet.AssignIpv6AddressOnCreation,
    tagSet: tagItems(subnet.Tags ?? []),
  };
}

function tagItems(tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[]): Xml {
  return tags.map(({ Key, Value }) => ({ key: Key, value: Value }));
}
