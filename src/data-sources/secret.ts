import type { AwsReader } from '../aws/reader.ts';
import { answerOf } from './answer.ts';
import { textArguments } from './arguments.ts';
import type { DataAnswer, DataSource } from './data-source.ts';

/**
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/secretsmanager/secret_data_source.go
 */
export const secret: DataSource = {
  type: 'aws_secretsmanager_secret',
  actions: ['secretsmanager:DescribeSecret'],
  attributes: ['arn', 'id', 'kms_key_id', 'name'],
  read({ resource, aws, region }) {
    const given = textArguments(resource, ['arn', 'name']);
    const secretId = given?.arn ?? given?.name;
    return secretId === undefined ? undefined : readSecret(aws, secretId, region);
  },
};

async function readSecret(aws: AwsReader, secretId: string, region: string | undefined): Promise<DataAnswer> {
  return answerOf(await aws.read('secretsmanager:DescribeSecret', { 'secret-id': secretId }, region), (found) => ({
    arn: found.ARN,
    id: found.ARN,
    kms_key_id: found.KmsKeyId,
    name: found.Name,
  }));
}
