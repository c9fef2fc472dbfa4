import { gzipSync } from 'node:zlib';
import * as z from 'zod';
import type { SarifUploadResult } from '../model/github.ts';
import type { GitHubClient } from './client.ts';

/** What code scanning is told. Its category is in the file: `automationDetails.id` of the run. */
export interface SarifUpload {
  /** The file. */
  readonly sarif: string;
  /** The commit that was examined, all 40 digits. */
  readonly commit: string;
  /** `refs/heads/<branch>`, `refs/tags/<tag>`, `refs/pull/<number>/merge` or `refs/pull/<number>/head`. */
  readonly ref: string;
  /** The directory of the checkout as a `file:` URL, below which the places of results are. */
  readonly checkoutUri: string;
}

/** https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning */
const mostBytes = 10 * 1024 * 1024;

const accepted = z.object({ id: z.string().optional(), url: z.string().optional() });

/**
 * Uploads an analysis to code scanning.
 * https://docs.github.com/rest/code-scanning/code-scanning#upload-an-analysis-as-sarif-data
 */
export async function uploadSarif(client: GitHubClient, upload: SarifUpload): Promise<SarifUploadResult> {
  const packed = gzipSync(upload.sarif);
  if (packed.length > mostBytes) return { status: 'skipped', failure: { code: 'too-large' } };
  const answer = await client.request({
    route: 'POST /repos/{owner}/{repo}/code-scanning/sarifs',
    parameters: {
      commit_sha: upload.commit,
      ref: upload.ref,
      sarif: packed.toString('base64'),
      checkout_uri: upload.checkoutUri,
      tool_name: 'driftcheck',
    },
    answer: accepted,
    needs: 'security-events: write',
    // The same analysis of the same commit again takes the place of the first.
    repeatable: true,
  });
  if ('failure' in answer) return { status: 'skipped', failure: answer.failure };
  const { id, url } = answer.data;
  return { status: 'uploaded', ...(id === undefined ? {} : { id }), ...(url === undefined ? {} : { url }) };
}
