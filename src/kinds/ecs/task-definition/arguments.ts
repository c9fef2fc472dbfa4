import { apart, identity, ignored, readOnly, type Treatment } from '../../sdk-members.ts';

/**
 * The arguments of a task definition that have no row:
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ecs/task_definition.go
 */
export const uncoveredArgumentsOfTaskDefinition: Readonly<Record<string, Treatment>> = {
  family: identity('names the task definition'),
  tags: apart,
  tags_all: apart,
  arn: readOnly('names the revision'),
  arn_without_revision: readOnly('names the task definition to AWS'),
  revision: readOnly('numbers the revision'),
  skip_destroy: ignored('says whether Terraform deregisters revisions'),
  track_latest: ignored('says which revision Terraform looks at'),
};
