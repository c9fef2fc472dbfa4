import type { AwsProblem } from './report/aws-problem.ts';
import type { ReasonData } from './report/reason.ts';

/**
 * Whether something is not known since AWS did not let it, or what it is made of, be read. What a snapshot was not made
 * to hold was never asked; CloudTrail tells who made a difference, and nothing of what differs.
 */
export function comesFromUnread({ problem, from = [] }: ReasonData): boolean {
  return (problem !== undefined && isOfValues(problem)) || from.some(comesFromUnread);
}

function isOfValues({ kind, action }: AwsProblem): boolean {
  return kind !== 'not-recorded' && !action.startsWith('cloudtrail:');
}
