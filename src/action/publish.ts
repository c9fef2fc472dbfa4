import { join, relative, sep } from 'node:path';
import type { RunFailure } from '../commands/failure.ts';
import { runCheckout } from '../commands/outputs.ts';
import { writeFile } from '../commands/write-file.ts';
import { exitCode } from '../exit-code.ts';
import type { Report } from '../model/report/report.ts';
import { reporters } from '../report/index.ts';
import { inert } from '../report/inert.ts';
import { couldNotRunTitle } from '../report/message/action.ts';
import type { RenderContext, SourceLinks } from '../report/reporter.ts';
import { realPath } from '../terraform/load/boundary.ts';
import { checkedOut } from './checkout.ts';
import { analysisCategory, comment, type Publication, runUrl, upload } from './github.ts';
import { say, sayAnnotations } from './log.ts';
import { type ActionOutputs, filesDirectory, giveOutputs, giveSummary } from './outputs.ts';

/**
 * Gives a report to all who read it: files and outputs, the log, the page of the run, the pull request. That of a run
 * which a signal ended goes no further than the runner: a pull request is told of it by nothing.
 */
export async function publish(publication: Publication, report: Report): Promise<void> {
  const { checkout } = runCheckout(report);
  const commit = checkout && (await checkedOut(checkout.top, publication.environment));
  const links = checkout && commit && linksTo(publication, commit, checkout.top);
  const context: RenderContext = {
    width: 100,
    color: false,
    category: analysisCategory(publication.inputs),
    ...(checkout === undefined ? {} : { checkout }),
    ...(links === undefined || links === '' ? {} : { links }),
  };
  const directory = filesDirectory();
  const files = { report: join(directory, 'report.json'), sarif: join(directory, 'report.sarif') };
  const sarif = reporters.sarif(report, context);
  writeFile(files.report, reporters.json(report, context));
  writeFile(files.sarif, sarif);
  giveOutputs(outputsOf(report, files));
  say(reporters.text(report, context));
  sayAnnotations(reporters.github(report, context));
  await giveSummary(reporters.markdown(report, context));
  // Who ended the run does not wait for GitHub, and what it says of an earlier one still holds more.
  if (report.interrupted !== undefined) return;
  await comment(publication, {
    clean: report.summary.outcome !== 'drift',
    body: async (key, name) => {
      const { commentBody } = await import('../report/markdown/comment.ts');
      const url = runUrl(publication.environment);
      return commentBody(report, {
        key,
        ...(name === undefined ? {} : { name }),
        ...(context.links === undefined ? {} : { links: context.links }),
        ...(url === undefined ? {} : { runUrl: url }),
      });
    },
  });
  const at = checkout === undefined || commit === undefined ? undefined : { commit, top: checkout.top };
  await upload(publication, { sarif, file: files.sarif, checkout: at });
}

function outputsOf(report: Report, files: Pick<ActionOutputs, 'report' | 'sarif'>): ActionOutputs {
  const { outcome, exitCode: code, findings, gaps } = report.summary;
  const isIncomplete = code === exitCode.incomplete || report.interrupted !== undefined;
  return {
    verdict: outcome === 'drift' ? 'drift' : isIncomplete ? 'incomplete' : 'in-sync',
    errors: findings.error,
    warnings: findings.warning,
    gaps,
    ...files,
    'exit-code': code,
  };
}

/**
 * Where the lines of the code can be looked at; undefined for the checkout of another repository, whose commits this
 * one does not have.
 */
function linksTo({ event, environment }: Publication, commit: string, top: string): SourceLinks | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = environment;
  const { pull_request: pull, workflow_run: run } = event.payload;
  const own = [event.sha, pull?.head.sha, pull?.base.sha, run?.head_sha];
  if (!server || !repository || !own.includes(commit)) return undefined;
  const directory = relative(top, realPath(process.cwd())).split(sep).join('/');
  return { server: server.replace(/\/+$/, ''), repository, sha: commit, directory: directory === '' ? '.' : directory };
}

/**
 * Says on the page of the run and in the comment of the pull request why there is no report: what an earlier run said
 * there holds no longer.
 */
export async function publishFailure(publication: Publication, { text }: RunFailure): Promise<void> {
  const { fenced } = await import('../report/markdown/lines.ts');
  const page = `## ❌ ${couldNotRunTitle}\n\n${fenced(inert(text), 'text')}\n`;
  await giveSummary(page);
  await comment(publication, {
    clean: true,
    body: async (key) => {
      const { commentMarker } = await import('../report/markdown/marker.ts');
      return inert(`${commentMarker(key)}\n${page}`);
    },
  });
}
