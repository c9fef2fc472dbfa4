import type { Read } from '../../aws/read.ts';
import type { LiveService } from '../../aws/reads/ecs-describe-services.ts';
import { declareGroups } from '../../kinds/ec2/security-group/declared.ts';
import { follow, type KnownGroups, knownGroups } from '../../kinds/ec2/security-group/known-groups.ts';
import { activeService, readService } from '../../kinds/ecs/read-service.ts';
import { type DeclaredService, declaredServices } from '../../kinds/ecs/service/declared.ts';
import type { Root } from '../../kinds/kind.ts';
import { reasonOf, type Value } from '../../model/declared.ts';
import type { Subject } from '../../model/leaf.ts';
import type { ReasonData } from '../../model/report/reason.ts';
import type { Text } from '../../model/secret/secret.ts';
import { type ConnectedAccount, declaredKey } from './connect-groups.ts';
import { memberOf, unknownIn } from './containers.ts';

/*
 * ECS services as ends of connections: the groups that their tasks have.
 */

/** An ECS service of the code or of AWS. */
export interface ConnectedService {
  readonly account: ConnectedAccount;
  readonly region: string | undefined;
  readonly name: Value<string> | undefined;
  /** The cluster's name, where it is known. */
  readonly cluster?: string;
  readonly declared?: { readonly root: Root; readonly service: DeclaredService };
  readonly subject: Subject;
  /** The groups of its tasks by the code; undefined where no code declares it. */
  readonly declaredGroups?: ServiceGroups;
  readonly liveGroups: ServiceGroups;
}

/** Groups by what rules name them with. `doubt`: why there may be others. */
export interface ServiceGroups {
  readonly keys: readonly string[];
  readonly doubt?: ReasonData;
  /** AWS does not have the service. */
  readonly isAbsent?: true;
}

/** The services that the code of an account declares. All were read to be compared. */
export async function servicesOfCode(account: ConnectedAccount): Promise<readonly ConnectedService[]> {
  const found = account.roots.flatMap((root) => {
    const groups = knownGroups(declareGroups(root), account.live);
    return declaredServices(root.stack).map(async (service): Promise<ConnectedService> => {
      const { identity } = service;
      const { read } = await readService(identity, account.aws);
      const { name, cluster, place, address, at } = identity;
      const key = {
        ...(name?.state === 'known' ? { service: name.value } : {}),
        ...(cluster.state === 'known' ? { cluster: cluster.value } : {}),
        ...(place.region === undefined ? {} : { region: place.region }),
      };
      const arn = read.status === 'found' ? { arn: read.value.serviceArn ?? '' } : {};
      return {
        account,
        region: place.region,
        name,
        ...(cluster.state === 'known' ? { cluster: cluster.value } : {}),
        declared: { root, service },
        subject: { kind: 'ecs-service', target: root.target, address, at, identity: { ...key, ...arn } },
        declaredGroups: declaredGroups(service, groups, root.target),
        liveGroups: read.status === 'unidentified' ? { keys: [], doubt: whyUnidentified(service) } : liveGroups(read),
      };
    });
  });
  return Promise.all(found);
}

/** The service of a cluster that no code declares, where AWS has it. */
export async function serviceOfCluster(
  account: ConnectedAccount,
  { cluster, service }: { readonly cluster: string; readonly service: string },
  region: string | undefined,
): Promise<ConnectedService | undefined> {
  const read = await account.aws.read('ecs:DescribeServices', { cluster, service }, region);
  const groups = liveGroups(read);
  if (groups.isAbsent) return undefined;
  const identity = { cluster, service, ...(region === undefined ? {} : { region }) };
  const target = account.roots[0]?.target ?? '';
  return {
    account,
    region,
    name: { state: 'known', value: service },
    cluster,
    subject: { kind: 'ecs-service', target, address: '', identity },
    liveGroups: groups,
  };
}

/** A service that is not in awsvpc mode has no groups of its own; without a list it has the default one of its VPC. */
const noGroups: ReasonData = { kind: 'expectation', name: 'no-groups' };

function declaredGroups({ model, identity }: DeclaredService, groups: KnownGroups, target: string): ServiceGroups {
  const network = memberOf(model, 'networkConfiguration');
  if (network === undefined) return { keys: [], doubt: noGroups };
  if (network.state === 'unknown') return { keys: [], doubt: reasonOf(network.because) };
  const listed = memberOf(network, 'securityGroups');
  if (listed === undefined) return { keys: [], doubt: noGroups };
  if (listed.state === 'unknown') return { keys: [], doubt: reasonOf(listed.because) };
  const found = listed.elements.map((one) => keyOf(one, groups, target));
  const keys = found.flatMap((one) => (typeof one === 'string' ? [one] : []));
  const open = found.flatMap((one) => (typeof one === 'string' ? [] : [one]));
  const { expansion } = identity;
  const doubt =
    open[0] ??
    (listed.open === undefined ? undefined : reasonOf(listed.open)) ??
    (expansion === undefined ? undefined : reasonOf(expansion)) ??
    (found.length === 0 ? noGroups : undefined);
  return { keys, ...(doubt === undefined ? {} : { doubt }) };
}

function keyOf(value: Value<Text>, groups: KnownGroups, target: string): string | ReasonData {
  if (value.state === 'known') return typeof value.value === 'string' ? value.value : { kind: 'secret' };
  const why = unknownIn(value);
  const found = value.state === 'unknown' ? follow(value.because, groups) : undefined;
  if (found?.match.status === 'found') return found.match.group.id;
  return found !== undefined && 'group' in found ? declaredKey(target, found.group.address) : reasonOf(why);
}

function liveGroups(read: Read<LiveService>): ServiceGroups {
  if (read.status === 'unreadable') return { keys: [], doubt: { kind: 'aws', problem: read.problem } };
  const live = activeService({ read });
  if (live === undefined) return { keys: [], isAbsent: true };
  const listed: readonly Text[] = live.networkConfiguration?.awsvpcConfiguration?.securityGroups ?? [];
  const keys = listed.flatMap((one) => (typeof one === 'string' ? [one] : []));
  const doubt =
    listed.length === 0 ? noGroups : keys.length < listed.length ? ({ kind: 'secret' } as const) : undefined;
  return { keys, ...(doubt === undefined ? {} : { doubt }) };
}

function whyUnidentified({ identity: { name, cluster, place } }: DeclaredService): ReasonData {
  if (place.doubt !== undefined) return reasonOf(place.doubt);
  const [open] = [name, cluster].flatMap((one) => (one === undefined || one.state === 'known' ? [] : [one]));
  return open === undefined ? { kind: 'ambiguous' } : reasonOf(unknownIn(open));
}
