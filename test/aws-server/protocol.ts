import type { IncomingHttpHeaders } from 'node:http';
import type { Reply } from './answer.ts';
import type { AwsError } from './wire/shape.ts';
import { ec2ErrorBody, queryErrorBody } from './wire/xml.ts';

/*
 * Which call a request is, and how its service says no.
 */

/** A service as IAM names it. */
export type AwsService =
  | 'ecs'
  | 'ec2'
  | 'sts'
  | 'ssm'
  | 'secretsmanager'
  | 'ecr'
  | 'iam'
  | 'application-autoscaling'
  | 'cloudtrail';

/** What is called. */
export interface Target {
  readonly service: AwsService;
  readonly action: string;
  readonly region: string;
}

/** `X-Amz-Target: <prefix>.<action>` of the JSON services. */
const byTarget: Readonly<Record<string, AwsService>> = {
  AmazonEC2ContainerServiceV20141113: 'ecs',
  AmazonSSM: 'ssm',
  secretsmanager: 'secretsmanager',
  AmazonEC2ContainerRegistry_V20150921: 'ecr',
  AnyScaleFrontendService: 'application-autoscaling',
  CloudTrail_20131101: 'cloudtrail',
};

/** `Version` of the query services. */
const byVersion: Readonly<Record<string, AwsService>> = {
  '2016-11-15': 'ec2',
  '2011-06-15': 'sts',
  '2010-05-08': 'iam',
};

const namespaces = {
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
  iam: 'https://iam.amazonaws.com/doc/2010-05-08/',
};

/** The XML namespace of STS or IAM. */
export function namespace(service: 'sts' | 'iam'): string {
  return namespaces[service];
}

/** Undefined for what is no call of these services. A request without a signature is one of `defaultRegion`. */
export function identify(headers: IncomingHttpHeaders, body: string, defaultRegion: string): Target | undefined {
  const [, region = defaultRegion] = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(headers.authorization ?? '') ?? [];
  const header = headers['x-amz-target'];
  if (typeof header === 'string') {
    const dot = header.indexOf('.');
    const service = byTarget[header.slice(0, dot)];
    return service && { service, action: header.slice(dot + 1), region };
  }
  const form = new URLSearchParams(body);
  const service = byVersion[form.get('Version') ?? ''];
  const action = form.get('Action');
  return service === undefined || action === null ? undefined : { service, action, region };
}

/** The error as the service writes it. */
export function refusal({ service }: Target, { code, message, status }: AwsError, requestId: string): Reply {
  const error = { status, error: code };
  switch (service) {
    case 'ec2':
      return { ...error, type: 'text/xml;charset=UTF-8', body: ec2ErrorBody(code, message, requestId) };
    case 'sts':
    case 'iam':
      return { ...error, type: 'text/xml', body: queryErrorBody(code, message, namespaces[service], requestId) };
    default: {
      // What is refused before the service looks at it is written with a capital letter, and with a namespace.
      const early = /^(?:AccessDenied|ExpiredToken|UnrecognizedClient)Exception$/.test(code);
      const said = early ? { __type: `com.amazon.coral.service#${code}`, Message: message } : { __type: code, message };
      return { ...error, type: 'application/x-amz-json-1.1', body: JSON.stringify(said) };
    }
  }
}
