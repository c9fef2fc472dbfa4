import type { LiveService } from '../../../aws/reads/ecs-describe-services.ts';
import type { LiveTag } from '../../../aws/reads/ecs-describe-task-definition.ts';
import { parseArn } from '../../../model/arn.ts';
import type { IdentityOf } from '../../../model/identity.ts';
import type { AwsProblem } from '../../../model/report/aws-problem.ts';
import type { Text } from '../../../model/secret/secret.ts';
import { parseRevision } from '../arn.ts';
import type { DeclaredServiceIdentity } from '../declared-service.ts';
import { activeService, type ReadService } from '../read-service.ts';
import { runningRevision } from '../running-revision.ts';
import { liveService } from './live.ts';
import type { ServiceModel } from './model.ts';

/** What AWS, or a state, has of a declared service. */
export type FoundService = { readonly identity: IdentityOf<'ecs-service'> } & (
  | { readonly status: 'absent' }
  /** Its name, its cluster or where it lives is not known, so nobody was asked. */
  | { readonly status: 'unidentified' }
  | { readonly status: 'unreadable'; readonly problem: AwsProblem }
  /**
   * AWS keeps a deleted service for a while, and says of it that it is `INACTIVE` or `DRAINING`.
   * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteService.html
   */
  | { readonly status: 'deleted'; readonly word: Text }
  | ActiveService
);

/** A service that runs. */
export interface ActiveService {
  readonly identity: IdentityOf<'ecs-service'>;
  readonly status: 'active';
  readonly model: ServiceModel;
  readonly clusterArn?: string;
  /** The revision that it runs; absent when it names none. */
  readonly taskDefinition?: string;
  /** The newest ACTIVE revision of the family that the code points at, where it points at that one. */
  readonly newest?: NewestRevision;
  /** Absent when they were not asked for. */
  readonly tags?: readonly LiveTag[];
  /** ECS Express Mode manages it. */
  readonly isExpress?: true;
}

/** The newest ACTIVE revision of a family by its ARN, or why it is not known. */
export type NewestRevision = { readonly arn: string } | { readonly problem: AwsProblem };

/** What reading a declared service came to. */
export function foundService(service: ReadService): FoundService {
  const { declared, read } = service;
  switch (read.status) {
    case 'unidentified':
    case 'absent':
      return { status: read.status, identity: identityOf(declared, {}) };
    case 'unreadable':
      return { status: 'unreadable', identity: identityOf(declared, {}), problem: read.problem };
    case 'found': {
      const live = activeService(service);
      const identity = identityOf(declared, read.value);
      return live === undefined
        ? { status: 'deleted', identity, word: read.value.status ?? '' }
        : active(identity, live);
    }
  }
}

function active(identity: IdentityOf<'ecs-service'>, live: LiveService): ActiveService {
  const running = runningRevision(live);
  return {
    status: 'active',
    identity,
    model: liveService(live),
    ...(live.clusterArn === undefined ? {} : { clusterArn: live.clusterArn }),
    ...(running === undefined ? {} : { taskDefinition: running }),
    ...(live.tags === undefined ? {} : { tags: live.tags }),
    // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html
    ...(live.resourceManagementType === 'ECS' ? { isExpress: true } : {}),
  };
}

/** What tells a service from others, with the revision that it names. */
export function identityOf(
  { cluster, name, place: declaredPlace }: DeclaredServiceIdentity,
  { serviceArn: arn, taskDefinition }: Pick<LiveService, 'serviceArn' | 'taskDefinition'>,
): IdentityOf<'ecs-service'> {
  const place = arn === undefined ? undefined : parseArn(arn);
  const region = place?.region ?? declaredPlace.region;
  const running = taskDefinition === undefined ? undefined : parseRevision(taskDefinition);
  return {
    ...(place === undefined ? {} : { account: place.account }),
    ...(region === undefined ? {} : { region }),
    ...(arn === undefined ? {} : { arn }),
    ...(cluster.state === 'known' ? { cluster: cluster.value } : {}),
    ...(name?.state === 'known' ? { service: name.value } : {}),
    ...(running === undefined ? {} : { family: running.family }),
    ...(running?.revision === undefined ? {} : { revision: running.revision }),
  };
}
