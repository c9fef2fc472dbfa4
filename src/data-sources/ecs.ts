import type { AwsReader } from '../aws/reader.ts';
import type { Reads } from '../aws/reads/index.ts';
import { lastSegment } from '../model/arn.ts';
import { answerOf } from './answer.ts';
import { textArguments } from './arguments.ts';
import type { DataAnswer, DataSource } from './data-source.ts';

/** https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ecs/service_data_source.go */
export const ecsService: DataSource = {
  type: 'aws_ecs_service',
  actions: ['ecs:DescribeServices'],
  attributes: ['id', 'arn', 'desired_count', 'launch_type', 'scheduling_strategy', 'task_definition'],
  read({ resource, aws, region }) {
    const { cluster_arn: cluster, service_name: service } =
      textArguments(resource, ['cluster_arn', 'service_name']) ?? {};
    if (cluster === undefined || service === undefined) return undefined;
    return readService(aws, { cluster: lastSegment(cluster), service }, region);
  },
};

async function readService(
  aws: AwsReader,
  key: Reads['ecs:DescribeServices']['key'],
  region: string | undefined,
): Promise<DataAnswer> {
  const read = await aws.read('ecs:DescribeServices', key, region);
  // AWS remembers a deleted service for a while; to the provider it is not there.
  if (read.status === 'found' && read.value.status === 'INACTIVE') return { status: 'none' };
  return answerOf(read, (found) => ({
    id: found.serviceArn,
    arn: found.serviceArn,
    desired_count: found.desiredCount,
    launch_type: found.launchType,
    scheduling_strategy: found.schedulingStrategy,
    task_definition: found.taskDefinition,
  }));
}

/**
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ecs/task_definition_data_source.go
 *
 * Answers only what is referred to. A service's `task_definition` that refers to this data source is followed in the
 * code to the family that it names: with the revision answered, only a number would be left of it.
 */
export const ecsTaskDefinition: DataSource = {
  type: 'aws_ecs_task_definition',
  actions: ['ecs:DescribeTaskDefinition'],
  attributes: [
    'id',
    'arn',
    'arn_without_revision',
    'cpu',
    'execution_role_arn',
    'family',
    'memory',
    'network_mode',
    'revision',
    'status',
    'task_role_arn',
  ],
  onlyNeeded: true,
  read({ resource, aws, region }) {
    const { task_definition: taskDefinition } = textArguments(resource, ['task_definition']) ?? {};
    return taskDefinition === undefined ? undefined : readTaskDefinition(aws, taskDefinition, region);
  },
};

async function readTaskDefinition(aws: AwsReader, taskDefinition: string, region: string | undefined) {
  return answerOf(await aws.read('ecs:DescribeTaskDefinition', { taskDefinition }, region), (found) => ({
    id: found.taskDefinitionArn,
    arn: found.taskDefinitionArn,
    arn_without_revision: found.taskDefinitionArn?.replace(/:\d+$/, ''),
    cpu: found.cpu,
    execution_role_arn: found.executionRoleArn,
    family: found.family,
    memory: found.memory,
    network_mode: found.networkMode,
    revision: found.revision,
    status: found.status,
    task_role_arn: found.taskRoleArn,
  }));
}
