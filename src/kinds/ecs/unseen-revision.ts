import type { AwsProblem } from '../../model/report/aws-problem.ts';

/**
 * Why a revision that ECS names elsewhere, and does not know when it is asked for, was not read: it was made, or
 * deleted, a moment ago. One look does not tell which, so it is neither missing nor compared.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html ("eventual consistency model")
 */
export const unseenRevision: AwsProblem = unseen('ecs:DescribeTaskDefinition');

/** The same of what else AWS names and does not know when `action` asks for it. */
export function unseen(action: string, region?: string): AwsProblem {
  return { kind: 'unexpected-answer', action, code: 'NamedButUnknown', ...(region === undefined ? {} : { region }) };
}
