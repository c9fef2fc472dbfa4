import { expect, test } from 'vitest';
import { parsePath } from '../../src/model/path.ts';
import { matchesAddress, matchesGlob, matchesPath, matchesRule } from '../../src/policy/pattern.ts';

test.each([
  ['a', 'a', true],
  ['a', 'b', false],
  ['a', 'ab', false],
  ['*', '', true],
  ['a*', 'a', true],
  ['a*c', 'abc', true],
  ['a*c', 'ac', true],
  ['a*c', 'abd', false],
  ['ab*ba', 'aba', false],
  ['a*b*c', 'axbxc', true],
  ['a*b*c', 'abc', true],
  ['a*b*b', 'ab', false],
  ['*b*', 'abc', true],
  ['a.c', 'abc', false],
  ['[a]*', '[a]b', true],
  ['**', 'x', true],
])('%s stands for %s: %s', (pattern, text, matches) => {
  expect(matchesGlob(pattern, text)).toBe(matches);
});

test('takes no long time for many stars', () => {
  expect(matchesGlob(`${'a*'.repeat(2000)}b`, 'a'.repeat(20_000))).toBe(false);
});

test.each([
  ['sg/rule-extra', 'sg/rule-extra', true],
  ['sg/*', 'sg/rule-extra', true],
  ['sg/*', 'ecs/env-extra', false],
] as const)('rule %s names %s: %s', (pattern, rule, matches) => {
  expect(matchesRule(pattern, rule)).toBe(matches);
});

test.each([
  ['module.api.*', 'module.api.aws_ecs_service.this[0]', true],
  ['module.api.*', 'module.api.module.inner["a.b"].aws_ecs_service.this', true],
  ['module.api.*', 'module.api2.aws_ecs_service.this', false],
  ['aws_ecs_service.api', 'aws_ecs_service.api[0]', false],
  ['*.aws_ecs_service.api', 'module.a["x"].aws_ecs_service.api', true],
])('address %s names %s: %s', (pattern, address, matches) => {
  expect(matchesAddress(pattern, address)).toBe(matches);
});

test.each([
  ['containers[*].image', 'containers[api].image', true],
  ['containers[*].image', 'containers[api].cpu', false],
  ['containers[*].image', 'containers[api]', false],
  ['containers[datadog-agent]', 'containers[datadog-agent]', true],
  ['containers[datadog-agent]', 'containers[datadog-agent].environment[A].value', true],
  ['containers[datadog-agent]', 'containers[api].environment[A]', false],
  ['containers', 'containers[api].image', true],
  ['containers.image', 'containers[api].image', false],
  ['desired_count', 'desiredCount', true],
  ['desiredCount', 'desired_count', true],
  ['network_configuration.subnets', 'networkConfiguration.subnets[subnet-1]', true],
  ['containers[api].environment[LOG_*]', 'containers[api].environment[LOG_LEVEL]', true],
  ['containers[api].environment[LOG_*]', 'containers[api].environment[LEVEL]', false],
  ['ingress[6379/tcp from *]', 'ingress[6379/tcp from sg-1].description', true],
  ['tags[a.b]', 'tags[a.b]', true],
])('path %s covers %s: %s', (pattern, path, covers) => {
  expect(matchesPath(pattern, parsePath(path))).toBe(covers);
});
