import { ask, type Session } from './ask.ts';
import { type Batch, createBatch } from './batch.ts';
import { type ClientOptions, createClients } from './clients.ts';
import { keyText, type Recorded, type RecordedRead, sortRecorded } from './key.ts';
import {
  imagesPerCall,
  parametersPerCall,
  serviceDeploymentsPerCall,
  servicesPerCall,
  tasksPerCall,
  valuesPerFilter,
} from './limits.ts';
import { describeSecurityGroupRules, describeSecurityGroups } from './reads/ec2.ts';
import { findSecurityGroups, findSubnets, findVpcs } from './reads/ec2-lookup.ts';
import { describeImages, describeRepository, imagesOfIndex } from './reads/ecr.ts';
import { describeServices, describeTaskDefinition } from './reads/ecs.ts';
import {
  describeServiceDeployments,
  describeServiceRevisions,
  describeTasks,
  listServiceDeployments,
  listTasks,
} from './reads/ecs-delivery.ts';
import { listServices, listTaskDefinitions } from './reads/ecs-history.ts';
import { getRole } from './reads/iam.ts';
import { describeSecret } from './reads/secrets-manager.ts';
import { describeParameters } from './reads/ssm.ts';
import type { AwsReader, CallerIdentity, LiveTaskDefinition, Read, ReadName, Reads } from './reads.ts';
import { createSealer, type Sealer } from './seal.ts';

export interface ReaderOptions extends ClientOptions {
  /** Milliseconds from now after which nothing is read any more: what is not read by then is unreadable. */
  readonly timeoutMs?: number;
  /** Names whose values are not secret (`redact.allow` of the configuration). */
  readonly allow?: ReadonlySet<string>;
}

/** A reader of the API, and what it did. */
export interface LiveReader extends AwsReader {
  /** API calls made so far; a call that the SDK tried several times counts once. */
  calls(): number;
  /** Everything that was read so far, in total order: what a snapshot is made of. */
  recorded(): RecordedRead[];
}

/** One read: how it is made, and what came of it so far, by `keyText`. */
interface Store<N extends ReadName> {
  readonly make: (key: Reads[N]['key'], region: string) => Promise<Read<Reads[N]['result']>>;
  readonly pending: Map<string, Promise<Read<Reads[N]['result']>>>;
  readonly done: Map<string, Recorded<N>>;
}
type Stores = { readonly [N in ReadName]: Store<N> };

/**
 * Reads from AWS. What is asked for in the same turn travels together, and everything is asked for once in the reader's life, also what could not
 * be read. Texts that may be secret are sealed before they leave here.
 *
 * A read rejects only with the reason of `options.signal`.
 */
export function createAwsReader(options: ReaderOptions = {}): LiveReader {
  const deadline = options.timeoutMs === undefined ? undefined : AbortSignal.timeout(options.timeoutMs);
  const signals = [options.signal, deadline].filter((signal) => signal !== undefined);
  const clients = createClients({ ...options, ...(signals.length === 0 ? {} : { signal: AbortSignal.any(signals) }) });
  const session: Session = { clients, signal: options.signal, deadline };
  const sealer = createSealer(options.allow ?? new Set());

  const services = batches((region, cluster) =>
    createBatch(servicesPerCall, (names) => describeServices(session, region, cluster, names)),
  );
  const tasks = batches((region, cluster) =>
    createBatch(tasksPerCall, (arns) => describeTasks(session, region, cluster, arns)),
  );
  const serviceDeployments = batches((region) =>
    createBatch(serviceDeploymentsPerCall, (arns) => describeServiceDeployments(session, region, arns)),
  );
  const serviceRevisions = batches((region) =>
    createBatch(serviceDeploymentsPerCall, (arns) => describeServiceRevisions(session, region, arns)),
  );
  const images = batches((region, within) =>
    createBatch(imagesPerCall, (ids) => describeImages(session, region, within, ids)),
  );
  const groupsById = batches((region) =>
    createBatch(valuesPerFilter, (ids) => describeSecurityGroups(session, region, { by: 'group-id' }, ids)),
  );
  const groupsBy = (by: 'group-name' | 'group-name-prefix') =>
    batches((region, vpcId) =>
      createBatch(valuesPerFilter, (names) =>
        describeSecurityGroups(session, region, { by, ...(vpcId === '' ? {} : { vpcId }) }, names),
      ),
    );
  const groupsByName = groupsBy('group-name');
  const groupsByPrefix = groupsBy('group-name-prefix');
  const rules = batches((region) =>
    createBatch(valuesPerFilter, (ids) => describeSecurityGroupRules(session, region, ids)),
  );
  const parameters = batches((region) =>
    createBatch(parametersPerCall, (names) => describeParameters(session, region, names)),
  );

  const revisions = new Map<string, Read<LiveTaskDefinition>>();
  const stores: Stores = {
    'sts:GetCallerIdentity': store((_, region) => callerIdentity(session, region)),
    'ecs:DescribeTaskDefinition': store(async ({ taskDefinition }, region) => {
      // The family's latest revision was read, and now it is asked for by its own name.
      const known = revisions.get(`${region} ${taskDefinition}`);
      if (known !== undefined) return known;
      const read = await describeTaskDefinition(session, region, taskDefinition);
      if (read.status === 'found') {
        const { taskDefinitionArn, family, revision } = read.value;
        revisions.set(`${region} ${taskDefinitionArn}`, read).set(`${region} ${family}:${revision}`, read);
      }
      return read;
    }),
    'ecs:DescribeServices': store(({ cluster, service }, region) => services(region, cluster).ask(service)),
    'ecs:ListTaskDefinitions': store((key, region) => listTaskDefinitions(session, region, key)),
    'ecs:ListServices': store((key, region) => listServices(session, region, key)),
    'ecs:ListTasks': store((key, region) => listTasks(session, region, key)),
    'ecs:DescribeTasks': store(({ cluster, task }, region) => tasks(region, cluster).ask(task)),
    'ecs:ListServiceDeployments': store((key, region) => listServiceDeployments(session, region, key)),
    'ecs:DescribeServiceDeployments': store((key, region) =>
      serviceDeployments(region, '').ask(key['service-deployment']),
    ),
    'ecs:DescribeServiceRevisions': store((key, region) => serviceRevisions(region, '').ask(key['service-revision'])),
    'ec2:DescribeSecurityGroups': store((key, region) => {
      if ('filters' in key) return findSecurityGroups(session, region, key.filters);
      if ('group-id' in key) return groupsById(region, '').ask(key['group-id']);
      const vpcId = key['vpc-id'] ?? '';
      return 'group-name' in key
        ? groupsByName(region, vpcId).ask(key['group-name'])
        : groupsByPrefix(region, vpcId).ask(key['group-name-prefix']);
    }),
    'ec2:DescribeSecurityGroupRules': store((key, region) => rules(region, '').ask(key['group-id'])),
    'ec2:DescribeVpcs': store(({ filters }, region) => findVpcs(session, region, filters)),
    'ec2:DescribeSubnets': store(({ filters }, region) => findSubnets(session, region, filters)),
    'ssm:DescribeParameters': store(({ name }, region) => parameters(region, '').ask(name)),
    'secretsmanager:DescribeSecret': store((key, region) => describeSecret(session, region, key['secret-id'])),
    'ecr:DescribeRepositories': store((key, region) => describeRepository(session, region, key)),
    'ecr:DescribeImages': store(({ repository, registry, ...image }, region) =>
      images(region, JSON.stringify({ repository, registry })).ask(JSON.stringify(image)),
    ),
    'ecr:BatchGetImage': store((key, region) => imagesOfIndex(session, region, key)),
    'iam:GetRole': store((key, region) => getRole(session, region, key['role-name'])),
  };

  return {
    source: 'aws',
    defaultRegion: clients.defaultRegion,
    calls: clients.calls,
    unknownMembers: () =>
      clients
        .unknownMembers()
        .map((one) => (sealer.isSecretName(one.member) ? { ...one, member: '(sensitive)' } : one)),
    secretTexts: sealer.secretTexts,
    recorded: () =>
      sortRecorded([
        ...stores['sts:GetCallerIdentity'].done.values(),
        ...stores['ecs:DescribeTaskDefinition'].done.values(),
        ...stores['ecs:DescribeServices'].done.values(),
        ...stores['ecs:ListTaskDefinitions'].done.values(),
        ...stores['ecs:ListServices'].done.values(),
        ...stores['ecs:ListTasks'].done.values(),
        ...stores['ecs:DescribeTasks'].done.values(),
        ...stores['ecs:ListServiceDeployments'].done.values(),
        ...stores['ecs:DescribeServiceDeployments'].done.values(),
        ...stores['ecs:DescribeServiceRevisions'].done.values(),
        ...stores['ec2:DescribeSecurityGroups'].done.values(),
        ...stores['ec2:DescribeSecurityGroupRules'].done.values(),
        ...stores['ec2:DescribeVpcs'].done.values(),
        ...stores['ec2:DescribeSubnets'].done.values(),
        ...stores['ssm:DescribeParameters'].done.values(),
        ...stores['secretsmanager:DescribeSecret'].done.values(),
        ...stores['ecr:DescribeRepositories'].done.values(),
        ...stores['ecr:DescribeImages'].done.values(),
        ...stores['ecr:BatchGetImage'].done.values(),
        ...stores['iam:GetRole'].done.values(),
      ]),
    async read(name, key, wanted) {
      options.signal?.throwIfAborted();
      const region = wanted ?? (await clients.defaultRegion());
      if (region === undefined) return { status: 'unreadable', problem: { kind: 'unknown-region', action: name } };
      return readOnce(stores[name], sealer, name, key, region);
    },
  };
}

function store<N extends ReadName>(make: Store<N>['make']): Store<N> {
  return { make, pending: new Map(), done: new Map() };
}

function readOnce<N extends ReadName>(
  { make, pending, done }: Store<N>,
  sealer: Sealer,
  action: N,
  key: Reads[N]['key'],
  region: string,
): Promise<Read<Reads[N]['result']>> {
  const id = keyText(action, key, region);
  const existing = pending.get(id);
  if (existing !== undefined) return existing;
  const result = make(key, region).then((raw) => {
    const { read, withheld } = sealer.seal(key, raw);
    done.set(id, { action, region, key, read, ...(withheld ? { withheld } : {}) });
    return read;
  });
  pending.set(id, result);
  return result;
}

async function callerIdentity(session: Session, region: string): Promise<Read<CallerIdentity>> {
  const action = 'sts:GetCallerIdentity';
  const answer = await ask(session, action, region, async (options) => {
    const client = await session.clients.sts(region);
    const { GetCallerIdentityCommand } = await import('./sdk/sts.ts');
    return client.send(new GetCallerIdentityCommand({}), options);
  });
  if (answer.status !== 'found') return answer;
  const { Account, Arn } = answer.value;
  return { status: 'found', value: { account: Account, arn: Arn } };
}

/** One batch for each region and container of keys (a cluster, a VPC, or ''). */
function batches<R>(create: (region: string, within: string) => Batch<string, R>) {
  const existing = new Map<string, Batch<string, R>>();
  return (region: string, within: string): Batch<string, R> => {
    const id = JSON.stringify([region, within]);
    const batch = existing.get(id) ?? create(region, within);
    existing.set(id, batch);
    return batch;
  };
}
