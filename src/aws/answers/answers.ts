import { z } from 'zod';
import { parseArn } from '../../model/arn.ts';
import type { ActionName } from '../actions.ts';
import { unexpectedMember } from './answer-error.ts';

/*
 * What an answer must hold, or it says nothing of what was asked for. That all else is of the type that AWS's model gives it is seen before
 * (answer-model.ts); what is left out here AWS may leave out, and then it means none, or AWS's default.
 */

const text = z.string().min(1);
const count = z.int().min(0);
const page = z.string().optional();
/** A revision, by its ARN or as `family:revision`. */
const revision = z.string().regex(/^(?:arn:[^/]+:task-definition\/)?[\w-]+:\d+$/);

/** A list in which each element has another `key`: two of one name are not two, and which one is meant nobody can tell. */
const distinct = <T extends z.ZodType>(element: T, key: (element: z.output<T>) => string) =>
  z.array(element).superRefine((elements, context) => {
    const seen = new Set<string>();
    for (const [index, one] of elements.entries()) {
      const name = key(one);
      if (seen.has(name)) context.addIssue({ code: 'custom', path: [index] });
      seen.add(name);
    }
  });

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html */
const failures = z.array(z.object({ arn: z.string().optional(), reason: text })).optional();

/** `arn:…:task-definition/api:7` is revision 7 of `api`. */
const taskDefinition = z
  .looseObject({
    taskDefinitionArn: text,
    family: text,
    revision: z.int().min(1),
    status: text,
    containerDefinitions: distinct(z.object({ name: text, image: text }), ({ name }) => name),
  })
  .refine(({ taskDefinitionArn: arn, family, revision }) => arn.endsWith(`:task-definition/${family}:${revision}`), {
    path: ['taskDefinitionArn'],
  });

/**
 * What a service runs stands in the service itself or, with another deployment controller than ECS, in its task sets; only ECS keeps deployments, of which
 * one is the PRIMARY one. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html
 */
const service = z
  .looseObject({
    serviceArn: text,
    serviceName: text,
    clusterArn: text,
    status: text,
    desiredCount: count.optional(),
    taskDefinition: z.union([revision, z.literal('')]).optional(),
    deploymentController: z.object({ type: z.string().optional() }).optional(),
    deployments: z.array(z.object({ status: text, taskDefinition: z.string().optional() })).optional(),
    taskSets: z.array(z.object({ status: text, taskDefinition: revision })).optional(),
  })
  .superRefine((one, context) => {
    const wrong = (member: string) => context.addIssue({ code: 'custom', path: [member] });
    if (!one.serviceArn.endsWith(`/${one.serviceName}`)) wrong('serviceArn');
    if (one.status !== 'ACTIVE') return;
    if (one.desiredCount === undefined) wrong('desiredCount');
    if ((one.deploymentController?.type ?? 'ECS') !== 'ECS') return;
    if (!one.taskDefinition) wrong('taskDefinition');
    if (one.deployments?.filter(({ status }) => status === 'PRIMARY').length !== 1) wrong('deployments');
  });

const task = z
  .object({
    taskArn: text,
    clusterArn: text,
    taskDefinitionArn: revision,
    lastStatus: text,
    startedAt: z.date().optional(),
    containers: distinct(z.object({ name: text }), ({ name }) => name),
  })
  .refine(({ lastStatus, startedAt }) => lastStatus !== 'RUNNING' || startedAt !== undefined, { path: ['startedAt'] });

const serviceDeployment = z.object({ serviceDeploymentArn: text, status: text });

const securityGroup = z.object({ GroupId: text, GroupName: text, Description: z.string(), VpcId: text });

const peers = ['CidrIpv4', 'CidrIpv6', 'PrefixListId', 'ReferencedGroupInfo'] as const;

/** A rule has one peer. It may be of a kind that is not known here, but not of two. */
const securityGroupRule = z
  .object({
    SecurityGroupRuleId: text,
    GroupId: text,
    IsEgress: z.boolean(),
    IpProtocol: text,
    FromPort: z.int().optional(),
    ToPort: z.int().optional(),
    CidrIpv4: text.optional(),
    CidrIpv6: text.optional(),
    PrefixListId: text.optional(),
    ReferencedGroupInfo: z.object({ GroupId: text }).optional(),
  })
  .superRefine((rule, context) => {
    const [, second] = peers.filter((peer) => rule[peer] !== undefined);
    if (second !== undefined) context.addIssue({ code: 'custom', path: [second] });
    if (rule.IpProtocol !== 'tcp' && rule.IpProtocol !== 'udp') return;
    for (const port of ['FromPort', 'ToPort'] as const) {
      if (rule[port] === undefined) context.addIssue({ code: 'custom', path: [port] });
    }
  });

/** The form of each answer: what it must hold. */
export const answerForms = {
  /** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
  'sts:GetCallerIdentity': z
    .looseObject({ Account: z.string().regex(/^\d{12}$/), Arn: text })
    .refine(({ Account, Arn }) => parseArn(Arn)?.account === Account, { path: ['Arn'] }),
  'ecs:DescribeTaskDefinition': z.object({ taskDefinition }),
  'ecs:DescribeServices': z.object({ services: distinct(service, (one) => one.serviceArn), failures }),
  'ecs:ListTaskDefinitions': z.object({ taskDefinitionArns: distinct(revision, (arn) => arn), nextToken: page }),
  'ecs:ListServices': z.object({ serviceArns: distinct(text, (arn) => arn), nextToken: page }),
  'ecs:ListTasks': z.object({ taskArns: distinct(text, (arn) => arn), nextToken: page }),
  'ecs:DescribeTasks': z.object({ tasks: distinct(task, ({ taskArn }) => taskArn), failures }),
  'ecs:ListServiceDeployments': z.object({
    serviceDeployments: distinct(serviceDeployment, (one) => one.serviceDeploymentArn),
    nextToken: page,
  }),
  'ecs:DescribeServiceDeployments': z.object({
    serviceDeployments: distinct(serviceDeployment, (one) => one.serviceDeploymentArn),
    failures,
  }),
  'ecs:DescribeServiceRevisions': z.object({
    serviceRevisions: distinct(
      z.object({ serviceRevisionArn: text, taskDefinition: revision }),
      (one) => one.serviceRevisionArn,
    ),
    failures,
  }),
  'ec2:DescribeSecurityGroups': z.object({
    SecurityGroups: distinct(securityGroup, ({ GroupId }) => GroupId),
    NextToken: page,
  }),
  'ec2:DescribeSecurityGroupRules': z.object({
    SecurityGroupRules: distinct(securityGroupRule, (rule) => rule.SecurityGroupRuleId),
    NextToken: page,
  }),
  'ec2:DescribeVpcs': z.object({
    Vpcs: distinct(z.object({ VpcId: text }), ({ VpcId }) => VpcId),
    NextToken: page,
  }),
  'ec2:DescribeSubnets': z.object({
    Subnets: distinct(z.object({ SubnetId: text }), ({ SubnetId }) => SubnetId),
    NextToken: page,
  }),
  'ssm:DescribeParameters': z.object({
    Parameters: distinct(z.object({ Name: text, LastModifiedDate: z.date() }), ({ Name }) => Name),
    NextToken: page,
  }),
  'secretsmanager:DescribeSecret': z.object({ ARN: text, Name: text }),
  'ecr:DescribeRepositories': z.object({
    repositories: distinct(z.object({ repositoryName: text }), (one) => one.repositoryName),
  }),
  'ecr:DescribeImages': z.object({
    imageDetails: distinct(z.object({ imageDigest: text }), (one) => one.imageDigest),
  }),
  'ecr:BatchGetImage': z.object({
    images: z.array(z.object({ imageManifest: text })),
    failures: z.array(z.object({ failureCode: text })).optional(),
  }),
  'iam:GetRole': z.object({ Role: z.object({ Arn: text, RoleName: text }) }),
} as const satisfies Readonly<Record<ActionName, z.ZodType>>;

/** An answer of the SDK with what its form promises. */
export type Answer<A extends ActionName, T> = Holding<T, z.output<(typeof answerForms)[A]>>;

/** `T`, in which what `F` always has is there. */
type Holding<T, F> = T extends readonly (infer X)[]
  ? F extends readonly (infer E)[]
    ? Holding<X, E>[]
    : T
  : F extends Date
    ? F
    : F extends object
      ? Omit<T, keyof F> & {
          [K in keyof F & keyof T]: undefined extends F[K] ? T[K] : Holding<NonNullable<T[K]>, F[K]>;
        }
      : T;

/**
 * The answer as it is, once it is known to hold what was asked for.
 * @throws AnswerError that names the first member that is missing or wrong
 */
export function expectForm<A extends ActionName, T>(action: A, answer: T): Answer<A, T> {
  const { error } = answerForms[action].safeParse(answer);
  const [issue] = error?.issues ?? [];
  if (issue !== undefined)
    throw unexpectedMember(issue.path.map((step) => (typeof step === 'number' ? step : String(step))));
  return answer as Answer<A, T>;
}
