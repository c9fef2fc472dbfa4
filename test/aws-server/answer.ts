import { autoScaling } from './api/auto-scaling.ts';
import { cloudTrail } from './api/cloudtrail.ts';
import { ec2 } from './api/ec2.ts';
import { ecr } from './api/ecr.ts';
import { describing } from './api/ecs-describe.ts';
import { listing } from './api/ecs-list.ts';
import type { JsonHandler, QueryHandler } from './api/handler.ts';
import { iam, sts } from './api/identity.ts';
import { secretsManager, ssm } from './api/stores.ts';
import type { Fault } from './faults.ts';
import { misshapen, withUnknownMember } from './misshapen.ts';
import { namespace, refusal, type Target } from './protocol.ts';
import type { View } from './view.ts';
import { parseInput } from './wire/json-input.ts';
import { AwsError } from './wire/shape.ts';
import { ec2Body, queryBody } from './wire/xml.ts';

/** An answer as it is sent. */
export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  /** The code, when it is an error. */
  readonly error?: string;
}

const jsonActions: Readonly<
  Record<
    'ecs' | 'ssm' | 'secretsmanager' | 'ecr' | 'application-autoscaling' | 'cloudtrail',
    Readonly<Record<string, JsonHandler>>
  >
> = {
  ecs: { ...describing, ...listing },
  ssm,
  secretsmanager: secretsManager,
  ecr,
  'application-autoscaling': autoScaling,
  cloudtrail: cloudTrail,
};
const queryActions: Readonly<Record<'ec2' | 'sts' | 'iam', Readonly<Record<string, QueryHandler>>>> = { ec2, sts, iam };

/** What the service answers from its view of the world, damaged by the faults that are no errors of AWS. */
export function answer(target: Target, body: string, view: View, faults: readonly Fault[], requestId: string): Reply {
  const html = faults.find((fault) => fault.kind === 'html');
  if (html !== undefined) {
    const page = `<html><head><title>${html.status}</title></head><body><h1>Service Temporarily Unavailable</h1></body></html>`;
    return { status: html.status, type: 'text/html', body: page };
  }
  return fromWorld(target, body, view, faults, requestId);
}

function fromWorld(target: Target, body: string, view: View, faults: readonly Fault[], requestId: string): Reply {
  const { service, action } = target;
  try {
    if (service === 'ec2' || service === 'sts' || service === 'iam') {
      const handler = queryActions[service][action];
      if (handler === undefined) throw unknownAction(target);
      const content = shapeOf(handler(view, new URLSearchParams(body)), faults);
      return service === 'ec2'
        ? { status: 200, type: 'text/xml;charset=UTF-8', body: ec2Body(action, content, requestId) }
        : { status: 200, type: 'text/xml', body: queryBody(action, namespace(service), content, requestId) };
    }
    const handler = jsonActions[service][action];
    if (handler === undefined) throw unknownAction(target);
    const shown = faults.reduce<object>(
      (result, fault) => (fault.kind === 'unknown-member' ? withUnknownMember(result, fault) : result),
      shapeOf(handler(view, parseInput(body)), faults),
    );
    return { status: 200, type: 'application/x-amz-json-1.1', body: JSON.stringify(shown) };
  } catch (error) {
    if (error instanceof AwsError) return refusal(target, error, requestId);
    throw error;
  }
}

function shapeOf<T extends object>(answer: T, faults: readonly Fault[]): T | { readonly [member: string]: string } {
  return faults.some(({ kind }) => kind === 'misshapen') ? misshapen(answer) : answer;
}

function unknownAction({ service, action }: Target): AwsError {
  return service === 'ec2' || service === 'sts' || service === 'iam'
    ? new AwsError('InvalidAction', `The action ${action} is not valid for this web service.`)
    : new AwsError('UnknownOperationException', `The operation ${action} is not known.`);
}
