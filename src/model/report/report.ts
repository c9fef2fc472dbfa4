import * as z from 'zod';
import { change } from './change.ts';
import { checked } from './checked.ts';
import { counts } from './counts.ts';
import { heldExpectation } from './expectation.ts';
import { finding } from './finding.ts';
import { gap } from './gap.ts';
import { hint } from './hint.ts';
import { interrupted } from './interrupted.ts';
import { notCompared } from './not-compared.ts';
import { policySource, policyWarning } from './policy-source.ts';
import { severity } from './severity.ts';
import { sourceRange } from './source-range.ts';
import { target } from './target.ts';

/*
 * The report: what a run found, as data. The folder holds a file for each part of it, its form and its type together.
 * Sentences are made of it in `report/message/`; nothing here is prose. The published JSON Schema
 * (`docs/report.schema.json`) is generated from these forms. Members that a run does not fill are absent.
 */

const diagnostic = z
  .strictObject({
    severity: z.enum(['error', 'warning']),
    code: z.string(),
    summary: z.string(),
    detail: z.string(),
    at: sourceRange.optional(),
  })
  .meta({ id: 'Diagnostic' });

export const reportSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    tool: z.strictObject({ name: z.literal('driftcheck'), version: z.string() }),
    /** A signal ended the run: what is left out was not looked at. */
    interrupted: interrupted.optional(),
    targets: z.array(target),
    /** Where the policy came from that judged the findings, and what should be looked at in it. */
    policy: z
      .strictObject({
        source: policySource,
        warnings: z.array(policyWarning),
        /** The expectations of it, and what each was held against. */
        expectations: z.array(heldExpectation).optional(),
      })
      .optional(),
    /** The change that the run is about. Without it the code is held against AWS as it is. */
    change: change.optional(),
    /** So many seconds after a line was committed it may wait to be applied. Absent: no time. */
    graceSeconds: z.int().optional(),
    checked: z.array(checked),
    /** Declared resources of types that are not compared, by type. */
    notCompared: z.array(notCompared),
    findings: z.array(finding),
    gaps: z.array(gap),
    /** What may be a mistake all the same. Absent where there is none. */
    hints: z.array(hint).optional(),
    /** Warnings and errors about the Terraform code that did not stop the run. */
    diagnostics: z.array(diagnostic),
    /** Variables that have no value. */
    unsetVariables: z.array(
      z.strictObject({
        module: z.string(),
        name: z.string(),
        at: sourceRange,
        target: z.string(),
        /** Variable files of the repository that would set it, the nearest first. */
        setBy: z.array(z.string()).optional(),
      }),
    ),
    summary: z.strictObject({
      /**
       * `owned`: no drift, and something differs that is somebody else's. `ignored`: no drift, and something differs
       * that was accepted until a day. `pending`: no drift, and something differs that is not applied yet. `untouched`:
       * drift of nothing that the change touches, and of something else.
       */
      outcome: z.enum(['in-sync', 'owned', 'ignored', 'pending', 'untouched', 'drift', 'incomplete']),
      /** That of the process: of a run that a signal ended 130 or 143, whatever was found. */
      exitCode: z.int(),
      failOn: severity,
      resources: z.strictObject({
        declared: z.int(),
        compared: z.int(),
        inSync: z.int(),
        owned: z.int().optional(),
        ignored: z.int().optional(),
        pending: z.int().optional(),
        drifted: z.int(),
        missing: z.int(),
        undetermined: z.int(),
      }),
      attributes: counts,
      /**
       * By severity. What is somebody else's is counted as `owned` alone, and so is what was accepted, what is not
       * applied yet, what AWS has before the code, and drift of what a change does not touch.
       */
      findings: z.strictObject({
        error: z.int(),
        warning: z.int(),
        note: z.int(),
        owned: z.int().optional(),
        ignored: z.int().optional(),
        pending: z.int().optional(),
        awaiting: z.int().optional(),
        adopts: z.int().optional(),
        untouched: z.int().optional(),
      }),
      gaps: z.int(),
      awsCalls: z.int().optional(),
    }),
  })
  .meta({ id: 'Report', title: 'driftcheck report' });

export type Report = z.infer<typeof reportSchema>;
