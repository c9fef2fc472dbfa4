import type { AwsReader } from '../aws/reader.ts';
import type { Ec2Filters } from '../aws/reads/ec2-filters.ts';
import { onlyOne } from './answer.ts';
import type { DataAnswer, DataSource } from './data-source.ts';
import { ec2Filters } from './ec2-filters.ts';

/** https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2/vpc_data_source.go */
export const vpc: DataSource = {
  type: 'aws_vpc',
  actions: ['ec2:DescribeVpcs'],
  attributes: ['id', 'cidr_block', 'default', 'dhcp_options_id', 'instance_tenancy', 'owner_id', 'state'],
  decides: ['arn'],
  read({ resource, aws, region }) {
    const filters = ec2Filters(resource, {
      id: 'vpc-id',
      cidr_block: 'cidr',
      default: 'is-default',
      dhcp_options_id: 'dhcp-options-id',
      state: 'state',
    });
    return filters && find(aws, filters, region);
  },
};

async function find(aws: AwsReader, filters: Ec2Filters, region: string | undefined): Promise<DataAnswer> {
  return onlyOne(
    await aws.read('ec2:DescribeVpcs', { filters }, region),
    (found) => found.VpcId,
    (found) => ({
      id: found.VpcId,
      cidr_block: found.CidrBlock,
      default: found.IsDefault,
      dhcp_options_id: found.DhcpOptionsId,
      instance_tenancy: found.InstanceTenancy,
      owner_id: found.OwnerId,
      state: found.State,
    }),
  );
}
