import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Fault } from './faults.ts';
import { createFleet } from './fleet.ts';
import { startAwsServer } from './server.ts';
import type { World } from './world.ts';

/*
 * The server as a process, over a world from a file or a fleet from a seed. It writes `{"endpoint":"http://127.0.0.1:…"}` when it
 * answers and ends on SIGTERM; `GET /calls` tells how often each action was called.
 *
 *   npx esbuild test/aws-server/main.ts --bundle --platform=node --format=esm --outfile=aws-server.mjs
 *   node aws-server.mjs --services 500 --groups 200 --seed 1
 */

const { values } = parseArgs({
  options: {
    world: { type: 'string' },
    faults: { type: 'string' },
    seed: { type: 'string', default: '1' },
    services: { type: 'string', default: '100' },
    groups: { type: 'string', default: '50' },
    clusters: { type: 'string', default: '1' },
    tasks: { type: 'string', default: '3' },
    region: { type: 'string', default: 'us-east-1' },
    port: { type: 'string', default: '0' },
    latency: { type: 'string', default: '0' },
  },
});

const world: World =
  values.world === undefined
    ? createFleet({
        seed: whole('seed'),
        services: whole('services'),
        groups: whole('groups'),
        clusters: whole('clusters'),
        tasks: whole('tasks'),
        region: values.region,
      })
    : JSON.parse(readFileSync(values.world, 'utf8'));
const faults: readonly Fault[] = values.faults === undefined ? [] : JSON.parse(readFileSync(values.faults, 'utf8'));

const server = await startAwsServer(world, { faults, port: whole('port'), latencyMs: whole('latency') });
process.stdout.write(`${JSON.stringify({ endpoint: server.endpoint })}\n`);
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void server.close());

function whole(name: 'seed' | 'services' | 'groups' | 'clusters' | 'tasks' | 'port' | 'latency'): number {
  const text = values[name];
  if (!/^\d+$/.test(text)) throw new Error(`--${name} is a whole number, not ${JSON.stringify(text)}`);
  return Number(text);
}
