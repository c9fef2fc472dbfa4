import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordedWorld } from '../aws-server/recorded.ts';
import { startAwsServer } from '../aws-server/server.ts';
import { fixtures, nodes, openSite, type Site, startJob } from './pull-requests/job.ts';
import { ofFixture, rows } from './pull-requests/rows.ts';
import { expectComment } from './pull-requests/shown.ts';

/*
 * The built Action on pull requests, each started as the runner starts it, in a checkout as `actions/checkout` makes it,
 * beside a server that behaves as GitHub does and an account on AWS as the fixture's `live.json` has it.
 */

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(async () => {
  await site.close();
  rmSync(site.path, { recursive: true, force: true });
});

const drifting = ofFixture('drift-touched', { verdict: 'drift', code: 2 });

describe.each(Object.entries(nodes))('on Node %s', { timeout: 180_000 }, (version, node) => {
  it('is that Node', () => {
    expect(execFileSync(node, ['--version'], { encoding: 'utf8' })).toMatch(new RegExp(`^v${version}\\.`));
  });

  it.concurrent.each(rows)('$name', async (row) => {
    const job = await startJob(site, `${row.name.replaceAll(/\W+/g, '-')}-${version}`, node, row);
    const { code, outputs, log } = await job.step();
    expect([outputs['verdict'], code], log).toEqual([row.verdict, row.code]);
    for (const pattern of row.log ?? []) expect(log).toMatch(pattern);
    const bodies = job.bodies();
    if (row.comment === undefined) expect(bodies).toEqual([]);
    else {
      expect(bodies, log).toHaveLength(1);
      expectComment(row.comment, job);
    }
  });

  it.concurrent('two jobs of a matrix have a comment each, which later runs change in place', async () => {
    const job = await startJob(site, `matrix-${version}`, node, drifting);
    const both = [{ region: 'us-east-1' }, { region: 'eu-west-1' }];
    const first = await Promise.all(both.map((matrix) => job.step({ matrix })));
    expect(first.map(({ code }) => code)).toEqual([2, 2]);
    const ids = job.comments().map(({ id }) => id);
    expect(ids).toHaveLength(2);
    const markers = job.bodies().map((body) => body.split('\n')[0]);
    expect(new Set(markers).size).toBe(2);
    await Promise.all(both.map((matrix) => job.step({ matrix })));
    expect(job.comments().map(({ id }) => id)).toEqual(ids);
  });

  it.concurrent('a comment turns green when AWS is as the code has it, and is left alone by the same result', async () => {
    const live = readFileSync(join(fixtures, 'drift-touched/live.json'), 'utf8');
    const calm = live.replaceAll('"debug"', '"info"');
    expect(calm).not.toBe(live);
    const aws = await startAwsServer(recordedWorld(JSON.parse(live)));
    try {
      const job = await startJob(site, `green-${version}`, node, { ...drifting, aws });
      await job.step();
      const [red] = job.comments();
      expect(red?.body).toBeDefined();
      const before = red?.body;
      await job.step();
      aws.become(recordedWorld(JSON.parse(calm)));
      const written = () => site.github.journal(job.repository.name).filter(({ method }) => method !== 'GET').length;
      expect(written()).toBe(1);
      const { code } = await job.step();
      expect(code).toBe(0);
      expect(job.comments().map(({ id }) => id)).toEqual([red?.id]);
      expect(job.bodies()[0]).not.toBe(before);
      expectComment('turned-green', job);
      expect(written()).toBe(2);
    } finally {
      await aws.close();
    }
  });

  it.concurrent('uploads SARIF for the merge commit, and does without code scanning', async () => {
    const job = await startJob(site, `sarif-${version}`, node, { ...drifting, inputs: { sarif: 'upload' } });
    const { code, outputs } = await job.step();
    expect(code).toBe(2);
    const [upload] = job.repository.uploads;
    expect(upload).toMatchObject({ commit_sha: job.hosted.merge, ref: 'refs/pull/7/merge' });
    expect(upload?.sarif).toBe(readFileSync(outputs['sarif'] ?? '', 'utf8'));
    job.repository.codeScanning = 'off';
    const again = await job.step();
    expect(again.code).toBe(2);
    expect(again.log).toMatch(/^::notice.*code scanning/im);
    expect(readFileSync(again.outputs['sarif'] ?? '', 'utf8')).toContain('"2.1.0"');
    expect(job.repository.uploads).toHaveLength(1);
  });

  it.concurrent('speaks to GitHub through the proxy of the runner', async () => {
    const asked: string[] = [];
    const proxy = createServer();
    proxy.on('connect', (request, socket) => {
      asked.push(request.url ?? '');
      const there = connect(Number(new URL(site.github.url).port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        there.pipe(socket).pipe(there);
      });
      for (const one of [there, socket]) one.on('error', () => one.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as AddressInfo;
    try {
      const job = await startJob(site, `proxy-${version}`, node, {
        ...drifting,
        environment: { GITHUB_API_URL: 'http://api.github.invalid', http_proxy: `http://127.0.0.1:${port}` },
      });
      const { code, log } = await job.step();
      expect(code).toBe(2);
      expect(job.bodies(), log).toHaveLength(1);
      expect(new Set(asked)).toEqual(new Set(['api.github.invalid:80']));
    } finally {
      proxy.close();
      proxy.closeAllConnections();
    }
  });
});
