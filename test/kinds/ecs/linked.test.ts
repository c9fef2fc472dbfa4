import { describe, expect, it } from 'vitest';
import { type DeclaredServiceIdentity, mayRun, type Runnable } from '../../../src/kinds/ecs/declared-service.ts';
import { definitionsNear, servicesThatMayRun } from '../../../src/kinds/ecs/linked.ts';
import type { Pointer } from '../../../src/kinds/ecs/pointer.ts';
import type { Place } from '../../../src/model/place.ts';
import type { SourceRange } from '../../../src/model/source.ts';

const at: SourceRange = {
  file: 'main.tf',
  start: { line: 1, column: 1, offset: 0 },
  end: { line: 1, column: 2, offset: 1 },
};
const here: Place = { account: '123456789012', region: 'us-east-1' };
const none: Pointer = { addresses: [], names: [] };

function service(address: string, pointer: Pointer | undefined, place = here): DeclaredServiceIdentity {
  const known = { state: 'known', value: address } as const;
  return { address, at, name: known, cluster: known, place, ...(pointer === undefined ? {} : { pointer }) };
}

function definition(address: string, family: string | undefined, place = here): Runnable {
  return { address, family: family === undefined ? undefined : { state: 'known', value: family }, place };
}

const services = [
  service('open', none),
  service('resource', { addresses: ['aws_ecs_task_definition.a'], names: [] }),
  service('instance', { addresses: ['aws_ecs_task_definition.b[1]'], names: [] }),
  service('whole', { addresses: ['aws_ecs_task_definition.b'], names: [] }),
  service('family', { addresses: [], names: [{ family: 'api', revision: 3 }] }),
  service('both', { addresses: ['aws_ecs_task_definition.a'], names: [{ family: 'api' }] }),
  service('elsewhere', none, { ...here, region: 'eu-west-1' }),
  service('external', undefined),
  service('two', { addresses: ['aws_ecs_task_definition.b[0]', 'aws_ecs_task_definition.a'], names: [] }),
];
const definitions = [
  definition('aws_ecs_task_definition.b[0]', 'worker'),
  definition('aws_ecs_task_definition.a', 'api'),
  definition('aws_ecs_task_definition.b[1]', 'worker'),
  definition('aws_ecs_task_definition.c', undefined),
  definition('aws_ecs_task_definition.d', 'api', { ...here, region: 'eu-west-1' }),
];

describe('services and task definitions', () => {
  it.each(definitions)('finds the services that may run $address', (one) => {
    expect(servicesThatMayRun(services)(one)).toEqual(services.filter((each) => mayRun(each, one)));
  });

  it.each([
    ['open', undefined, []],
    ['open', 'api:1', ['a', 'c', 'd']],
    ['open', 'other', ['c']],
    ['resource', 'worker:1', ['a']],
    ['instance', undefined, ['b[1]']],
    ['whole', undefined, ['b[0]', 'b[1]']],
    ['family', undefined, ['a', 'd']],
    ['both', undefined, ['a']],
    ['external', 'worker:2', ['b[0]', 'b[1]', 'c']],
    ['external', undefined, []],
    ['two', undefined, ['b[0]', 'a']],
  ])('finds what %s points at when it runs %s', (address, runs, expected) => {
    const near = definitionsNear(definitions);
    const found = services.filter((one) => one.address === address).flatMap((one) => near(one, runs));
    expect(found.map((one) => one.address)).toEqual(expected.map((name) => `aws_ecs_task_definition.${name}`));
  });

  it('looks at each service a few times, however many task definitions there are', () => {
    const count = 2000;
    let looked = 0;
    const many = Array.from({ length: count }, (_, index): DeclaredServiceIdentity => {
      const pointer: Pointer = { addresses: [`aws_ecs_task_definition.this["${index}"]`], names: [] };
      return {
        ...service(`aws_ecs_service.this["${index}"]`, undefined),
        get pointer() {
          looked += 1;
          return pointer;
        },
      };
    });
    const servicesOf = servicesThatMayRun(many);
    for (let index = 0; index < count; index += 1) {
      expect(servicesOf(definition(`aws_ecs_task_definition.this["${index}"]`, `f${index}`))).toEqual([many[index]]);
    }
    expect(looked).toBeLessThan(10 * count);
  });
});
