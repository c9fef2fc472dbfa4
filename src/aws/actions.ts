/*
 * Every AWS action that driftcheck may call: all read-only, none reads the value of a secret. A client refuses any other command before
 * anything is sent. (What the SDK itself calls to obtain credentials, such as sts:AssumeRole for a profile's role, is not driftcheck's.)
 */

export type ServiceName = 'ecs' | 'ec2' | 'sts' | 'ssm' | 'secretsmanager' | 'ecr' | 'iam';

/** An API action, and why driftcheck calls it. */
export interface AllowedAction {
  readonly service: ServiceName;
  readonly action: string;
  readonly why: string;
}

/** The list. The least IAM policy is made from it. */
export const allowedActions = [
  { service: 'sts', action: 'GetCallerIdentity', why: 'whose account is looked at (needs no permission)' },
  { service: 'ecs', action: 'DescribeServices', why: 'what a service runs and how it is configured' },
  { service: 'ecs', action: 'DescribeTaskDefinition', why: 'what a revision of a task definition holds' },
  { service: 'ecs', action: 'ListTaskDefinitions', why: 'which revisions a family has (`driftcheck history`)' },
  { service: 'ecs', action: 'ListServices', why: 'which services a cluster has (`driftcheck history --cluster`)' },
  { service: 'ecs', action: 'ListTasks', why: 'which tasks a service has' },
  { service: 'ecs', action: 'DescribeTasks', why: 'which revision, overrides and image digests the tasks run' },
  { service: 'ecs', action: 'ListServiceDeployments', why: 'whether a revision was deployed and rolled back' },
  { service: 'ecs', action: 'DescribeServiceDeployments', why: 'why a deployment was rolled back' },
  { service: 'ecs', action: 'DescribeServiceRevisions', why: 'which task definition a deployment was of' },
  { service: 'ec2', action: 'DescribeSecurityGroups', why: 'which security group a name or an id means' },
  { service: 'ec2', action: 'DescribeSecurityGroupRules', why: 'the rules of a security group, one by one' },
  { service: 'ec2', action: 'DescribeVpcs', why: 'which VPC a data source means' },
  { service: 'ec2', action: 'DescribeSubnets', why: 'which subnets a data source means' },
  { service: 'ssm', action: 'DescribeParameters', why: 'ARN and version of a parameter, never its value' },
  { service: 'secretsmanager', action: 'DescribeSecret', why: 'the ARN of a secret, never its value' },
  { service: 'ecr', action: 'DescribeRepositories', why: 'which repository a data source means' },
  { service: 'ecr', action: 'DescribeImages', why: 'the digest that a tag stands for' },
  { service: 'ecr', action: 'BatchGetImage', why: 'which images an image index lists (its manifest, no layer)' },
  { service: 'iam', action: 'GetRole', why: 'the path, and so the ARN, of a role that a data source names' },
] as const satisfies readonly AllowedAction[];

/** An action as IAM names it: `ecs:DescribeServices`. */
export type ActionName = (typeof allowedActions)[number] extends infer A
  ? A extends { service: infer S extends string; action: infer N extends string }
    ? `${S}:${N}`
    : never
  : never;

/** Thrown when code tries to call an action that is not on the list: a defect of driftcheck, not of its input. */
export class ActionNotAllowedError extends Error {
  override readonly name = 'ActionNotAllowedError';
}

/**
 * Throws unless `command` (the SDK's command name, `DescribeServicesCommand`) of `service` is on the list.
 *
 * @throws ActionNotAllowedError
 */
export function requireAllowed(service: ServiceName, command: string | undefined): void {
  const action = command?.replace(/Command$/, '');
  if (!allowedActions.some((allowed) => allowed.service === service && allowed.action === action)) {
    throw new ActionNotAllowedError(
      `${service}:${action ?? '?'} is not one of the read-only actions that driftcheck may call`,
    );
  }
}
