import * as z from 'zod';
import { limits } from '../model/budget.ts';
import { applyGraceForm } from './sections/apply-grace.ts';
import { expectForm } from './sections/expect.ts';
import { failOnForm } from './sections/fail-on.ts';
import { ignoreForm } from './sections/ignore.ts';
import { ownerForm } from './sections/owners.ts';
import { prScopeForm } from './sections/pr-scope.ts';
import { redactForm } from './sections/redact.ts';
import { severityForm } from './sections/severity.ts';
import { targetForm } from './sections/targets.ts';

/** The form of a `driftcheck.yaml`. A section enters it with what evaluates it; until then it is an unknown key. */
export const configForm = z
  .strictObject({
    targets: z
      .array(targetForm)
      .max(limits.targets.most)
      .optional()
      .describe(
        'The root modules that are checked, each with its variables and its place on AWS. They are examined in one run, so ' +
          'that the rules of all of them count for the security groups that they share.',
      ),
    severity: z
      .array(severityForm)
      .optional()
      .describe('How much the findings of a rule weigh. Of several entries that fit the last one counts.'),
    owners: z
      .array(ownerForm)
      .optional()
      .describe(
        'Who sets values that the code declares, so that they may differ. What is owned is listed and no drift.',
      ),
    'trust-ignore-changes': z
      .boolean()
      .optional()
      .describe('Whether what `lifecycle.ignore_changes` names is left to others. Default: `true`.'),
    ignore: z
      .array(ignoreForm)
      .optional()
      .describe('Differences that somebody has accepted until a day. `driftcheck accept` writes them.'),
    expect: z
      .array(expectForm)
      .optional()
      .describe('What must hold of the code and of AWS, also where the code is silent.'),
    redact: redactForm.optional().describe('What is secret though nothing tells, and what sounds secret and is not.'),
    'fail-on': failOnForm
      .optional()
      .describe(
        'The least severity of a drift that makes the exit code 2. Default: `error`. `--fail-on` wins over it.',
      ),
    'apply-grace': applyGraceForm
      .optional()
      .describe(
        'How long merged code may wait for its `terraform apply` before its differences are drift: `30m`, `2h`, `1h30m`, ' +
          '`7d` at most, `0` for no grace. Default: `30m` with `--base` and in the GitHub Action, none otherwise.',
      ),
    'pr-scope': prScopeForm
      .optional()
      .describe(
        'Which drift fails a pull request: that of what it touches (`touched`, the default), or all of it (`all`).',
      ),
  })
  .meta({ title: 'driftcheck.yaml' });

export type ConfigForm = z.infer<typeof configForm>;
