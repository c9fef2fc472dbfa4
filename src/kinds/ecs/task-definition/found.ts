import type { LiveTag, LiveTaskDefinition } from '../../../aws/reads/ecs-describe-task-definition.ts';
import { parseArn } from '../../../model/arn.ts';
import type { IdentityOf } from '../../../model/identity.ts';
import type { AwsProblem } from '../../../model/report/aws-problem.ts';
import { parseRevision } from '../arn.ts';
import type { SourceReads } from '../secret-sources.ts';
import type { DeclaredTaskDefinition } from './declared.ts';
import type { TaskDefinitionModel } from './model.ts';

/** What AWS, or a state, has of a revision of a declared task definition. */
export type FoundRevision = {
  readonly identity: IdentityOf<'ecs-task-definition'>;
} /** The family has no ACTIVE revision. */ & (
  | { readonly status: 'absent' }
  /** Its family or where it lives is not known, so nobody was asked. */
  | { readonly status: 'unidentified' }
  | { readonly status: 'unreadable'; readonly problem: AwsProblem }
  | RegisteredRevision
);

/** A revision with what it holds. */
export interface RegisteredRevision {
  readonly identity: IdentityOf<'ecs-task-definition'>;
  readonly status: 'registered';
  readonly model: TaskDefinitionModel;
  /** Absent when they were not asked for. */
  readonly tags?: readonly LiveTag[];
  /** Absent when they were not asked for. */
  readonly sources?: SourceReads;
}

/** What is known of a task definition before any revision was read. */
export function declaredIdentity({ family, place }: DeclaredTaskDefinition): IdentityOf<'ecs-task-definition'> {
  return {
    ...(family?.state === 'known' ? { family: family.value } : {}),
    ...(place.region === undefined ? {} : { region: place.region }),
  };
}

/** What ECS calls a revision, as in `api:150`; undefined where it is not known. */
export function revisionName({ family, revision }: IdentityOf<'ecs-task-definition'>): string | undefined {
  return family === undefined || revision === undefined ? undefined : `${family}:${revision}`;
}

/**
 * What tells a revision from others. `latest`: the newest ACTIVE one of its family. `user`: the service that runs it.
 */
export function revisionIdentity(
  arn: string,
  latest?: Pick<LiveTaskDefinition, 'revision'>,
  user: Pick<IdentityOf<'ecs-task-definition'>, 'service' | 'cluster'> = {},
): IdentityOf<'ecs-task-definition'> {
  const place = parseArn(arn);
  const name = parseRevision(arn);
  return {
    ...(place === undefined ? {} : { account: place.account, region: place.region }),
    arn,
    ...(name === undefined ? {} : { family: name.family }),
    ...(name?.revision === undefined ? {} : { revision: name.revision }),
    ...(latest?.revision === undefined || latest.revision === name?.revision
      ? {}
      : { latestRevision: latest.revision }),
    ...user,
  };
}
