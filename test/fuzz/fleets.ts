import { authorize, createSecurityGroup, createVpc } from '../aws-server/groups.ts';
import { createRepository, pushImage } from '../aws-server/images.ts';
import { deployed, halfDeployed, rolledBack, withRedisRule } from '../aws-server/incident.ts';
import { putParameter } from '../aws-server/secrets.ts';
import { createService } from '../aws-server/services.ts';
import { registerTaskDefinition } from '../aws-server/task-definitions.ts';
import { createCluster, createRole, emptyWorld, type World } from '../aws-server/world.ts';
import { taskDefinition } from '../e2e/shop.ts';

/** Code and the account that it describes. */
export interface Fleet {
  readonly name: string;
  readonly directory: string;
  readonly world: World;
  readonly variables: Readonly<Record<string, string>>;
  /** Whether the account is as declared. */
  readonly inSync: boolean;
}

const vpcId = 'vpc-0a1b2c3d4e5f60718';

/** The shop of the end-to-end tests, as `test/e2e/shop.ts` builds it. */
function shop(): World {
  const [apiGroup, redisGroup] = ['sg-0a1b00000000000a1', 'sg-0a1b00000000000b2'];
  const empty = createVpc(createCluster(emptyWorld({ now: '2026-02-03T09:12:44Z' }), 'shop'), vpcId, '10.0.0.0/8');
  const ready = createRole(putParameter(createRepository(empty, 'shop-api'), '/shop/database-url'), 'shop-execution');
  const pushed = pushImage(ready, { repository: 'shop-api', tag: 'v7', source: 'v7' });
  const groups = createSecurityGroup(
    createSecurityGroup(pushed, { id: apiGroup, name: 'shop-api', vpcId, description: "Tasks of the shop's API" }),
    { id: redisGroup, name: 'shop-redis', vpcId, description: 'Redis', egress: 'none' },
  );
  const tcp = { direction: 'ingress', protocol: 'tcp' } as const;
  const ruled = [
    { ...tcp, group: apiGroup, from: 8080, to: 8080, cidr: '10.1.0.0/16' },
    { ...tcp, group: redisGroup, from: 6379, to: 6379, cidr: '10.9.0.0/16', description: 'Office' },
    { ...tcp, group: redisGroup, from: 6379, to: 6379, source: apiGroup },
  ].reduce(authorize, groups);
  return createService(registerTaskDefinition(ruled, taskDefinition()), {
    cluster: 'shop',
    serviceName: 'shop-api',
    taskDefinition: 'shop-api',
    desiredCount: 2,
    launchType: 'FARGATE',
  });
}

/** In sync, and in three states in which they are not and the whole way of a delivery is read. */
export function fleets(): readonly Fleet[] {
  const incident = { directory: 'fixtures/incident', variables: {} };
  return [
    { ...incident, name: 'incident', world: withRedisRule(deployed()), inSync: true },
    { name: 'shop', directory: 'test/e2e/terraform', variables: { vpc_id: vpcId }, world: shop(), inSync: true },
    { ...incident, name: 'incident, rolled back', world: withRedisRule(rolledBack()), inSync: false },
    { ...incident, name: 'incident, half deployed', world: withRedisRule(halfDeployed()), inSync: false },
  ];
}
