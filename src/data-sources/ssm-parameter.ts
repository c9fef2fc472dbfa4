import type { AwsReader } from '../aws/reader.ts';
import { answerOf } from './answer.ts';
import { textArguments } from './arguments.ts';
import type { DataAnswer, DataSource } from './data-source.ts';

/**
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ssm/parameter_data_source.go, without
 * the value.
 */
export const ssmParameter: DataSource = {
  type: 'aws_ssm_parameter',
  actions: ['ssm:DescribeParameters'],
  attributes: ['arn', 'id', 'type', 'version'],
  read({ resource, aws, region }) {
    const { name } = textArguments(resource, ['name']) ?? {};
    // AWS's own parameters are not described, and a version (`name:3`) or an ARN is no name.
    if (name === undefined || name.startsWith('/aws/') || name.includes(':')) return undefined;
    return readParameter(aws, name, region);
  },
};

async function readParameter(aws: AwsReader, name: string, region: string | undefined): Promise<DataAnswer> {
  return answerOf(await aws.read('ssm:DescribeParameters', { name }, region), (found) => ({
    arn: found.ARN,
    id: found.Name,
    type: found.Type,
    version: found.Version,
  }));
}
