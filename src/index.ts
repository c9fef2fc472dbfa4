export { createAwsReader } from './aws/reader.ts';
export { replaySnapshot } from './aws/snapshot/snapshot.ts';
export type { CheckOptions } from './check/check.ts';
export { check } from './check/check.ts';
export { type Problem, ProblemError } from './model/problem.ts';
export type { ProgressStep } from './model/progress.ts';
export type { Finding, Gap, Report } from './model/report.ts';
