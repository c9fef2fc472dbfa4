import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareFindings } from '../../src/check/importance.ts';
import type { Finding } from '../../src/model/report/finding.ts';
import { findingOf, findings } from '../report/samples.ts';

const inShort = ({ rule, address, path }: Finding): string => `${rule} ${address} ${path}`;

describe('findings', () => {
  it('come most important first, then by address and path', () => {
    const delivery: Partial<Finding> = {
      type: 'delivery-broken',
      hops: [{ hop: 'declared', state: 'as-declared' }],
      brokenAt: 'service',
    };
    const danger = { code: 'opens-to-everybody', severity: 'error', direction: 'ingress' } as const;
    const unmanaged = { type: 'resource-unmanaged', address: 'z' } as const;
    const ordered = [
      findingOf('sg/rule-unmanaged', { ...unmanaged, path: 'ingress[22]', danger: [danger] }),
      findingOf('sg/rule-missing', {
        type: 'element-missing',
        path: 'p',
        danger: [{ ...danger, code: 'closes-data' }],
      }),
      findingOf('ecs/service-missing', { type: 'resource-missing', address: 'z', path: '' }),
      findingOf('delivery/rolled-back', { ...delivery, address: 'y', path: 'taskDefinition' }),
      findingOf('ecs/secret-source-missing', { address: 'x', path: 'containers[api].secrets[A].valueFrom' }),
      findingOf('ecs/env-missing', { type: 'element-missing', address: 'w', path: 'containers[api].environment[A]' }),
      findingOf('sg/rule-missing', { type: 'element-missing', address: 'x', path: 'ingress[1]' }),
      findingOf('sg/rule-missing', { type: 'element-missing', address: 'x', path: 'ingress[2]' }),
      findingOf('ecs/container-changed', { address: 'a', path: 'containers[log_router].user' }),
      findingOf('ecs/env-extra', { type: 'element-extra', address: 'a', path: 'containers[api].environment[B]' }),
      findingOf('delivery/image-stale', { ...delivery, severity: 'warning', address: 'a', path: 'p' }),
      findingOf('sg/rule-unmanaged', {
        ...unmanaged,
        severity: 'warning',
        path: 'ingress[443]',
        danger: [{ ...danger, severity: 'warning' }],
      }),
      findingOf('ecs/tags-changed', { severity: 'note', address: 'a', path: 'tags[A]' }),
      findingOf('ecs/env-changed', { verdict: 'pending', address: 'a', path: 'p' }),
      findingOf('ecs/service-missing', { verdict: 'owned', type: 'resource-missing', address: 'a', path: '' }),
    ];
    expect(ordered.toReversed().toSorted(compareFindings).map(inShort)).toEqual(ordered.map(inShort));
  });

  it('have one order, whatever they came in', () => {
    const named = findings.map((finding, index) => ({ ...finding, path: `${finding.path} ${index}` }));
    const ordered = named.toSorted(compareFindings).map(({ path }) => path);
    fc.assert(
      fc.property(fc.shuffledSubarray(named, { minLength: named.length }), (shuffled) => {
        expect(shuffled.toSorted(compareFindings).map(({ path }) => path)).toEqual(ordered);
      }),
      { numRuns: 20 },
    );
  });
});
