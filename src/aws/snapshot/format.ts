import { z } from 'zod';
import { refuseNesting } from '../../model/nesting.ts';
import { ProblemError } from '../../model/problem.ts';
import { awsProblem } from '../../model/report.ts';
import { classify, redactText } from '../../model/secret/sensitivity.ts';

/*
 * A snapshot's file format; docs/snapshot.md describes it to those who write one by hand. Members that are not listed here are kept as they are.
 */

const text = z.string();
const number = z.number();
const flag = z.boolean();
/** A text, or the salted fingerprint of one that is secret. */
const sealable = z.union([text, z.strictObject({ $secret: text.regex(/^[0-9a-f]{32}$/) })]);
const sealableRecord = z.record(text, sealable);
const date = z.iso.datetime({ offset: true });
/** The SDK leaves members out rather than setting them to null, and so must a snapshot. */
const optional = <T extends z.ZodType>(schema: T) => schema.optional();

/** What is read of these lists is there to be read, whatever else they hold. */
const objects = z.array(z.looseObject({}));
const texts = z.array(sealable);
const object = z.looseObject({});

const references = z.array(z.looseObject({ name: optional(text), valueFrom: optional(sealable) }));
const logConfiguration = z.looseObject({
  logDriver: optional(sealable),
  options: optional(sealableRecord),
  secretOptions: optional(references),
});
const container = z.looseObject({
  name: optional(text),
  image: optional(sealable),
  cpu: optional(number),
  memory: optional(number),
  memoryReservation: optional(number),
  essential: optional(flag),
  environment: optional(z.array(z.looseObject({ name: optional(text), value: optional(sealable) }))),
  environmentFiles: optional(z.array(z.looseObject({ value: optional(sealable), type: optional(sealable) }))),
  secrets: optional(references),
  command: optional(z.array(sealable)),
  entryPoint: optional(z.array(sealable)),
  portMappings: optional(
    z.array(
      z.looseObject({ containerPort: optional(number), hostPort: optional(number), protocol: optional(sealable) }),
    ),
  ),
  mountPoints: optional(objects),
  volumesFrom: optional(objects),
  dependsOn: optional(objects),
  ulimits: optional(objects),
  systemControls: optional(objects),
  resourceRequirements: optional(objects),
  extraHosts: optional(objects),
  links: optional(texts),
  dnsServers: optional(texts),
  dnsSearchDomains: optional(texts),
  dockerSecurityOptions: optional(texts),
  credentialSpecs: optional(texts),
  linuxParameters: optional(
    z.looseObject({
      capabilities: optional(z.looseObject({ add: optional(texts), drop: optional(texts) })),
      devices: optional(z.array(z.looseObject({ permissions: optional(texts) }))),
      tmpfs: optional(z.array(z.looseObject({ mountOptions: optional(texts) }))),
    }),
  ),
  restartPolicy: optional(z.looseObject({ ignoredExitCodes: optional(z.array(number)) })),
  repositoryCredentials: optional(object),
  healthCheck: optional(z.looseObject({ command: optional(z.array(sealable)) })),
  logConfiguration: optional(logConfiguration),
  dockerLabels: optional(sealableRecord),
  firelensConfiguration: optional(z.looseObject({ type: optional(sealable), options: optional(sealableRecord) })),
});
const tags = z.array(z.looseObject({ key: optional(text), value: optional(sealable) }));
const taskDefinition = z.looseObject({
  taskDefinitionArn: optional(text),
  family: optional(text),
  revision: optional(number),
  status: optional(sealable),
  cpu: optional(sealable),
  memory: optional(sealable),
  networkMode: optional(sealable),
  taskRoleArn: optional(sealable),
  executionRoleArn: optional(sealable),
  requiresCompatibilities: optional(z.array(sealable)),
  registeredAt: optional(date),
  deregisteredAt: optional(date),
  registeredBy: optional(sealable),
  containerDefinitions: optional(z.array(container)),
  volumes: optional(
    z.array(
      z.looseObject({
        name: optional(text),
        dockerVolumeConfiguration: optional(
          z.looseObject({ driverOpts: optional(sealableRecord), labels: optional(sealableRecord) }),
        ),
      }),
    ),
  ),
  placementConstraints: optional(objects),
  inferenceAccelerators: optional(objects),
  proxyConfiguration: optional(z.looseObject({ properties: optional(objects) })),
  runtimePlatform: optional(object),
  ephemeralStorage: optional(object),
  tags: optional(tags),
});
const service = z.looseObject({
  serviceArn: optional(text),
  serviceName: optional(text),
  clusterArn: optional(text),
  status: optional(sealable),
  taskDefinition: optional(text),
  desiredCount: optional(number),
  runningCount: optional(number),
  pendingCount: optional(number),
  launchType: optional(sealable),
  createdAt: optional(date),
  deployments: optional(
    z.array(
      z.looseObject({
        id: optional(sealable),
        status: optional(sealable),
        taskDefinition: optional(text),
        createdAt: optional(date),
        updatedAt: optional(date),
        rolloutStateReason: optional(text),
        serviceConnectConfiguration: optional(
          z.looseObject({
            services: optional(z.array(z.looseObject({ clientAliases: optional(objects), tls: optional(object) }))),
            logConfiguration: optional(logConfiguration),
            accessLogConfiguration: optional(object),
          }),
        ),
        volumeConfigurations: optional(
          z.array(
            z.looseObject({
              managedEBSVolume: optional(
                z.looseObject({
                  tagSpecifications: optional(z.array(z.looseObject({ tags: optional(tags) }))),
                }),
              ),
            }),
          ),
        ),
        vpcLatticeConfigurations: optional(objects),
      }),
    ),
  ),
  networkConfiguration: optional(
    z.looseObject({
      awsvpcConfiguration: optional(
        z.looseObject({ subnets: optional(z.array(sealable)), securityGroups: optional(z.array(sealable)) }),
      ),
    }),
  ),
  deploymentConfiguration: optional(
    z.looseObject({
      deploymentCircuitBreaker: optional(object),
      alarms: optional(z.looseObject({ alarmNames: optional(texts) })),
      lifecycleHooks: optional(z.array(z.looseObject({ lifecycleStages: optional(texts) }))),
      linearConfiguration: optional(object),
      canaryConfiguration: optional(object),
    }),
  ),
  deploymentController: optional(object),
  taskSets: optional(objects),
  loadBalancers: optional(z.array(z.looseObject({ advancedConfiguration: optional(object) }))),
  serviceRegistries: optional(objects),
  capacityProviderStrategy: optional(objects),
  placementConstraints: optional(objects),
  placementStrategy: optional(objects),
  events: optional(z.array(z.looseObject({ message: optional(text), createdAt: optional(date) }))),
  tags: optional(tags),
});
const ec2Tags = z.array(z.looseObject({ Key: optional(text), Value: optional(sealable) }));
const securityGroup = z.looseObject({
  GroupId: text,
  GroupName: optional(text),
  VpcId: optional(text),
  OwnerId: optional(text),
  Description: optional(sealable),
  IpPermissions: optional(z.array(z.looseObject({}))),
  IpPermissionsEgress: optional(z.array(z.looseObject({}))),
  Tags: optional(ec2Tags),
});
const securityGroupRule = z.looseObject({
  SecurityGroupRuleId: optional(text),
  GroupId: optional(text),
  GroupOwnerId: optional(sealable),
  IsEgress: flag,
  IpProtocol: text,
  FromPort: optional(number),
  ToPort: optional(number),
  CidrIpv4: optional(text),
  CidrIpv6: optional(text),
  PrefixListId: optional(text),
  ReferencedGroupInfo: optional(
    z.looseObject({ GroupId: optional(text), UserId: optional(text), VpcId: optional(text) }),
  ),
  Description: optional(sealable),
  Tags: optional(ec2Tags),
});

const task = z.looseObject({
  taskArn: text,
  taskDefinitionArn: optional(text),
  lastStatus: optional(sealable),
  startedBy: optional(sealable),
  group: optional(text),
  createdAt: optional(date),
  startedAt: optional(date),
  stoppedAt: optional(date),
  stoppedReason: optional(text),
  containers: optional(
    z.array(
      z.looseObject({
        name: optional(text),
        image: optional(sealable),
        imageDigest: optional(text),
        reason: optional(text),
      }),
    ),
  ),
  overrides: optional(
    z.looseObject({
      containerOverrides: optional(
        z.array(
          z.looseObject({
            name: optional(text),
            command: optional(z.array(sealable)),
            environment: optional(z.array(z.looseObject({ name: optional(text), value: optional(sealable) }))),
          }),
        ),
      ),
    }),
  ),
});
const serviceDeployment = z.looseObject({
  serviceDeploymentArn: text,
  status: optional(sealable),
  statusReason: optional(text),
  createdAt: optional(date),
  finishedAt: optional(date),
  targetServiceRevision: optional(z.looseObject({ arn: optional(text) })),
  rollback: optional(
    z.looseObject({ reason: optional(text), startedAt: optional(date), serviceRevisionArn: optional(text) }),
  ),
});
const serviceRevision = z.looseObject({
  serviceRevisionArn: text,
  taskDefinition: optional(text),
  containerImages: optional(
    z.array(z.looseObject({ containerName: optional(text), image: optional(sealable), imageDigest: optional(text) })),
  ),
  createdAt: optional(date),
});

const filters = z.strictObject({ filters: z.record(text, z.array(text)) });
const vpc = z.looseObject({
  VpcId: text,
  CidrBlock: optional(sealable),
  IsDefault: optional(flag),
  OwnerId: optional(text),
});
const subnet = z.looseObject({
  SubnetId: sealable,
  SubnetArn: optional(sealable),
  VpcId: optional(text),
  CidrBlock: optional(sealable),
  AvailabilityZone: optional(sealable),
  AvailabilityZoneId: optional(sealable),
});
const parameter = z.looseObject({
  Name: sealable,
  ARN: optional(sealable),
  Type: optional(sealable),
  Version: optional(number),
  LastModifiedDate: optional(date),
});
const secret = z.looseObject({
  ARN: sealable,
  Name: optional(sealable),
  KmsKeyId: optional(sealable),
  LastChangedDate: optional(date),
});
const repository = z.looseObject({
  repositoryArn: optional(sealable),
  registryId: optional(sealable),
  repositoryName: sealable,
  repositoryUri: optional(sealable),
});
const image = z.looseObject({
  registryId: optional(sealable),
  repositoryName: optional(sealable),
  imageDigest: text,
  imageTags: optional(z.array(sealable)),
  imageSizeInBytes: optional(number),
  imagePushedAt: optional(date),
  imageManifestMediaType: optional(sealable),
});
const role = z.looseObject({ Arn: sealable, RoleName: sealable, RoleId: optional(sealable), Path: optional(sealable) });

const problem = awsProblem.omit({ action: true, region: true });

/** A read: `action`, `key`, and one of `result`, `absent` and `problem`. */
const read = <A extends string, K extends z.ZodType, R extends z.ZodType>(action: A, key: K, result: R) =>
  z
    .strictObject({
      action: z.literal(action),
      region: optional(text),
      key,
      result: optional(result),
      absent: optional(z.literal(true)),
      problem: optional(problem),
    })
    .refine(
      (one) => [one.result, one.absent, one.problem].filter((outcome) => outcome !== undefined).length === 1,
      'needs exactly one of "result", "absent" and "problem"',
    );

const members = z.strictObject({
  format: z.literal('driftcheck-snapshot'),
  schemaVersion: z.literal(1),
  salt: optional(text.min(1)),
  keyId: optional(text.regex(/^[0-9a-f]{16}$/)),
  recordedAt: optional(date),
  account: optional(text.regex(/^\d{12}$/)),
  region: optional(text),
  partition: optional(text),
  reads: z.array(
    z.discriminatedUnion('action', [
      read('sts:GetCallerIdentity', z.strictObject({}), z.looseObject({ account: text, arn: text })),
      read('ecs:DescribeTaskDefinition', z.strictObject({ taskDefinition: text }), taskDefinition),
      read('ecs:DescribeServices', z.strictObject({ cluster: text, service: text }), service),
      read(
        'ecs:ListTaskDefinitions',
        z.strictObject({ family: text, status: z.enum(['ACTIVE', 'INACTIVE']), 'at-most': number }),
        z.strictObject({ arns: z.array(text), more: flag }),
      ),
      read('ecs:ListServices', z.strictObject({ cluster: text }), z.array(text)),
      read(
        'ecs:ListTasks',
        z.strictObject({ cluster: text, service: text, 'desired-status': z.enum(['RUNNING', 'STOPPED']) }),
        z.array(text),
      ),
      read('ecs:DescribeTasks', z.strictObject({ cluster: text, task: text }), task),
      read('ecs:ListServiceDeployments', z.strictObject({ cluster: text, service: text }), z.array(serviceDeployment)),
      read('ecs:DescribeServiceDeployments', z.strictObject({ 'service-deployment': text }), serviceDeployment),
      read('ecs:DescribeServiceRevisions', z.strictObject({ 'service-revision': text }), serviceRevision),
      read(
        'ec2:DescribeSecurityGroups',
        z.union([
          z.strictObject({ 'group-id': text }),
          z.strictObject({ 'group-name': text, 'vpc-id': text.exactOptional() }),
          z.strictObject({ 'group-name-prefix': text, 'vpc-id': text.exactOptional() }),
          filters,
        ]),
        z.array(securityGroup),
      ),
      read('ec2:DescribeSecurityGroupRules', z.strictObject({ 'group-id': text }), z.array(securityGroupRule)),
      read('ec2:DescribeVpcs', filters, z.array(vpc)),
      read('ec2:DescribeSubnets', filters, z.array(subnet)),
      read('ssm:DescribeParameters', z.strictObject({ name: text }), parameter),
      read('secretsmanager:DescribeSecret', z.strictObject({ 'secret-id': text }), secret),
      read(
        'ecr:DescribeRepositories',
        z.strictObject({ repository: text, registry: text.exactOptional() }),
        repository,
      ),
      read(
        'ecr:DescribeImages',
        z.strictObject({
          repository: text,
          'image-tag': text.exactOptional(),
          'image-digest': text.exactOptional(),
          registry: text.exactOptional(),
        }),
        image,
      ),
      read(
        'ecr:BatchGetImage',
        z.strictObject({ repository: text, 'image-digest': text, registry: text.exactOptional() }),
        z.looseObject({ images: z.array(text) }),
      ),
      read('iam:GetRole', z.strictObject({ 'role-name': text }), role),
    ]),
  ),
});
const snapshot = members.refine(
  (one) => (one.salt === undefined) !== (one.keyId === undefined),
  'needs a "salt", or a "keyId" when its fingerprints were made with a key',
);

/** A snapshot as its file holds it. */
export type SnapshotData = z.infer<typeof snapshot>;

/**
 * Reads a snapshot's text and validates it.
 *
 * @param file named in the problem
 * @throws ProblemError `snapshot-unreadable`: not JSON, cut off, another kind of file, another major version, or a member of a wrong shape. Its
 *   detail holds no value of the file but actions, keys' names and versions. `too-large` when it nests too deep.
 */
export function parseSnapshot(source: string, file: string): SnapshotData {
  const unreadable = (detail: string, cause?: unknown) =>
    new ProblemError({ code: 'snapshot-unreadable', file, detail }, cause === undefined ? undefined : { cause });
  refuseNesting(source, file);
  const json = parseJson(source);
  if ('fault' in json) throw unreadable(json.fault);
  const foreign = foreignKind(json.value);
  if (foreign !== undefined) throw unreadable(foreign);
  const parsed = snapshot.safeParse(json.value);
  if (parsed.success) return parsed.data;
  const issues = flatten(parsed.error.issues).map(({ path, message }) => `${pathText(path)}: ${redactText(message)}`);
  const [first = 'it is not a snapshot', ...more] = issues;
  throw unreadable(more.length === 0 ? first : `${first} (and ${more.length} more)`);
}

function hasPrototypeName(json: string): boolean {
  if (!/__proto__|\\u00/.test(json)) return false;
  let found = false;
  JSON.parse(json, (name, value: unknown) => {
    found ||= name === '__proto__';
    return value;
  });
  return found;
}

function parseJson(source: string): { value: unknown } | { fault: string } {
  const body = source.replace(/^\uFEFF/, '');
  if (body.trim() === '') return { fault: 'the file is empty' };
  try {
    const value: unknown = JSON.parse(body);
    // What validates the members passes over one of this name, and what it holds would be compared by nobody.
    return hasPrototypeName(body) ? { fault: 'a member is called "__proto__", which cannot be read' } : { value };
  } catch {
    // The parser's own message quotes the file.
    if (!/^[\s]*[{[]/.test(body)) return { fault: 'it is not JSON' };
    return {
      fault: /[}\]]\s*$/.test(body) ? 'it is not valid JSON' : 'the JSON is cut off: it does not end where it should',
    };
  }
}

/** What a file is that is JSON but no snapshot of this version; undefined for one that may be a snapshot. */
function foreignKind(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return 'it is JSON, but not a snapshot: `driftcheck snapshot -o live.json` writes one';
  }
  const has = (...names: string[]) => names.some((name) => Object.hasOwn(value, name));
  if ('format' in value && value.format === 'driftcheck-snapshot') {
    const version: unknown = Reflect.get(value, 'schemaVersion');
    if (version === 1) return undefined;
    return typeof version === 'number'
      ? `it is a snapshot of format version ${version}; this driftcheck reads version 1`
      : 'it says "driftcheck-snapshot" but has no numeric "schemaVersion"';
  }
  if (has('terraform_version', 'lineage') && has('serial', 'resources')) {
    return 'it is a Terraform state, not a snapshot of AWS';
  }
  if (has('format_version') && has('planned_values', 'resource_changes')) {
    return 'it is a Terraform plan, not a snapshot of AWS';
  }
  if (has('format_version', 'terraform_version'))
    return 'it is the output of `terraform show -json`, not a snapshot of AWS';
  if (has('services', 'failures', 'taskDefinition', 'SecurityGroups', 'SecurityGroupRules', 'UserId')) {
    return 'it is an answer of the AWS CLI, not a snapshot; docs/snapshot.md says how to put such answers into one';
  }
  if (has('tool') && has('findings')) return 'it is a report of driftcheck, not a snapshot';
  return 'it is JSON, but not a snapshot (it has no "format": "driftcheck-snapshot"): `driftcheck snapshot -o live.json` writes one';
}

/** The issues of the union member that fits best, instead of "invalid union". */
function flatten(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
    const closest = issue.errors.toSorted((a, b) => deepest(b) - deepest(a))[0] ?? [];
    return flatten(closest.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })));
  });
}

function deepest(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map((issue) => issue.path.length));
}

/** A name that whoever wrote the file has given may be a secret. */
function nameText(name: string): string {
  return classify(undefined, name) === undefined ? name : '[secret]';
}

function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${nameText(String(step))}`)).join('');
  return text === '' ? 'the file' : text.replace(/^\./, '');
}
