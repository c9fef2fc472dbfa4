import type { AwsProblem } from '../../../model/report/aws-problem.ts';
import { item, type Line, line } from '../../layout.ts';
import { awsProblemText } from '../reason.ts';
import { next } from './advice.ts';

/** Why AWS did not answer, and what to do about it. */
export function awsLines(problem: AwsProblem): readonly Line[] {
  return [
    line(0, awsProblemText(problem)),
    ...(problem.message === undefined || problem.message === '' ? [] : [item(2, `AWS says: ${problem.message}`)]),
    ...awsAdvice(problem),
  ];
}

function awsAdvice(problem: AwsProblem): readonly Line[] {
  switch (problem.kind) {
    case 'denied':
      return [
        next('Allow it in the policy of the role or user that driftcheck runs as:'),
        ...statementLines(problem.action),
      ];
    case 'expired':
      return [next('Sign in again ("aws sso login", or new keys for the session) and run driftcheck again.')];
    case 'no-credentials':
      return [
        next('Set AWS_PROFILE or --profile, sign in with "aws sso login", or run where a role is attached.'),
        next('"aws sts get-caller-identity" shows which credentials are found. With --live <file> none are needed.'),
      ];
    case 'throttled':
      return [next('Others use the same API now. Wait a minute and run driftcheck again.')];
    case 'timeout':
      return [next('Check the network, or allow more time with --timeout.')];
    case 'interrupted':
      return [next('Run driftcheck again.')];
    case 'call-limit':
      return [next('Allow more calls with --max-calls, or look at fewer targets with --only-target.')];
    case 'network':
      return [next('Check the network, the proxy, AWS_ENDPOINT_URL and whether the region exists.')];
    case 'unknown-region':
      return [next('Set the region with --region, AWS_REGION or in the profile: us-east-1, eu-central-1, …')];
    case 'server':
      return [next('Run driftcheck again; https://health.aws.amazon.com shows whether AWS has a fault.')];
    case 'invalid-request':
      return [next('Check the name in the code. If it is right, this is a defect of driftcheck.')];
    case 'not-implemented':
      return [next('AWS_ENDPOINT_URL points at something that is not AWS and lacks this call.')];
    case 'not-recorded':
      return [next('Record the snapshot again, from the same code: driftcheck snapshot -o <file>')];
    case 'unexpected-answer':
      return [next('Check AWS_ENDPOINT_URL and the proxy: what answered may not be AWS.')];
  }
}

/**
 * The least IAM statement that allows one action; most of what driftcheck calls knows no resource-level permissions.
 */
function statementLines(action: string): readonly Line[] {
  const text = JSON.stringify({ Effect: 'Allow', Action: action, Resource: '*' });
  return [{ indent: 4, verbatim: true, pieces: [{ text }] }];
}
