import type { Read } from '../../aws/read.ts';
import type { AwsReader } from '../../aws/reader.ts';
import type { LiveTask } from '../../aws/reads/ecs-describe-tasks.ts';
import { unseen } from './unseen-revision.ts';

/** Which service is looked at. */
export interface ServiceKey {
  readonly cluster: string;
  readonly service: string;
  readonly region?: string;
}

/** The tasks of a service that are in a status. */
export async function readTasks(
  aws: Pick<AwsReader, 'read'>,
  key: ServiceKey,
  desiredStatus: 'RUNNING' | 'STOPPED',
): Promise<Read<readonly LiveTask[]>> {
  const { cluster, service, region } = key;
  const listed = await aws.read('ecs:ListTasks', { cluster, service, 'desired-status': desiredStatus }, region);
  if (listed.status === 'absent') return { status: 'found', value: [] };
  if (listed.status !== 'found') return listed;
  const reads = await Promise.all(listed.value.map((task) => aws.read('ecs:DescribeTasks', { cluster, task }, region)));
  const unreadable = reads.find((one) => one.status === 'unreadable');
  if (unreadable !== undefined) return unreadable;
  // AWS lists for an hour what stopped. The one that it does not know may be the one that tells why.
  if (desiredStatus === 'STOPPED' && reads.some((one) => one.status === 'absent')) {
    return { status: 'unreadable', problem: unseen('ecs:DescribeTasks', region) };
  }
  const tasks = reads.flatMap((one) => (one.status === 'found' ? [one.value] : []));
  // A task that ended since it was listed runs no more; not every server keeps to the service that was asked for.
  return { status: 'found', value: tasks.filter((task) => isOf(task, service) && isIn(task, desiredStatus)) };
}

function isOf({ group }: LiveTask, service: string): boolean {
  return group === undefined || group === '' || group === `service:${service}`;
}

/** A task on its way up or down is neither. */
function isIn({ lastStatus }: LiveTask, desiredStatus: 'RUNNING' | 'STOPPED'): boolean {
  return lastStatus === undefined || lastStatus === desiredStatus;
}
