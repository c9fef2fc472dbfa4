import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Fault } from './faults.ts';
import { createFleet } from './fleet.ts';
import { startAwsServer } from './server.ts';
import { createServiceStack } from './service-stack.ts';
import type { World } from './world.ts';

/*
 * The server as a process, over a world from a file, a stack of services, or a fleet from a seed. It writes `{"endpoint":"http://127.0.0.1:…"}` when it
 * answers and ends on SIGTERM; `GET /calls` tells how often each action was called, `GET /errors` how often it was refused.
 *
 *   npx esbuild test/aws-server/main.ts --bundle --platform=node --format=esm --outfile=aws-server.mjs
 *   node aws-server.mjs --services 500 --groups 200 --seed 1
 *   node aws-server.mjs --stack-services 100 --stack-code ./stack --latency 40 --latency-spread 20 --buckets
 */

const { values } = parseArgs({
  options: {
    // What it answers from: a file, what a stack of so many services declares, or a fleet.
    world: { type: 'string' },
    'stack-services': { type: 'string' },
    // A folder that the code of the stack is written to.
    'stack-code': { type: 'string' },
    services: { type: 'string', default: '100' },
    groups: { type: 'string', default: '50' },
    clusters: { type: 'string', default: '1' },
    tasks: { type: 'string', default: '3' },
    region: { type: 'string', default: 'us-east-1' },
    // The fleet, the latency and the faults that name no seed follow from it.
    seed: { type: 'string', default: '1' },
    // How it answers.
    faults: { type: 'string' },
    latency: { type: 'string', default: '0' },
    'latency-spread': { type: 'string', default: '0' },
    buckets: { type: 'boolean', default: false },
    'page-size': { type: 'string' },
    port: { type: 'string', default: '0' },
  },
});

const seed = whole('seed', values.seed);
const world: World = values.world === undefined ? made() : JSON.parse(readFileSync(values.world, 'utf8'));
const faults: readonly Fault[] = values.faults === undefined ? [] : JSON.parse(readFileSync(values.faults, 'utf8'));

const server = await startAwsServer(world, {
  faults: faults.map((fault) => ({ seed, ...fault })),
  port: whole('port', values.port),
  latencyMs: whole('latency', values.latency),
  latencySpreadMs: whole('latency-spread', values['latency-spread']),
  latencySeed: seed,
  buckets: values.buckets,
  ...(values['page-size'] === undefined ? {} : { mostPerPage: whole('page-size', values['page-size']) }),
});
process.stdout.write(`${JSON.stringify({ endpoint: server.endpoint })}\n`);
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void server.close());

function made(): World {
  const { 'stack-services': stackServices, 'stack-code': folder } = values;
  if (stackServices !== undefined) {
    const { files, world } = createServiceStack({
      services: whole('stack-services', stackServices),
      region: values.region,
    });
    if (folder !== undefined) writeCode(folder, files);
    return world;
  }
  return createFleet({
    seed,
    services: whole('services', values.services),
    groups: whole('groups', values.groups),
    clusters: whole('clusters', values.clusters),
    tasks: whole('tasks', values.tasks),
    region: values.region,
  });
}

function writeCode(folder: string, files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function whole(name: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`--${name} is a whole number, not ${JSON.stringify(text)}`);
  return Number(text);
}
