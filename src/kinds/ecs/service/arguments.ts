import { apart, identity, ignored, readOnly, type Treatment } from '../../sdk-members.ts';

/**
 * The arguments of a service that have no row:
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ecs/service.go
 */
export const uncoveredArgumentsOfService: Readonly<Record<string, Treatment>> = {
  name: identity('names the service'),
  cluster: identity('names the cluster'),
  task_definition: apart,
  tags: apart,
  tags_all: apart,
  arn: readOnly('names the service to AWS'),
  force_delete: ignored('says how Terraform deletes the service'),
  force_new_deployment: ignored('says when Terraform deploys, and nothing that stays'),
  triggers: ignored('says when Terraform deploys, and nothing that stays'),
  sigint_rollback: ignored('says what Terraform does when it is interrupted'),
  timeouts: ignored('says how long Terraform waits'),
  wait_for_steady_state: ignored('says how long Terraform waits'),
  'deployment_configuration.lifecycle_hook.hook_details': apart,
};
