import { describe, expect, it } from 'vitest';
import { againstLatest } from '../../../../src/kinds/ecs/delivery/followed.ts';
import type { Observation } from '../../../../src/kinds/ecs/delivery/observe.ts';
import { settingsOf, variableAt, variableName } from '../../../../src/kinds/ecs/delivery/settings.ts';
import { createShow } from '../../../../src/kinds/ecs/delivery/show.ts';
import { formatPath, parsePath } from '../../../../src/model/path.ts';
import { liveRevision, revisionArn, runningService } from '../world.ts';

const container = (value: string, other = 'same') => ({
  name: 'api.v1',
  image: 'a:1',
  environment: [
    { name: 'LOG.LEVEL', value },
    { name: 'OTHER', value: other },
  ],
  secrets: [{ name: 'TOKEN', valueFrom: '/token' }],
  portMappings: [{ containerPort: 80 }, { containerPort: 81 }],
});

describe('the settings of a revision', () => {
  const settings = settingsOf(liveRevision('api', 7, [container('info')], { cpu: '256' }));
  const texts = settings.map(({ path, value }) => `${formatPath(path)} ${String(value)}`);

  it('have a path each, with elements named by what tells them apart or else by their place', () => {
    expect(texts).toContain('cpu 256');
    expect(texts).toContain('containers[api.v1].environment[LOG.LEVEL] info');
    expect(texts).toContain('containers[api.v1].secrets[TOKEN] /token');
    expect(texts).toContain('containers[api.v1].portMappings[1].containerPort 81');
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('are variables where they stand in the environment or among the secrets', () => {
    const names = settings.flatMap(({ path }) => variableName(path) ?? []);
    expect(names).toEqual(['LOG.LEVEL', 'OTHER', 'TOKEN']);
    expect(variableName(variableAt('api', 'environment', 'A[0].b'))).toBe('A[0].b');
    expect(variableName(parsePath('containers[api].secrets[A].valueFrom'))).toBeUndefined();
    expect(variableName(parsePath('volumes[a].secrets[A]'))).toBeUndefined();
  });
});

describe('a value that is followed', () => {
  const observation: Observation = {
    key: { cluster: 'main', service: 'api' },
    live: runningService('api', revisionArn('api', 6)),
    latest: { status: 'found', value: liveRevision('api', 7, [container('info')]) },
    running: { status: 'found', value: [] },
    others: new Map(),
    images: [],
    newerSecrets: [],
  };
  const older = liveRevision('api', 6, [container('debug', 'other')]);
  const judged = (followed: Parameters<typeof againstLatest>[1]) => {
    const { state, differences, value } = againstLatest(observation, followed, createShow(undefined))(older);
    return { state, paths: differences.map(({ path }) => formatPath(path)), value };
  };
  const level = 'containers[api.v1].environment[LOG.LEVEL]';
  const other = 'containers[api.v1].environment[OTHER]';

  it.each([
    ['all', undefined, [level, other], undefined],
    ['a variable', { env: 'LOG.LEVEL' }, [level], { value: 'debug' }],
    ['a part of its name', { env: 'LOG' }, [], { absent: true }],
    ['a path', { path: parsePath(level) }, [level], { value: 'debug' }],
    ['what leads to it', { path: parsePath('containers[api.v1].environment') }, [level, other], undefined],
    ['a container whose name begins alike', { path: parsePath('containers[api]') }, [], { absent: true }],
  ] as const)('%s', (_, followed, paths, value) => {
    expect(judged(followed)).toEqual({ state: paths.length === 0 ? 'as-declared' : 'differs', paths, value });
  });
});
