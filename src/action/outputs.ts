import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setOutput, summary } from '@actions/core';
import { inert } from '../report/inert.ts';
import { unhandedText } from '../report/message/action.ts';
import { annotate } from './log.ts';

/** The outputs of `action.yml`; a test holds the two together. */
export interface ActionOutputs {
  readonly verdict: 'in-sync' | 'drift' | 'incomplete' | 'not-checked' | 'error';
  readonly errors: number;
  readonly warnings: number;
  readonly gaps: number;
  /** Paths; empty where there is no report. */
  readonly report: string;
  readonly sarif: string;
  readonly 'exit-code': number;
}

/** The outputs of a run without a report. */
export const noReport = { errors: 0, warnings: 0, gaps: 0, report: '', sarif: '' };

/** Hands the outputs to later steps. Outside of a runner there are none. */
export function giveOutputs(outputs: ActionOutputs): void {
  if (!process.env['GITHUB_OUTPUT']) return;
  try {
    for (const [name, value] of Object.entries(outputs)) setOutput(name, value);
  } catch {
    annotate('warning', unhandedText('outputs'));
  }
}

/** Writes a part of the page of the run. */
export async function giveSummary(markdown: string): Promise<void> {
  if (!process.env['GITHUB_STEP_SUMMARY']) return;
  try {
    await summary.addRaw(inert(markdown), true).write();
  } catch {
    annotate('warning', unhandedText('the summary'));
  }
}

/** A new directory for the files of this run: the runner empties its own before and after each job. */
export function filesDirectory(): string {
  return mkdtempSync(join(process.env['RUNNER_TEMP'] || tmpdir(), 'driftcheck-'));
}
