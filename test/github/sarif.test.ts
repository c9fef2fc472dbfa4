import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { uploadSarif } from '../../src/github/sarif.ts';
import { type Served, serveGitHub } from '../github-server/start.ts';
import { type Account, actionsBot } from '../github-server/world.ts';

const upload = {
  sarif: JSON.stringify({ version: '2.1.0', runs: [{ results: [] }] }),
  commit: '1234567890123456789012345678901234567890',
  ref: 'refs/pull/7/merge',
  checkoutUri: 'file:///home/runner/work/shop/shop',
};

it('uploads a file, packed, with what it is of', async () => {
  const { client, repository } = await serveGitHub();
  expect(await uploadSarif(client, upload)).toEqual({
    status: 'uploaded',
    id: '00000000-0000-4000-8000-000000000001',
    url: expect.stringContaining('/code-scanning/sarifs/'),
  });
  expect(repository.uploads).toEqual([
    {
      sarif: upload.sarif,
      commit_sha: upload.commit,
      ref: upload.ref,
      checkout_uri: upload.checkoutUri,
      tool_name: 'driftcheck',
    },
  ]);
});

it.each<{ name: string; account?: Account; change?: (served: Served) => void; ref?: string; failure: object }>([
  {
    name: 'a job without the permission',
    account: actionsBot({ contents: 'read' }),
    failure: { code: 'permission', status: 403, needs: 'security-events: write' },
  },
  {
    name: 'a private repository without code scanning',
    change: ({ repository }) => {
      repository.codeScanning = 'off';
    },
    failure: { code: 'code-scanning-off', status: 403 },
  },
  {
    name: 'the same in the words of today',
    change: ({ server }) =>
      server.fail({
        kind: 'error',
        status: 403,
        message:
          'GitHub Code Security or GitHub Advanced Security must be enabled for this repository to use code scanning',
      }),
    failure: { code: 'code-scanning-off', status: 403 },
  },
  {
    name: 'a repository in which it is switched off',
    change: ({ server }) =>
      server.fail({
        kind: 'error',
        status: 403,
        message:
          'Code scanning is not enabled for this repository. Please enable code scanning in the repository settings.',
      }),
    failure: { code: 'code-scanning-off', status: 403 },
  },
  {
    name: 'a repository that the token does not see',
    change: ({ server }) => server.fail({ kind: 'error', status: 404, message: 'Not Found' }),
    failure: { code: 'not-found', status: 404, needs: 'security-events: write' },
  },
  {
    name: 'a file that is too large',
    change: ({ server }) => server.fail({ kind: 'error', status: 413, message: 'Payload Too Large' }),
    failure: { code: 'too-large', status: 413 },
  },
  { name: 'a reference that is none', ref: 'main', failure: { code: 'rejected', status: 422 } },
  {
    name: 'trouble of GitHub',
    change: ({ server }) => server.fail({ kind: 'error', status: 503, message: 'Service Unavailable' }),
    failure: { code: 'unavailable', status: 503 },
  },
])('says why there is none: $name', async ({ account, change, ref = upload.ref, failure }) => {
  const served = await serveGitHub(account === undefined ? {} : { account });
  change?.(served);
  expect(await uploadSarif(served.client, { ...upload, ref })).toMatchObject({ status: 'skipped', failure });
  expect(served.repository.uploads).toEqual([]);
});

it('sends nothing that is larger than GitHub takes', async () => {
  const { client, server } = await serveGitHub();
  // What cannot be packed any further.
  const sarif = randomBytes(12 * 1024 * 1024).toString('latin1');
  expect(await uploadSarif(client, { ...upload, sarif })).toEqual({
    status: 'skipped',
    failure: { code: 'too-large' },
  });
  expect(server.journal()).toEqual([]);
});

it('sends it again when the answer gets lost', async () => {
  const { client, server, repository } = await serveGitHub();
  server.fail({ kind: 'lost', times: 1 });
  expect(await uploadSarif(client, upload)).toMatchObject({ status: 'uploaded' });
  expect(repository.uploads).toHaveLength(2);
});
