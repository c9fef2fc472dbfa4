import { describe, expect, it } from 'vitest';
import { statusOf, viewsOf } from '../../src/check/views.ts';
import { ecsTaskDefinition } from '../../src/kinds/ecs/task-definition/index.ts';
import { type Compared, type Leaf, ownedBy, type Subject } from '../../src/model/leaf.ts';
import { formatPath, isWithin, parsePath, wholePath } from '../../src/model/path.ts';
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

const by = { kind: 'ignore-changes', argument: 'container_definitions' } as const;

/** Somebody else owns what stands at a path: it may differ, and all others still fail. */
function owned(all: Compared, path: string): Compared {
  const own = parsePath(path);
  return { ...all, leaves: all.leaves.flatMap((leaf) => (isWithin(leaf.path, own) ? ownedBy([leaf], by) : [leaf])) };
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
  it('is compared, and is neither equal nor drift', async () => {
    const all = await compared(256);
    const before = inShort(all);
    const [attributes] = before.attributes;
    expect(before).toMatchObject({ status: ['drifted'], findings: ['containers[api].image: drift'] });
    expect(inShort(owned(all, 'containers[api].image'))).toEqual({
      status: ['owned'],
      attributes: [{ ...attributes, drifted: 0, owned: 1 }],
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
    expect(subject && statusOf(subject, all.leaves)).toBe('owned');
    expect(all.leaves.filter(({ outcome }) => outcome === 'differs').map(({ path }) => formatPath(path))).toHaveLength(
      2,
    );
  });

  it('is not equal, missing as a whole or owned already', () => {
    const subject: Subject = { kind: 'ecs-service', target: 'default', address: 'aws_ecs_service.api', identity: {} };
    const differs = { outcome: 'differs', change: 'missing', subject, rule: 'ecs/service-missing' } as const;
    const controller = { kind: 'deployment-controller', name: 'CODE_DEPLOY' } as const;
    const others: readonly Leaf[] = [
      { outcome: 'equal', subject, path: wholePath },
      { ...differs, path: wholePath, whole: true },
      { ...differs, path: parsePath('loadBalancers'), verdict: 'owned', policy: { by: controller } },
    ];
    expect(ownedBy(others, by)).toEqual(others);
  });

  it('is no gap of the code where it is not known', () => {
    const subject: Subject = { kind: 'ecs-service', target: 'default', address: 'aws_ecs_service.api', identity: {} };
    const reason = { kind: 'variable', name: 'image' } as const;
    const path = parsePath('containers');
    const leaves = ownedBy(
      [{ outcome: 'undetermined', code: 'value-unknown', scope: 'resource', subject, path, reason }],
      by,
    );
    const { gaps, checked } = viewsOf({ subjects: [subject], leaves });
    expect(gaps).toMatchObject([{ code: 'value-unknown', scope: 'leaf', policy: { by } }]);
    expect(checked).toMatchObject([{ status: 'in-sync', attributes: { undetermined: 1 } }]);
  });
});

describe('a leaf that was accepted until a day', () => {
  const subject: Subject = { kind: 'ecs-service', target: 'default', address: 'aws_ecs_service.api', identity: {} };
  const differs = { outcome: 'differs', change: 'changed', subject, path: parsePath('launchType') } as const;
  const setting: Leaf = { ...differs, rule: 'ecs/service-changed', verdict: 'ignored' };
  const other: Leaf = { ...differs, rule: 'ecs/service-changed', path: parsePath('platformVersion') };
  const remark: Leaf = { ...differs, rule: 'delivery/not-deployed', isRemark: true, verdict: 'ignored' };
  const absent: Leaf = { ...differs, rule: 'ecs/service-missing', path: wholePath, whole: true, verdict: 'ignored' };
  const by = { kind: 'deployment-controller', name: 'CODE_DEPLOY' } as const;
  const theirs: Leaf = { ...other, verdict: 'owned', policy: { by } };

  it.each([
    ['alone', [setting], 'ignored', { compared: 1, equal: 0, drifted: 0, ignored: 1, undetermined: 0 }],
    ['beside drift', [setting, other], 'drifted', { compared: 2, equal: 0, drifted: 1, ignored: 1, undetermined: 0 }],
    ['beside what is owned', [setting, theirs], 'ignored', { owned: 1, ignored: 1, drifted: 0 }],
    ['as a remark', [remark], 'ignored', { compared: 0, drifted: 0 }],
    ['as a remark that is a note', [{ ...remark, severity: 'note' }], 'in-sync', { compared: 0, drifted: 0 }],
    ['as a whole', [absent], 'ignored', { compared: 0, drifted: 0 }],
  ] as const)('%s', (_, leaves, status, attributes) => {
    expect(viewsOf({ subjects: [subject], leaves }).checked).toMatchObject([{ status, attributes }]);
  });
});

describe('a severity that was judged', () => {
  const subject: Subject = { kind: 'ecs-service', target: 'default', address: 'aws_ecs_service.api', identity: {} };
  const remark = { outcome: 'differs', change: 'changed', subject, path: wholePath, isRemark: true } as const;

  it.each([
    ['delivery/not-deployed', undefined, 'drifted'],
    ['delivery/not-deployed', 'note', 'in-sync'],
    ['delivery/in-progress', undefined, 'in-sync'],
    ['delivery/in-progress', 'warning', 'drifted'],
  ] as const)('%s as %s: %s', (rule, severity, status) => {
    const leaf: Leaf = { ...remark, rule, ...(severity === undefined ? {} : { severity }) };
    const { checked, findings } = viewsOf({ subjects: [subject], leaves: [leaf] });
    expect(checked).toMatchObject([{ status }]);
    expect(findings.map((finding) => finding.severity)).toEqual([severity]);
  });
});
