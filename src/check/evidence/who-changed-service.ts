import type { LiveTrailEvent } from '../../aws/reads/cloudtrail-lookup-events.ts';
import { clusterName, parseRevision } from '../../kinds/ecs/arn.ts';
import { lastSegment, parseArn } from '../../model/arn.ts';
import { type Culprit, type EventFit, newestCulprit } from './culprit.ts';

/*
 * Which event of ECS made a service or a revision what it is. Matched by the names and ARNs that the event holds.
 */

/** A service, as events name it. */
export interface NamedService {
  readonly cluster: string;
  readonly service: string;
}

/** Parameters of `UpdateService` that members of a service are in, where they are called otherwise in findings. */
const parameters: ReadonlyMap<string, string> = new Map([
  ['alarms', 'deploymentConfiguration'],
  ['deploymentCircuitBreaker', 'deploymentConfiguration'],
  ['deploymentMaximumPercent', 'deploymentConfiguration'],
  ['deploymentMinimumHealthyPercent', 'deploymentConfiguration'],
  ['enableEcsManagedTags', 'enableECSManagedTags'],
]);

/** Who last gave a service the setting that `member` is of; `undefined`: whichever was given. */
export function culpritOfService(
  events: readonly LiveTrailEvent[],
  service: NamedService,
  member: string | undefined,
): Culprit | undefined {
  const parameter = member === undefined ? undefined : (parameters.get(member) ?? member);
  return newestCulprit(events, (event) => {
    if (!isOfService(event, service)) return 'other';
    return parameter === undefined ? 'certain' : fitOfParameter(event, parameter);
  });
}

/** Without the parameters of an event nobody can tell what it changed: CloudTrail leaves out what is too long. */
function fitOfParameter({ parameters: given = [] }: LiveTrailEvent, parameter: string): EventFit {
  if (given.length === 0) return 'vague';
  return given.map(String).includes(parameter) ? 'certain' : 'other';
}

function isOfService(
  { serviceArn, serviceName, clusterArn = 'default' }: LiveTrailEvent,
  { cluster, service }: NamedService,
): boolean {
  const named = serviceArn ?? serviceName;
  if (named === undefined || lastSegment(named) !== service) return false;
  // `service/<cluster>/<service>`; older ARNs have no cluster in them.
  const [, ofArn] = /^service\/([^/]+)\/[^/]+$/.exec(parseArn(named)?.resource ?? '') ?? [];
  return (ofArn ?? clusterName(clusterArn)) === clusterName(cluster);
}

/** Who registered, or deregistered, a revision. Without a revision: any of the family, the newest first. */
export function culpritOfRevision(
  events: readonly LiveTrailEvent[],
  family: string,
  revision: number | undefined,
): Culprit | undefined {
  return newestCulprit(events, ({ taskDefinitionArn }) => {
    const named = taskDefinitionArn === undefined ? undefined : parseRevision(taskDefinitionArn);
    return named?.family === family && (revision === undefined || named.revision === revision) ? 'certain' : 'other';
  });
}
