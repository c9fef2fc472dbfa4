import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { replaySnapshot } from '../../src/aws/snapshot/snapshot.ts';
import { checkLoaded, comparedTypes } from '../../src/check/check.ts';
import { loadDeclaration } from '../../src/check/declaration.ts';
import { ProblemError } from '../../src/model/problem.ts';
import { mutate, random } from './mutations.ts';
import { memberOf } from './neutral.ts';
import { at, placesIn, type Tree } from './tree.ts';

/*
 * A snapshot that is not as it should be is refused or compared, and never ends a run with a crash.
 */

const runs = Number(process.env['FUZZ_RUNS'] || 60);

/** Every list and object that a service and a container may have and that no fixture has. */
const service = {
  deploymentConfiguration: {
    alarms: { alarmNames: ['a'], enable: true },
    lifecycleHooks: [{ hookTargetArn: 'a', lifecycleStages: ['RECONCILE_SERVICE'] }],
    deploymentCircuitBreaker: { enable: true, rollback: true },
  },
  placementConstraints: [{ type: 'memberOf', expression: 'a' }],
  placementStrategy: [{ type: 'spread', field: 'host' }],
  loadBalancers: [{ containerName: 'api', containerPort: 1, advancedConfiguration: { roleArn: 'a' } }],
  serviceRegistries: [{ registryArn: 'a' }],
  capacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1 }],
};
const container = {
  systemControls: [{ namespace: 'a', value: 'b' }],
  resourceRequirements: [{ type: 'GPU', value: '1' }],
  extraHosts: [{ hostname: 'a', ipAddress: '10.0.0.1' }],
  dnsServers: ['10.0.0.2'],
  linuxParameters: { capabilities: { add: ['a'] }, devices: [{ hostPath: 'a', permissions: ['read'] }] },
  restartPolicy: { enabled: true, ignoredExitCodes: [1] },
};

const file = new URL('../../fixtures/incident/states/e-with-redis-rule/live.json', import.meta.url);

/** The fixture with all of that in it. */
function snapshot(): Tree {
  const tree: Tree = JSON.parse(readFileSync(file, 'utf8'));
  for (const path of placesIn(tree)) {
    const inside = at(tree, path);
    if (typeof inside !== 'object' || inside === null) continue;
    if ('serviceArn' in inside && 'deployments' in inside) Object.assign(inside, service);
    if ('environment' in inside && 'image' in inside) Object.assign(inside, container);
  }
  return tree;
}

it('a snapshot that is not as it should be never crashes a run', { timeout: 60_000 + runs * 1000 }, async () => {
  const code = { directory: 'fixtures/incident', environment: {} };
  const declaration = await loadDeclaration({ ...code, types: comparedTypes() });
  const tree = snapshot();
  const draw = random(5);
  const crashes: string[] = [];
  let refused = 0;
  for (let tried = 0; tried < runs; ) {
    const mutation = mutate(tree, draw);
    if (mutation === undefined) continue;
    tried += 1;
    try {
      const aws = replaySnapshot(JSON.stringify(mutation.tree), 'live.json');
      await checkLoaded({ loaded: [{ target: { ...code, aws }, declaration }], failed: [] }, {});
    } catch (error) {
      if (error instanceof ProblemError) refused += 1;
      else crashes.push(`${memberOf(mutation.path)}: ${mutation.operator}: ${String(error)}`);
    }
  }
  console.info(`snapshot: ${runs} mutations: ${refused} refused`);
  expect(crashes).toEqual([]);
  expect(refused).toBeGreaterThan(0);
});
