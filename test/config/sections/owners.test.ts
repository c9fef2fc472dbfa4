import { describe, expect, it } from 'vitest';
import { ownerForm } from '../../../src/config/sections/owners.ts';

/** What is wrong, each with its path. */
function mistakes(value: unknown): readonly string[] {
  const { error } = ownerForm.safeParse(value);
  return (error?.issues ?? []).map((issue) => {
    const { code, detail } = issue.code === 'custom' ? (issue.params ?? {}) : { code: issue.code, detail: undefined };
    return `${issue.path.join('.')}: ${detail ?? code}`;
  });
}

describe('an entry of owners', () => {
  it.each([
    ['a path', { address: 'module.api.*', path: 'containers[*].image' }, []],
    ['a path anywhere', { path: 'containers[datadog-agent]' }, []],
    ['a path between bounds', { path: 'desired_count', min: 2, max: 8 }, []],
    ['a path from one bound on', { path: 'desired_count', min: 2 }, []],
    ['one number', { path: 'desired_count', min: 2, max: 2 }, []],
    ['a path with a pattern', { path: 'containers[*].image', pattern: '123456789012.dkr.ecr.*/api:*' }, []],
    ['autoscaling', { by: 'autoscaling' }, []],
    ['autoscaling, with its path', { by: 'autoscaling', path: 'desired_count' }, []],
    ['autoscaling, with its path as AWS has it', { by: 'autoscaling', path: 'desiredCount' }, []],
    ['a preset', { preset: 'aws-load-balancer-controller' }, []],
    ['rules', { rules: { description: 'managed by the mesh*' } }, []],
    ['rules by tags', { rules: { tags: { 'managed-by': 'mesh' } } }, []],
    ['nothing', {}, [': owner-of-nothing']],
    ['an address alone', { address: 'module.api.*' }, [': owner-of-nothing']],
    ['any path', { path: '*' }, ['path: bare-wildcard']],
    ['no path', { path: '' }, ['path: too_small']],
    ['any address', { address: '*', path: 'desired_count' }, ['address: bare-wildcard']],
    ['nobody', { owner: ' ', path: 'desired_count' }, ['owner: too_small']],
    ['another path of autoscaling', { by: 'autoscaling', path: 'cpu' }, ['path: owner-autoscaling-path']],
    ['bounds of autoscaling', { by: 'autoscaling', min: 1 }, ['min: owner-autoscaling-bounds']],
    ['bounds of nothing', { max: 3 }, [': owner-of-nothing', 'max: owner-bounds-of-nothing']],
    ['no number between', { path: 'desired_count', min: 3, max: 2 }, ['max: owner-bounds-empty']],
    ['a number and a text', { path: 'cpu', min: 3, pattern: '*' }, ['pattern: owner-bounds-of-two-kinds']],
    ['a bound in a text', { path: 'desired_count', min: '2' }, ['min: invalid_type']],
    ['somebody else', { by: 'keda' }, ['by: invalid_value']],
    ['an unknown preset', { preset: 'alb' }, ['preset: invalid_value']],
    ['rules twice', { preset: 'emr', rules: { description: 'x' } }, ['rules: owner-of-several']],
    ['rules and a path', { preset: 'emr', path: 'desired_count' }, ['preset: owner-of-several']],
    ['rules of any description', { rules: { description: '*' } }, ['rules.description: bare-wildcard']],
    ['rules with a tag of any value', { rules: { tags: { 'managed-by': '*' } } }, []],
    ['rules of nothing', { rules: {} }, ['rules: owner-of-nothing']],
    ['a key that there is not', { path: 'cpu', reason: 'x' }, [': unrecognized_keys']],
  ])('%s', (_name, value, expected) => {
    expect(mistakes({ owner: 'somebody', ...value })).toEqual(expected);
  });
});
