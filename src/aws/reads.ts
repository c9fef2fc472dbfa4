/* Where the types of reads were: for code under way. Import them from their own files. */
export type { Read } from './read.ts';
export type { AwsReader } from './reader.ts';
export type { LiveSecurityGroupRule } from './reads/ec2-describe-security-group-rules.ts';
export type { LiveSecurityGroup } from './reads/ec2-describe-security-groups.ts';
export type { Ec2Filters } from './reads/ec2-filters.ts';
export type { LiveDeployment, LiveService } from './reads/ecs-describe-services.ts';
export type {
  LiveContainerDefinition,
  LiveLogConfiguration,
  LiveTag,
  LiveTaskDefinition,
  LiveVolume,
} from './reads/ecs-describe-task-definition.ts';
export type { LiveContainerOverride, LiveTask } from './reads/ecs-describe-tasks.ts';
export type { ReadName, Reads } from './reads/index.ts';
export type { LiveSecret } from './reads/secretsmanager-describe-secret.ts';
export type { LiveParameter } from './reads/ssm-describe-parameters.ts';
