import * as z from 'zod';

/*
 * The part of the AWS CLI that commands of remedies use: what it makes of their arguments, and what EC2 then does.
 */

/** A call of EC2's, as the command line says it. */
export interface CliCall {
  /** `RevokeSecurityGroupIngress` */
  readonly operation: string;
  readonly region: string;
  readonly input: Readonly<Record<string, unknown>>;
}

const pascal = (words: string): string => words.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Options that take one text, and those that take several. All others take JSON. */
const texts = new Set(['group-id']);
const lists = new Set(['security-group-rule-ids', 'resources']);
const json = new Set(['ip-permissions', 'security-group-rules', 'tag-specifications', 'tags']);

/** What the AWS CLI asks EC2 for. @throws on anything that is no such command */
export function callOf(argv: readonly string[]): CliCall {
  const [program, service, operation = '', ...words] = argv;
  if (program !== 'aws' || service !== 'ec2') throw new Error(`no command of EC2's: ${argv.join(' ')}`);
  const input: Record<string, unknown> = {};
  let region = '';
  for (let at = 0; at < words.length; at += 2) {
    const [option = '', value = ''] = words.slice(at, at + 2);
    const name = option.replace(/^--/, '');
    if (name === 'region') region = value;
    else if (texts.has(name)) input[pascal(name)] = value;
    else if (lists.has(name)) input[pascal(name)] = [value];
    else if (json.has(name)) input[pascal(name)] = JSON.parse(value);
    else throw new Error(`unknown option ${option}`);
  }
  return { operation: pascal(operation), region, input };
}

const peer = z.strictObject({
  CidrIp: z.string().optional(),
  CidrIpv6: z.string().optional(),
  PrefixListId: z.string().optional(),
  GroupId: z.string().optional(),
  UserId: z.string().optional(),
  Description: z.string().optional(),
});
const permission = z.strictObject({
  IpProtocol: z.string(),
  FromPort: z.int().optional(),
  ToPort: z.int().optional(),
  IpRanges: z.array(peer).optional(),
  Ipv6Ranges: z.array(peer).optional(),
  PrefixListIds: z.array(peer).optional(),
  UserIdGroupPairs: z.array(peer).optional(),
});
const tags = z.array(z.strictObject({ Key: z.string(), Value: z.string().optional() }));
const ruleRequest = z.strictObject({
  IpProtocol: z.string(),
  FromPort: z.int().optional(),
  ToPort: z.int().optional(),
  CidrIpv4: z.string().optional(),
  CidrIpv6: z.string().optional(),
  PrefixListId: z.string().optional(),
  ReferencedGroupId: z.string().optional(),
  Description: z.string().optional(),
});
const inputs = z.object({
  GroupId: z.string().optional(),
  IpPermissions: z.array(permission).optional(),
  SecurityGroupRuleIds: z.array(z.string()).optional(),
  SecurityGroupRules: z
    .array(z.strictObject({ SecurityGroupRuleId: z.string(), SecurityGroupRule: ruleRequest }))
    .optional(),
  TagSpecifications: z.array(z.strictObject({ ResourceType: z.literal('security-group-rule'), Tags: tags })).optional(),
  Resources: z.array(z.string()).optional(),
  Tags: tags.optional(),
});

/** A rule as `DescribeSecurityGroupRules` has it. */
export type RuleRow = Readonly<Record<string, unknown>>;

/** The rules that a group has after a call, as AWS would have it. Rules that are made have ids of their own. */
export function rulesAfter(rows: readonly RuleRow[], { operation, input }: CliCall): readonly RuleRow[] {
  const given = inputs.parse(input);
  const IsEgress = operation.endsWith('Egress');
  const groupId = given.GroupId;
  const wanted = (given.IpPermissions ?? []).flatMap((one) => rowsOf(one, { GroupId: groupId, IsEgress }));
  const isOne = (a: RuleRow, b: RuleRow): boolean => keyOf(a) === keyOf(b);
  switch (operation) {
    case 'RevokeSecurityGroupIngress':
    case 'RevokeSecurityGroupEgress': {
      const ids = given.SecurityGroupRuleIds ?? [];
      const isMeant = (row: RuleRow): boolean =>
        row['IsEgress'] === IsEgress &&
        row['GroupId'] === groupId &&
        (ids.includes(String(row['SecurityGroupRuleId'])) || wanted.some((one) => isOne(one, row)));
      if (!rows.some(isMeant)) throw new Error('InvalidPermission.NotFound');
      return rows.filter((row) => !isMeant(row));
    }
    case 'AuthorizeSecurityGroupIngress':
    case 'AuthorizeSecurityGroupEgress': {
      if (wanted.some((one) => rows.some((row) => isOne(one, row)))) throw new Error('InvalidPermission.Duplicate');
      const made = wanted.map((row, index) => ({
        ...row,
        SecurityGroupRuleId: `sgr-made${rows.length}${index}`,
        Tags: given.TagSpecifications?.[0]?.Tags ?? [],
      }));
      return [...rows, ...made];
    }
    case 'ModifySecurityGroupRules':
      return rows.map((row) => {
        const change = given.SecurityGroupRules?.find((one) => one.SecurityGroupRuleId === row['SecurityGroupRuleId']);
        if (change === undefined) return row;
        const { ReferencedGroupId, ...request } = change.SecurityGroupRule;
        const changed = {
          ...kept(row),
          ...request,
          ...(ReferencedGroupId === undefined ? {} : { ReferencedGroupInfo: { GroupId: ReferencedGroupId } }),
        };
        if (kindOf(changed) !== kindOf(row)) throw new Error('InvalidParameterValue: the kind of the peer');
        return changed;
      });
    case 'UpdateSecurityGroupRuleDescriptionsIngress':
    case 'UpdateSecurityGroupRuleDescriptionsEgress':
      return rows.map((row) => {
        const found = wanted.find((one) => isOne(one, row));
        if (found === undefined) return row;
        const { Description: _, ...others } = row;
        return found['Description'] === undefined ? others : { ...others, Description: found['Description'] };
      });
    case 'CreateTags':
    case 'DeleteTags':
      return rows.map((row) => {
        if (given.Resources?.includes(String(row['SecurityGroupRuleId'] ?? row['GroupId'])) !== true) return row;
        const before = tags.parse(row['Tags'] ?? []).filter(({ Key }) => !given.Tags?.some((one) => one.Key === Key));
        return { ...row, Tags: operation === 'CreateTags' ? [...before, ...(given.Tags ?? [])] : before };
      });
    default:
      throw new Error(`unknown operation ${operation}`);
  }
}

const peers = ['CidrIpv4', 'CidrIpv6', 'PrefixListId', 'ReferencedGroupInfo'] as const;

function kept(row: RuleRow): RuleRow {
  const gone = ['IpProtocol', 'FromPort', 'ToPort', 'Description', ...peers];
  return Object.fromEntries(Object.entries(row).filter(([name]) => !gone.includes(name)));
}

const kindOf = (row: RuleRow): string | undefined => peers.find((name) => row[name] !== undefined);

function rowsOf(one: z.infer<typeof permission>, common: RuleRow): RuleRow[] {
  const { IpRanges = [], Ipv6Ranges = [], PrefixListIds = [], UserIdGroupPairs = [] } = one;
  const ports =
    one.FromPort === undefined ? { FromPort: -1, ToPort: -1 } : { FromPort: one.FromPort, ToPort: one.ToPort };
  const row = (named: RuleRow, { Description }: z.infer<typeof peer>): RuleRow => ({
    ...common,
    IpProtocol: one.IpProtocol,
    ...ports,
    ...named,
    ...(Description === undefined ? {} : { Description }),
  });
  return [
    ...IpRanges.map((of) => row({ CidrIpv4: of.CidrIp }, of)),
    ...Ipv6Ranges.map((of) => row({ CidrIpv6: of.CidrIpv6 }, of)),
    ...PrefixListIds.map((of) => row({ PrefixListId: of.PrefixListId }, of)),
    ...UserIdGroupPairs.map(({ GroupId, UserId, ...of }) =>
      row({ ReferencedGroupInfo: { GroupId, ...(UserId === undefined ? {} : { UserId }) } }, of),
    ),
  ];
}

/** What makes two rules one to EC2. */
function keyOf(row: RuleRow): string {
  const info = z.object({ GroupId: z.string() }).safeParse(row['ReferencedGroupInfo']);
  const protocol = String(row['IpProtocol']);
  const hasPorts = ['tcp', 'udp', 'icmp', 'icmpv6', '6', '17', '1', '58'].includes(protocol);
  return JSON.stringify([
    row['GroupId'],
    row['IsEgress'],
    protocol,
    ...(hasPorts ? [row['FromPort'], row['ToPort']] : []),
    row['CidrIpv4'] ?? row['CidrIpv6'] ?? row['PrefixListId'] ?? info.data?.GroupId,
  ]);
}
