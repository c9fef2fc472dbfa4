import type { AwsReader } from '../aws/reader.ts';
import type { Ec2Filters } from '../aws/reads/ec2-filters.ts';
import { anyNumber, onlyOne } from './answer.ts';
import type { DataAnswer, DataSource } from './data-source.ts';
import { ec2Filters } from './ec2-filters.ts';

/** https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2/vpc_subnet_data_source.go */
export const subnet: DataSource = {
  type: 'aws_subnet',
  actions: ['ec2:DescribeSubnets'],
  attributes: [
    'id',
    'arn',
    'availability_zone',
    'availability_zone_id',
    'cidr_block',
    'default_for_az',
    'map_public_ip_on_launch',
    'owner_id',
    'state',
    'vpc_id',
  ],
  read({ resource, aws, region }) {
    const filters = ec2Filters(resource, {
      id: 'subnet-id',
      availability_zone: 'availability-zone',
      availability_zone_id: 'availability-zone-id',
      cidr_block: 'cidr-block',
      default_for_az: 'default-for-az',
      ipv6_cidr_block: 'ipv6-cidr-block-association.ipv6-cidr-block',
      state: 'state',
      vpc_id: 'vpc-id',
    });
    return filters && findOne(aws, filters, region);
  },
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2/vpc_subnets_data_source.go */
export const subnets: DataSource = {
  type: 'aws_subnets',
  actions: ['ec2:DescribeSubnets'],
  attributes: ['ids'],
  read({ resource, aws, region }) {
    const filters = ec2Filters(resource, {});
    return filters && findAll(aws, filters, region);
  },
};

async function findOne(aws: AwsReader, filters: Ec2Filters, region: string | undefined): Promise<DataAnswer> {
  return onlyOne(
    await aws.read('ec2:DescribeSubnets', { filters }, region),
    (found) => found.SubnetId,
    (found) => ({
      id: found.SubnetId,
      arn: found.SubnetArn,
      availability_zone: found.AvailabilityZone,
      availability_zone_id: found.AvailabilityZoneId,
      cidr_block: found.CidrBlock,
      default_for_az: found.DefaultForAz,
      map_public_ip_on_launch: found.MapPublicIpOnLaunch,
      owner_id: found.OwnerId,
      state: found.State,
      vpc_id: found.VpcId,
    }),
  );
}

async function findAll(aws: AwsReader, filters: Ec2Filters, region: string | undefined): Promise<DataAnswer> {
  return anyNumber(await aws.read('ec2:DescribeSubnets', { filters }, region), (found) => ({
    ids: found.flatMap(({ SubnetId }) => SubnetId ?? []),
  }));
}
