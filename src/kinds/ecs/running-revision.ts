import type { LiveService } from '../../aws/reads/ecs-describe-services.ts';

/**
 * The ARN of the revision that a service runs: with task sets (the deployment controllers CODE_DEPLOY and EXTERNAL)
 * that of the PRIMARY one, since the service itself then names none or an older one.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskSet.html
 */
export function runningRevision(live: LiveService): string | undefined {
  const primary = live.taskSets?.find(({ status }) => status === 'PRIMARY');
  return primary?.taskDefinition ?? live.taskDefinition;
}

/** Whether something else than an update of the service decides which revision it runs. */
export function isRunByOthers({ deploymentController: controller }: LiveService): boolean {
  return controller?.type === 'CODE_DEPLOY' || controller?.type === 'EXTERNAL';
}
