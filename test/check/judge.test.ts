import { describe, expect, it } from 'vitest';
import { statusOf, viewsOf } from '../../src/check/views.ts';
import { ecsTaskDefinition } from '../../src/kinds/ecs/task-definition/index.ts';
import type { Compared, Leaf } from '../../src/model/leaf.ts';
import { formatPath, isWithin, parsePath } from '../../src/model/path.ts';
import { aws, json, liveRevision } from '../kinds/ecs/world.ts';
import { resource, stackOf } from '../kinds/resources.ts';

/* What judges leaves does so before anything is counted: counts and statuses follow what was judged. */

const world = { revisions: [liveRevision('api', 7, [{ name: 'api', image: 'api:2', cpu: 256 }])] };

async function compared(cpu: number): Promise<Compared> {
  const containers = json([{ name: 'api', image: 'api:1', cpu }]);
  const definition = resource('aws_ecs_task_definition.api', { family: 'api', container_definitions: containers });
  const root = { target: 'default', stack: stackOf([definition]) };
  return (await ecsTaskDefinition.declare([root]).read(aws(world))).compare();
}

/** Somebody else owns what stands at a path: it may differ, and all others still fail. */
function owned(all: Compared, path: string): Compared {
  const own = parsePath(path);
  const judge = (leaf: Leaf): Leaf =>
    leaf.outcome === 'differs' && isWithin(leaf.path, own)
      ? { ...leaf, verdict: 'owned', policy: { owner: 'pipeline' } }
      : leaf;
  return { ...all, leaves: all.leaves.map(judge) };
}

const inShort = (all: Compared) => {
  const { checked, findings } = viewsOf(all);
  return {
    status: checked.map((one) => one.status),
    attributes: checked.map((one) => one.attributes),
    findings: findings.map((one) => `${one.path}: ${one.verdict ?? 'drift'}`),
  };
};

describe('a leaf that somebody owns', () => {
  it('leaves the resource in sync, and is compared without being drift', async () => {
    const all = await compared(256);
    const before = inShort(all);
    const [attributes] = before.attributes;
    expect(before).toMatchObject({ status: ['drifted'], findings: ['containers[api].image: drift'] });
    expect(inShort(owned(all, 'containers[api].image'))).toEqual({
      status: ['in-sync'],
      attributes: [{ ...attributes, drifted: 0 }],
      findings: ['containers[api].image: owned'],
    });
  });

  it('does not cover for another', async () => {
    const all = owned(await compared(512), 'containers[api].image');
    const result = inShort(all);
    expect(result.status).toEqual(['drifted']);
    expect(result.attributes[0]?.drifted).toBe(1);
    expect(result.findings.toSorted()).toEqual(['containers[api].cpu: drift', 'containers[api].image: owned']);
  });

  it('may be anything that the path leads into', async () => {
    const all = owned(await compared(512), 'containers');
    const [subject] = all.subjects;
    expect(subject && statusOf(subject, all.leaves)).toBe('in-sync');
    expect(all.leaves.filter(({ outcome }) => outcome === 'differs').map(({ path }) => formatPath(path))).toHaveLength(
      2,
    );
  });
});
