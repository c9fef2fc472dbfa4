import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareTaskDefinition } from '../../../../src/kinds/ecs/task-definition/compare.ts';
import type { ContainerModel } from '../../../../src/kinds/ecs/task-definition/container.ts';
import { readContainers } from '../../../../src/kinds/ecs/task-definition/containers.ts';
import type { TaskDefinitionModel } from '../../../../src/kinds/ecs/task-definition/model.ts';
import { normaliseDeclared, normaliseLive } from '../../../../src/kinds/ecs/task-definition/normalise.ts';
import { cpuUnits, memoryMib } from '../../../../src/kinds/ecs/task-definition/units.ts';
import { json } from '../world.ts';

const port = fc.constantFrom(80, 443, 8080);
const word = fc.constantFrom('a', 'b', 'c');
const container = fc.record(
  {
    name: word,
    image: word,
    cpu: fc.constantFrom(0, 256),
    essential: fc.boolean(),
    environment: fc.array(fc.record({ name: word, value: word }), { maxLength: 3 }),
    command: fc.array(word, { maxLength: 2 }),
    portMappings: fc.array(
      fc.record(
        { containerPort: port, hostPort: fc.oneof(port, fc.constant(0)), protocol: fc.constantFrom('tcp', 'udp') },
        { requiredKeys: ['containerPort'] },
      ),
      { maxLength: 3 },
    ),
    healthCheck: fc.record(
      { command: fc.constant(['CMD', 'true']), interval: fc.constantFrom(10, 30), retries: fc.constantFrom(1, 3) },
      { requiredKeys: ['command'] },
    ),
    privileged: fc.boolean(),
  },
  { requiredKeys: ['name', 'image'] },
);
const containers = fc.array(container, { maxLength: 3 });
const networkMode = fc.constantFrom('awsvpc', 'host', 'bridge', undefined);

describe('normalising', () => {
  it('twice is the same as once, on both sides', () => {
    fc.assert(
      fc.property(containers, networkMode, (list, mode) => {
        const live: TaskDefinitionModel = { networkMode: mode, containers: list satisfies readonly ContainerModel[] };
        const once = normaliseLive(live);
        expect(normaliseLive(once)).toEqual(once);
        const declared = {
          state: 'record',
          members: { containers: readContainers(json(JSON.parse(JSON.stringify(list))).value) },
        } as const;
        const read = normaliseDeclared(declared, mode);
        expect(normaliseDeclared(read, mode)).toEqual(read);
      }),
    );
  });

  it('does not make a difference of what was read from its own JSON', () => {
    fc.assert(
      fc.property(containers, networkMode, (list, mode) => {
        const declared = {
          state: 'record',
          members: { containers: readContainers(json(JSON.parse(JSON.stringify(list))).value) },
        } as const;
        const live: TaskDefinitionModel = { networkMode: mode, containers: list satisfies readonly ContainerModel[] };
        const comparison = compareTaskDefinition(declared, live, undefined);
        expect(comparison.filter(({ outcome }) => outcome !== 'equal')).toEqual([]);
      }),
    );
  });
});

describe('units', () => {
  it.each([
    ['1 vCPU', '1024'],
    ['1vcpu', '1024'],
    ['.25 vCPU', '256'],
    [' 512 ', '512'],
    ['0512', '512'],
    ['lots', 'lots'],
  ])('cpu %s', (text, units) => {
    expect(cpuUnits(text)).toBe(units);
    expect(cpuUnits(units)).toBe(units);
  });

  it.each([
    ['1GB', '1024'],
    ['0.5 GB', '512'],
    ['2048', '2048'],
  ])('memory %s', (text, mib) => {
    expect(memoryMib(text)).toBe(mib);
  });
});
