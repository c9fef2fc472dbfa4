import { existsSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { ExaminedTargets } from '../check/examination.ts';
import { ignoreForm } from '../config/sections/ignore.ts';
import { exitCode, exitCodeOf } from '../exit-code.ts';
import { severityOf } from '../model/catalogue.ts';
import type { DifferingLeaf } from '../model/leaf.ts';
import { ProblemError } from '../model/problem.ts';
import type { Report } from '../model/report/report.ts';
import { ruleIds } from '../model/rule.ts';
import { hideIn } from '../model/secret/hidden.ts';
import { classify } from '../model/secret/sensitivity.ts';
import { shownName } from '../model/secret/shown.ts';
import { reaches } from '../model/severity-rank.ts';
import { systemReason } from '../model/system-error.ts';
import { type Acceptance, type AcceptedBy, acceptanceOf } from '../policy/ignore/accept.ts';
import { matchesAddress, matchesRule } from '../policy/pattern.ts';
import { acceptText } from '../report/message/accept.ts';
import { realPath } from '../terraform/load/boundary.ts';
import { type CheckFlags, checkJudged } from './check.ts';
import { readInput } from './input.ts';
import { InterruptedError } from './interrupt.ts';
import { type RunPolicy, underPolicy } from './policy.ts';
import { print } from './print.ts';

/** The flags of `driftcheck accept`: those of `check` that say what is compared, and what an entry needs. */
export interface AcceptFlags extends Omit<CheckFlags, 'format' | 'strict' | 'color'> {
  owner: string;
  reason: string;
  /** A day, or a number of days from today. */
  expires: string;
  /** `--rule`, `--address`. */
  rule?: string;
  address?: string;
}

/**
 * `driftcheck accept [dir]`: writes an entry of `ignore` for every difference that counts, so that only what comes
 * after it fails a run.
 *
 * @returns 0 when all has an entry; 2 when something was refused; 3 when not all could be read
 * @throws ProblemError, InterruptedError
 */
export function runAccept(directory: string | undefined, flags: AcceptFlags, now = new Date()): Promise<number> {
  return underPolicy(directory ?? '.', flags, (run) => accept(directory, flags, run, now));
}

async function accept(directory: string | undefined, flags: AcceptFlags, run: RunPolicy, now: Date): Promise<number> {
  if (run.policy?.source.from === 'revision') {
    throw usage('accept writes into the file of the working tree; leave --config-from and --base out');
  }
  const { config } = run;
  const by = acceptedBy(flags, (config?.targets.length ?? 0) > 1, now);
  const path = realPath(config === undefined ? join(directory ?? '.', 'driftcheck.yaml') : resolve(config.file));
  const wanted = wantedOf(flags);
  let found: Acceptance = { entries: [], refused: [] };
  const report = await checkJudged(directory, flags, run, {
    now,
    onExamined: (examined) => {
      found = acceptanceOfRun(examined, by, wanted);
    },
  });
  // What was not read may be all that would have to be refused.
  if (report.interrupted !== undefined) throw new InterruptedError(report.interrupted);
  const { parseConfig } = await import('../config/load/parse.ts');
  const { withIgnoreEntries } = await import('../config/edit/ignore.ts');
  const shown = config?.file ?? join(directory ?? '.', 'driftcheck.yaml');
  const text = existsSync(path) ? readInput(path) : '';
  const edited = withIgnoreEntries(text, found.entries);
  if (edited.text !== text) {
    // What is written has to be what the next run reads.
    parseConfig(Buffer.from(edited.text, 'utf8'), shown);
    replaceFile(path, edited.text, shown);
  }
  print(process.stdout, acceptText({ file: shown, ...edited, ...found, expires: by.expires }));
  return codeOf(report, found);
}

function codeOf({ gaps }: Report, { refused }: Acceptance): number {
  if (refused.length > 0) return exitCode.drift;
  return exitCodeOf({ findings: [], gaps }, 'note', false);
}

function acceptanceOfRun(
  { examined, hidden }: ExaminedTargets,
  by: AcceptedBy,
  wanted: (leaf: DifferingLeaf) => boolean,
): Acceptance {
  const all = examined.map(({ compared }) => acceptanceOf(compared, by, hidden, wanted));
  return {
    entries: all.flatMap(({ entries }) => entries),
    refused: hideIn(
      all.flatMap(({ refused }) => refused),
      hidden,
    ),
  };
}

/** Which differences are to be accepted. */
function wantedOf({ rule, address, failOn = 'note' }: AcceptFlags): (leaf: DifferingLeaf) => boolean {
  if (rule !== undefined && !ruleIds.some((id) => matchesRule(rule, id))) {
    throw usage(`there is no rule ${shownName(rule)}; "driftcheck explain" lists them`);
  }
  return (leaf) =>
    reaches(severityOf(leaf), failOn) &&
    (rule === undefined || matchesRule(rule, leaf.rule)) &&
    (address === undefined || matchesAddress(address, leaf.subject.address));
}

const day = 24 * 60 * 60 * 1000;

function acceptedBy({ owner, reason, expires }: AcceptFlags, namesTarget: boolean, now: Date): AcceptedBy {
  const today = dateOf(now);
  const last = /^\d{1,5}$/.test(expires) ? dateOf(new Date(now.getTime() + Number(expires) * day)) : expires;
  const { owner: ownerForm, reason: reasonForm, expires: expiresForm } = ignoreForm.shape;
  if (!ownerForm.safeParse(owner).success) throw usage('--owner is empty: name who answers for the entries');
  if (!reasonForm.safeParse(reason).success) throw usage('--reason is empty: say why it may be so');
  for (const [flag, text] of Object.entries({ '--owner': owner, '--reason': reason })) {
    if (classify(undefined, text) === undefined) continue;
    throw usage(`${flag} holds what looks like a secret, and is written into the file: say it without`);
  }
  if (!expiresForm.safeParse(last).success) {
    throw usage(`--expires takes a day or a number of days, as in --expires ${today} or --expires 90`);
  }
  if (last < today) throw usage('--expires is a day that is over');
  return { owner: owner.trim(), reason: reason.trim(), expires: last, namesTarget };
}

const dateOf = (date: Date): string => date.toISOString().slice(0, 10);

/**
 * Writes a file in one step: whoever reads it has all of the old text or all of the new one.
 * @throws ProblemError `output-unwritable`
 */
function replaceFile(path: string, text: string, shown: string): void {
  const draft = join(dirname(path), `.driftcheck-${process.pid}.tmp`);
  try {
    const mode = existsSync(path) ? { mode: statSync(path).mode } : {};
    writeFileSync(draft, text, { flag: 'wx', ...mode });
    renameSync(draft, path);
  } catch (error) {
    const detail = systemReason(error);
    throw new ProblemError({ code: 'output-unwritable', file: shown, detail }, { cause: error });
  }
}

function usage(message: string): ProblemError {
  return new ProblemError({ code: 'usage', message });
}
