import type { AwsReader } from '../aws/reader.ts';
import type { Ec2Filters } from '../aws/reads/ec2-filters.ts';
import type { Reads } from '../aws/reads/index.ts';
import { textFoundBy } from '../model/filter-value.ts';
import { anyNumber, onlyOne } from './answer.ts';
import type { DataAnswer, DataSource } from './data-source.ts';
import { ec2Filters } from './ec2-filters.ts';

type Key = Reads['ec2:DescribeSecurityGroups']['key'];

/**
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2/vpc_security_group_data_source.go
 */
export const securityGroup: DataSource = {
  type: 'aws_security_group',
  actions: ['ec2:DescribeSecurityGroups'],
  attributes: ['id', 'name', 'owner_id', 'vpc_id'],
  decides: ['arn'],
  read({ resource, aws, region }) {
    const filters = ec2Filters(resource, { id: 'group-id', name: 'group-name', vpc_id: 'vpc-id' });
    return filters && findOne(aws, keyOf(filters), region);
  },
};

/**
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2/vpc_security_groups_data_source.go
 */
export const securityGroups: DataSource = {
  type: 'aws_security_groups',
  actions: ['ec2:DescribeSecurityGroups'],
  attributes: ['ids', 'vpc_ids'],
  read({ resource, aws, region }) {
    const filters = ec2Filters(resource, {});
    return filters && findAll(aws, filters, region);
  },
};

/**
 * The same question as the security groups' own comparison asks, where it is one: it is then asked once, and travels
 * with others.
 */
function keyOf(filters: Ec2Filters): Key {
  const names = Object.keys(filters).toSorted().join(' ');
  const only = (name: string): string | undefined => {
    const [value, ...others] = filters[name] ?? [];
    return others.length > 0 || value === undefined ? undefined : textFoundBy(value);
  };
  const [id, name, vpcId] = ['group-id', 'group-name', 'vpc-id'].map(only);
  if (names === 'group-id' && id !== undefined) return { 'group-id': id };
  if (names === 'group-name' && name !== undefined) return { 'group-name': name };
  if (names === 'group-name vpc-id' && name !== undefined && vpcId !== undefined) {
    return { 'group-name': name, 'vpc-id': vpcId };
  }
  return { filters };
}

async function findOne(aws: AwsReader, key: Key, region: string | undefined): Promise<DataAnswer> {
  return onlyOne(
    await aws.read('ec2:DescribeSecurityGroups', key, region),
    (found) => found.GroupId,
    (found) => ({ id: found.GroupId, name: found.GroupName, owner_id: found.OwnerId, vpc_id: found.VpcId }),
  );
}

async function findAll(aws: AwsReader, filters: Ec2Filters, region: string | undefined): Promise<DataAnswer> {
  return anyNumber(await aws.read('ec2:DescribeSecurityGroups', { filters }, region), (found) => ({
    ids: found.flatMap(({ GroupId }) => GroupId ?? []),
    vpc_ids: found.flatMap(({ VpcId }) => VpcId ?? []),
  }));
}
