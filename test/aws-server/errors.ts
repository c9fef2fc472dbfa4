import type { Fault, FaultTarget } from './faults.ts';
import { AwsError } from './wire/shape.ts';

/*
 * How each service of AWS says what went wrong.
 */

/** The error that a fault answers with; undefined when it is none. `caller` is the ARN of who calls. */
export function errorOf(fault: Fault, { service, action }: FaultTarget, caller: string): AwsError | undefined {
  const family = service === 'ec2' ? 'ec2' : service === 'sts' || service === 'iam' ? 'query' : 'json';
  switch (fault.kind) {
    case 'throttled':
    case 'rate':
      return {
        ec2: new AwsError('RequestLimitExceeded', 'Request limit exceeded.', 503),
        query: new AwsError('Throttling', 'Rate exceeded', 400),
        json: new AwsError('ThrottlingException', 'Rate exceeded', 400),
      }[family];
    case 'denied': {
      const message = `User: ${caller} is not authorized to perform: ${service}:${action} because no identity-based policy allows the ${service}:${action} action`;
      return {
        ec2: new AwsError(
          'UnauthorizedOperation',
          `You are not authorized to perform this operation. ${message}. Encoded authorization failure message: invented-encoded-message`,
          403,
        ),
        query: new AwsError('AccessDenied', message, 403),
        json: new AwsError('AccessDeniedException', message, 400),
      }[family];
    }
    case 'expired':
      return {
        ec2: new AwsError('RequestExpired', 'Request has expired.', 400),
        query: new AwsError('ExpiredToken', 'The security token included in the request is expired', 403),
        json: new AwsError('ExpiredTokenException', 'The security token included in the request is expired', 400),
      }[family];
    case 'unrecognized':
      return {
        ec2: new AwsError('AuthFailure', 'AWS was not able to validate the provided access credentials', 401),
        query: new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid.', 403),
        json: new AwsError(
          'UnrecognizedClientException',
          'The security token included in the request is invalid.',
          400,
        ),
      }[family];
    case 'server-error':
      return {
        ec2: new AwsError('InternalError', 'An internal error has occurred', 500),
        query: new AwsError('ServiceFailure', 'The request processing has failed.', 500),
        json: new AwsError('ServerException', 'Service Unavailable. Please try again later.', 500),
      }[family];
    case 'unavailable':
      return {
        ec2: new AwsError('Unavailable', 'The service is unavailable. Please try again shortly.', 503),
        query: new AwsError('ServiceUnavailable', 'Service is unavailable', 503),
        json: new AwsError('ServiceUnavailableException', 'Service is unavailable', 503),
      }[family];
    case 'error':
      return new AwsError(fault.code, fault.message ?? 'An invented error.', fault.status ?? 400);
    default:
      return undefined;
  }
}
