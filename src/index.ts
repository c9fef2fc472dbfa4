export { createAwsReader } from './aws/reader.ts';
export { replaySnapshot } from './aws/snapshot/snapshot.ts';
export type { CheckOptions } from './check/check.ts';
export { check } from './check/check.ts';
export { type Problem, ProblemError } from './model/problem.ts';
export type { ProgressStep } from './model/progress.ts';
export type { Finding } from './model/report/finding.ts';
export type { Gap } from './model/report/gap.ts';
export type { Report } from './model/report/report.ts';
