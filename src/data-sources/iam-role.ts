import type { AwsReader } from '../aws/reader.ts';
import { answerOf } from './answer.ts';
import { textArguments } from './arguments.ts';
import type { DataAnswer, DataSource } from './data-source.ts';

/** https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/iam/role_data_source.go */
export const iamRole: DataSource = {
  type: 'aws_iam_role',
  actions: ['iam:GetRole'],
  attributes: ['arn', 'id', 'max_session_duration', 'path', 'unique_id'],
  read({ resource, aws, region }) {
    const { name } = textArguments(resource, ['name']) ?? {};
    return name === undefined ? undefined : readRole(aws, name, region);
  },
};

async function readRole(aws: AwsReader, name: string, region: string | undefined): Promise<DataAnswer> {
  return answerOf(await aws.read('iam:GetRole', { 'role-name': name }, region), (found) => ({
    arn: found.Arn,
    id: found.RoleName,
    max_session_duration: found.MaxSessionDuration,
    path: found.Path,
    unique_id: found.RoleId,
  }));
}
