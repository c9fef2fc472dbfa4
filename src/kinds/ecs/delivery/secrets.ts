import type { AwsReader } from '../../../aws/reader.ts';
import type { LiveTaskDefinition } from '../../../aws/reads/ecs-describe-task-definition.ts';
import type { LiveTask } from '../../../aws/reads/ecs-describe-tasks.ts';
import { parseArn } from '../../../model/arn.ts';
import type { Path } from '../../../model/path.ts';
import { secretSource } from '../secret-source.ts';
import { variableAt } from './settings.ts';

/** A secret of a container that was changed after tasks that have it were started. */
export interface NewerSecret {
  readonly path: Path;
  readonly changedAt: Date;
  /** The earliest start of a task that has the value from before. */
  readonly startedAt: Date;
  readonly tasks: number;
}

/**
 * Compares when secrets were last changed with when tasks started: ECS puts a value into a container once, at its
 * start. What AWS does not tell of a parameter or secret says nothing.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-ssm-paramstore.html
 *
 * @param tasks running ones of this revision
 */
export async function readNewerSecrets(
  aws: AwsReader,
  revision: LiveTaskDefinition,
  tasks: readonly LiveTask[],
): Promise<readonly NewerSecret[]> {
  const place = parseArn(revision.taskDefinitionArn ?? '');
  if (place === undefined || tasks.length === 0) return [];
  const references = (revision.containerDefinitions ?? []).flatMap(({ name = '', secrets = [] }) =>
    secrets.flatMap(({ name: variable = '', valueFrom }) =>
      typeof valueFrom === 'string' ? [{ path: variableAt(name, 'secrets', variable), valueFrom }] : [],
    ),
  );
  const found = await Promise.all(
    references.map(async ({ path, valueFrom }): Promise<readonly NewerSecret[]> => {
      const changedAt = await lastChange(aws, valueFrom, place);
      if (changedAt === undefined) return [];
      const starts = tasks.flatMap((task) => (task.startedAt === undefined ? [] : [task.startedAt]));
      const before = starts
        .filter((start) => wholeSecond(start) < wholeSecond(changedAt))
        .toSorted((a, b) => a.getTime() - b.getTime());
      const [startedAt] = before;
      return startedAt === undefined ? [] : [{ path, changedAt, startedAt, tasks: before.length }];
    }),
  );
  return found.flat();
}

/** Services tell times with different precision: within one second nothing can be said of the order. */
const wholeSecond = (date: Date): number => Math.floor(date.getTime() / 1000);

/** Asks what the comparison of secrets asks too, so that it costs no further call. */
async function lastChange(
  aws: AwsReader,
  valueFrom: string,
  place: NonNullable<ReturnType<typeof parseArn>>,
): Promise<Date | undefined> {
  const source = secretSource(valueFrom, place);
  // A version that is named does not change, and what belongs to others is not asked for.
  if (source === undefined || source.account !== place.account) return undefined;
  if (source.kind === 'secret') {
    if (source.versionId !== undefined) return undefined;
    const read = await aws.read('secretsmanager:DescribeSecret', { 'secret-id': source.id }, source.region);
    return read.status === 'found' ? read.value.LastChangedDate : undefined;
  }
  if (source.version !== undefined || source.names.some((name) => name.startsWith('/aws/'))) return undefined;
  const reads = await Promise.all(
    source.names.map((name) => aws.read('ssm:DescribeParameters', { name }, source.region)),
  );
  const read = reads.find((one) => one.status === 'found');
  return read?.status === 'found' ? read.value.LastModifiedDate : undefined;
}
