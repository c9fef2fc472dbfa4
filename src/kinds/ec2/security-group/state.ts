import type { AwsReader, LiveSecurityGroup, LiveSecurityGroupRule, Read, ReadName, Reads } from '../../../aws/reads.ts';
import { attribute, readStringLike } from '../../../model/declared.ts';
import { groupPairs } from '../../../model/group.ts';
import { isHidden } from '../../../model/secret/secrecy.ts';
import { Secret, type Text } from '../../../model/secret/secret.ts';
import type { Resource, Stack } from '../../../model/stack.ts';
import { counterparts } from '../../counterpart.ts';
import type { KindRun, StateComparison } from '../../run-kind.ts';
import { declaredGroups, groupTypes, ruleTypes } from './declared.ts';
import type { DeclaredRule } from './declared-rules.ts';
import { canonicalSource } from './model.ts';

type Answer<N extends ReadName> = (key: Reads[N]['key']) => Read<Reads[N]['result']>;

/** Answers what a state knows of groups and their rules as if that were live, so that whatever is compared with it is compared with the state. */
export function stateReader(state: Stack): AwsReader {
  const groups = liveGroups(state);
  const rules = liveRules(state);
  const answers: { readonly [N in ReadName]?: Answer<N> } = {
    'ec2:DescribeSecurityGroups': (key) => {
      const found = groups.filter((group) => isAsked(group, key));
      return found.length === 0 ? { status: 'absent' } : { status: 'found', value: found };
    },
    'ec2:DescribeSecurityGroupRules': (key) => ({ status: 'found', value: rules.get(key['group-id']) ?? [] }),
  };
  return {
    source: 'snapshot',
    defaultRegion: async () => undefined,
    read: async <N extends ReadName>(name: N, key: Reads[N]['key']): Promise<Read<Reads[N]['result']>> => {
      const answer: Answer<N> | undefined = answers[name];
      return answer === undefined ? { status: 'absent' } : answer(key);
    },
  };
}

function isAsked(group: LiveSecurityGroup, key: Reads['ec2:DescribeSecurityGroups']['key']): boolean {
  if ('group-id' in key) return group.GroupId === key['group-id'];
  if ('filters' in key) return false;
  const inVpc = key['vpc-id'] === undefined || group.VpcId === undefined || group.VpcId === key['vpc-id'];
  const name = group.GroupName ?? '';
  return inVpc && ('group-name' in key ? name === key['group-name'] : name.startsWith(key['group-name-prefix']));
}

/** The groups of the state, also those that it only looked up. */
function liveGroups(state: Stack): readonly LiveSecurityGroup[] {
  return state.resources.flatMap((resource) => {
    const id = textOf(resource, 'id');
    if (!groupTypes.some((type) => type === resource.type) || id === undefined) return [];
    const vpcId = textOf(resource, 'vpc_id');
    const ownerId = textOf(resource, 'owner_id');
    const tags = attribute(resource.body, 'tags');
    return [
      {
        GroupId: id,
        GroupName: textOf(resource, 'name') ?? '',
        Description: textOf(resource, 'description') ?? '',
        ...(vpcId === undefined ? {} : { VpcId: vpcId }),
        ...(ownerId === undefined ? {} : { OwnerId: ownerId }),
        Tags:
          tags?.kind === 'object'
            ? [...tags.entries].flatMap(([Key, value]): { Key: string; Value: Text }[] =>
                value.kind === 'string' ? [{ Key, Value: isHidden(value) ? Secret.of(value.value) : value.value }] : [],
              )
            : [],
      },
    ];
  });
}

/** The rules of the state's groups and rule resources, by the id of the group. */
function liveRules(state: Stack): ReadonlyMap<string, LiveSecurityGroupRule[]> {
  const { groups, ruleResources } = declaredGroups(state);
  const ids = new Map(state.resources.map((resource) => [resource.address, textOf(resource, 'id')]));
  const owned = [
    ...groups.map(({ address, rules }) => ({ id: ids.get(address), rules })),
    ...ruleResources.map(({ group, rules }) => ({ id: group?.state === 'known' ? group.value : undefined, rules })),
  ];
  return groupPairs(
    owned.flatMap(({ id, rules }) => {
      if (id === undefined) return [];
      return rules.flatMap((rule) => liveRule(rule, id) ?? []).map((rule) => [id, rule] as const);
    }),
  );
}

/** A rule of the state as AWS would tell it; undefined when the state does not say all of it. */
function liveRule(rule: DeclaredRule, groupId: string): LiveSecurityGroupRule | undefined {
  const [direction, ...others] = rule.directions;
  const peer = peerOf(rule, groupId);
  if (direction === undefined || others.length > 0 || rule.protocol.state !== 'known' || peer === undefined) {
    return undefined;
  }
  const description = rule.description?.state === 'known' ? rule.description.value : '';
  return {
    GroupId: groupId,
    IsEgress: direction === 'egress',
    IpProtocol: rule.protocol.value,
    ...(rule.fromPort?.state === 'known' ? { FromPort: rule.fromPort.value } : {}),
    ...(rule.toPort?.state === 'known' ? { ToPort: rule.toPort.value } : {}),
    ...peer,
    ...(typeof description === 'string' && description !== '' ? { Description: description } : {}),
  };
}

function peerOf({ source }: DeclaredRule, groupId: string): LiveSecurityGroupRule | undefined {
  if ('self' in source) return { ReferencedGroupInfo: { GroupId: groupId } };
  const [kind] = source.kinds;
  if (source.value.state !== 'known' || kind === undefined) return undefined;
  const canonical = canonicalSource(kind, source.value.value);
  switch (canonical.sourceKind) {
    case 'cidr-ipv4':
      return { CidrIpv4: canonical.source };
    case 'cidr-ipv6':
      return { CidrIpv6: canonical.source };
    case 'prefix-list':
      return { PrefixListId: canonical.source };
    case 'group':
      return {
        ReferencedGroupInfo: {
          GroupId: canonical.source,
          ...(canonical.account === undefined ? {} : { UserId: canonical.account }),
        },
      };
  }
}

/** What comparing the code with the state came to. `run`: with {@link stateReader} in the place of AWS. */
export function stateComparison(code: Stack, state: Stack, run: KindRun): StateComparison {
  const types: ReadonlySet<string> = new Set([...groupTypes, ...ruleTypes]);
  const own = ({ resources }: Stack) => resources.filter(({ mode, type }) => mode === 'managed' && types.has(type));
  const pairs = counterparts(own(code), own(state), identityOf);
  return {
    counterparts: new Map([...pairs].map(([declared, applied]) => [declared.address, applied.address])),
    differences: run.findings.map(({ address, path }) => ({ address, path })),
    undetermined: run.gaps.map(({ address = '', path = '' }) => ({ address, path })),
  };
}

/** A group by its name and VPC. Rules have no names: one that was moved is told by nothing but its path. */
function identityOf(resource: Resource): string | undefined {
  const name = textOf(resource, 'name');
  if (name === undefined || !groupTypes.some((type) => type === resource.type)) return undefined;
  return JSON.stringify([resource.type, name, textOf(resource, 'vpc_id') ?? '']);
}

function textOf(resource: Resource, name: string): string | undefined {
  const value = readStringLike(attribute(resource.body, name));
  return value?.state === 'known' ? value.value : undefined;
}
