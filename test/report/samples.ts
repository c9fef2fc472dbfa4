import { awsProblemKinds } from '../../src/model/aws-problem-kinds.ts';
import { interfaceUserTypes } from '../../src/model/interface-user-types.ts';
import { isSetAside } from '../../src/model/leaf.ts';
import type { Checked } from '../../src/model/report/checked.ts';
import { type Danger, danger } from '../../src/model/report/danger.ts';
import type { Finding } from '../../src/model/report/finding.ts';
import type { Gap } from '../../src/model/report/gap.ts';
import type { Owner, OwnerBounds } from '../../src/model/report/policy.ts';
import { policyWarning } from '../../src/model/report/policy-source.ts';
import type { Reaches } from '../../src/model/report/reaches.ts';
import type { ReasonData } from '../../src/model/report/reason.ts';
import type { Report } from '../../src/model/report/report.ts';
import type { ShownValue } from '../../src/model/report/shown-value.ts';
import type { WhoData } from '../../src/model/report/who.ts';
import { type RuleId, ruleIds } from '../../src/model/rule.ts';
import type { SourceRange } from '../../src/model/source.ts';

/** A place in a file; column and offset do not matter to the reports. */
export function at(file: string, line: number): SourceRange {
  const position = { line, column: 3, offset: line * 40 };
  return { file, start: position, end: { ...position, column: 20, offset: line * 40 + 17 } };
}

/** A finding of a rule; whatever is not given is ordinary. */
export function findingOf(rule: RuleId, more: Partial<Finding> = {}): Finding {
  const kind = rule.startsWith('sg/')
    ? 'security-group'
    : rule.startsWith('ecs/service')
      ? 'ecs-service'
      : 'ecs-task-definition';
  const identity =
    kind === 'security-group'
      ? {
          account: '123456789012',
          region: 'us-east-1',
          id: 'sg-0a1b2c3d4e5f60718',
          name: 'shop-cache',
          vpcId: 'vpc-0aa1',
        }
      : {
          account: '123456789012',
          region: 'us-east-1',
          cluster: 'shop-staging',
          family: 'shop-api',
          revision: 150,
          latestRevision: 151,
          service: 'shop-api',
        };
  const common = {
    id: '0123456789abcdef',
    rule,
    severity: 'error',
    verdict: 'drift',
    kind,
    address: kind === 'security-group' ? 'aws_security_group.cache' : 'module.api.aws_ecs_task_definition.this',
    path:
      kind === 'security-group' ? 'ingress[6379/tcp from sg-0b1b2c3d4e5f60718]' : 'containers[api].environment[MODE]',
    at: at('infra/main.tf', 57),
    identity,
    target: 'default',
  } as const;
  return { type: 'attribute-changed', ...common, ...more } as Finding;
}

/** One of every code, of a rule that may be shown and of one that may not. */
const dangers: readonly Danger[] = danger.shape.code.options.flatMap((code): Danger[] => {
  const common = { code, severity: 'error', direction: 'ingress' } as const;
  return [
    common,
    { ...common, protocol: 'tcp', peer: 'pl-0123456789abcdef0' },
    {
      ...common,
      severity: 'warning',
      protocol: 'udp',
      ports: [
        { from: 53, to: 53 },
        { from: 400, to: 500 },
      ],
      services: [
        { code: 'dns', port: 53 },
        { code: 'https', port: 443 },
      ],
      peer: 'sg-0b1b2c3d4e5f60718',
      account: '999999999999',
    },
  ];
});

/** One of every form that a shown value can take. */
export const shownValues: readonly ShownValue[] = [
  { value: 'plain' },
  { value: 12.5 },
  { value: true },
  { value: null },
  { value: ['sh', '-c', 'exec api'] },
  { value: { name: 'api', ports: [8001, 8002] } },
  { absent: true },
  { secret: true },
  { secret: true, fingerprint: 'f00d' },
  {
    template: ['registry.example.com/api:', { kind: 'variable', name: 'image_tag', address: '', at: at('main.tf', 3) }],
  },
  { unknown: { kind: 'resource', address: 'aws_lb.front', path: ['dns_name'] } },
  { reference: 'aws_security_group.cache', path: ['id'] },
];

/** One of every kind of failed call. */
export const awsProblems = awsProblemKinds.map((kind) => ({
  kind,
  action: 'ecs:DescribeServices',
  region: 'us-east-1',
  code: 'SomeCode',
  message: 'AWS said something',
}));

/** One of every kind of reason, nested ones among them. */
export const reasons: readonly ReasonData[] = [
  { kind: 'variable', name: 'image_tag', address: '', at: at('main.tf', 12) },
  { kind: 'variable', name: 'image_tag', address: 'module.api' },
  { kind: 'resource', address: 'aws_ecr_repository.api', path: ['repository_url'], at: at('main.tf', 13) },
  { kind: 'data', address: 'data.aws_vpc.main', path: ['cidr_block_associations', 0, 'cidr block'] },
  {
    kind: 'data',
    address: 'module.net.data.aws_vpc.main',
    path: ['id'],
    problem: { kind: 'denied', action: 'ec2:DescribeVpcs', region: 'us-east-1' },
  },
  { kind: 'data', address: 'data.aws_vpc.main', path: ['id'], candidates: [] },
  { kind: 'data', address: 'data.aws_vpc.main', path: ['id'], candidates: ['vpc-1', 'vpc-2'] },
  { kind: 'module', address: 'module.tags', source: 'git::https://git.example.com/tags.git', path: ['all'] },
  { kind: 'module', address: 'module.tags' },
  { kind: 'expansion', address: 'aws_ecs_service.worker', from: [{ kind: 'variable', name: 'workers', address: '' }] },
  { kind: 'expansion', address: 'aws_ecs_service.worker', from: [] },
  {
    kind: 'operation',
    name: 'format',
    from: [
      { kind: 'variable', name: 'image_tag', address: '' },
      { kind: 'operation', name: 'lower', from: [{ kind: 'variable', name: 'image_tag', address: '' }] },
      { kind: 'resource', address: 'aws_lb.front', path: ['arn'] },
    ],
  },
  { kind: 'operation', name: 'timestamp', from: [] },
  { kind: 'invalid', name: 'unsupported-attribute', at: at('main.tf', 99) },
  { kind: 'plan', address: 'aws_lb.front', path: ['arn'] },
  ...awsProblems.map((problem): ReasonData => ({ kind: 'aws', problem })),
  { kind: 'aws' },
  { kind: 'secret' },
  { kind: 'ambiguous', candidates: ['sg-1', 'sg-2', 'sg-3', 'sg-4', 'sg-5', 'sg-6', 'sg-7'] },
  { kind: 'ambiguous' },
  { kind: 'unsupported', name: 'placement_constraints' },
  { kind: 'outside', name: 'file', source: '/etc/hostname', allow: '/etc' },
  { kind: 'outside', name: 'file' },
  { kind: 'elsewhere', name: 'account', value: '999999999999', run: '123456789012' },
  { kind: 'elsewhere', name: 'account', value: '999999999999' },
  { kind: 'elsewhere', name: 'account', run: '123456789012' },
  { kind: 'elsewhere', name: 'partition', value: 'aws-cn', run: 'aws' },
  { kind: 'elsewhere', name: 'profile', value: 'network', run: 'production' },
  { kind: 'elsewhere', name: 'profile', value: 'network' },
  { kind: 'elsewhere', name: 'profile' },
  { kind: 'elsewhere', name: 'credentials', value: 'access_key' },
  {
    kind: 'data',
    address: 'data.aws_vpc.shared',
    path: ['id'],
    from: [{ kind: 'elsewhere', name: 'account', value: '999999999999', run: '123456789012' }],
  },
  { kind: 'outside', address: 'data.terraform_remote_state.net', source: '/srv/net.tfstate', allow: '/srv' },
  ...['old-git', 'dubious-ownership', 'outside', 'unsupported-references', 'failed'].map(
    (name): ReasonData => ({ kind: 'git', name, source: '/srv/code' }),
  ),
  { kind: 'base', name: 'terraform-invalid', source: 'origin/main' },
  { kind: 'base', name: 'input-unreadable', source: 'origin/main', file: 'main.tf', value: 'EACCES' },
  { kind: 'base', name: 'revision-unusable', source: 'origin/main', file: 'made', value: 'uncommitted' },
  { kind: 'interrupted', name: 'SIGINT' },
  { kind: 'interrupted', name: 'SIGTERM' },
  ...['shallow', 'future', 'uncommitted', 'outside', 'unreadable'].map((name): ReasonData => ({ kind: 'age', name })),
];

const gapScopes = {
  'value-unknown': 'leaf',
  'elements-unknown': 'leaf',
  unidentified: 'resource',
  unreadable: 'resource',
  'expansion-unknown': 'resource',
  'module-missing': 'module',
  'module-invalid': 'module',
  'expression-invalid': 'resource',
  'unknown-member': 'leaf',
  'not-compared': 'leaf',
  'history-unreadable': 'leaf',
  'interfaces-unreadable': 'leaf',
  'prefix-lists-unreadable': 'leaf',
  'age-unknown': 'leaf',
  'target-failed': 'run',
  'base-unreadable': 'run',
  'base-unknown': 'leaf',
  'expectation-unmatched': 'resource',
  interrupted: 'run',
} as const satisfies Readonly<Record<Gap['code'], Gap['scope']>>;

/** A gap of every code, and one for every reason. */
export const gaps: readonly Gap[] = [
  ...reasons.map(
    (reason, index): Gap => ({
      code: 'value-unknown',
      scope: 'leaf',
      kind: 'ecs-task-definition',
      address: 'module.api.aws_ecs_task_definition.this',
      path: `containers[api].environment[V${index}]`,
      at: at('main.tf', index + 1),
      reason,
      target: 'default',
    }),
  ),
  {
    code: 'unreadable',
    scope: 'resource',
    address: '',
    expectation: 'pinned',
    reason: { kind: 'secret' },
    target: 'default',
  },
  ...(Object.keys(gapScopes) as Gap['code'][]).map(
    (code): Gap => ({
      code,
      scope: gapScopes[code],
      address: 'aws_ecs_service.worker',
      reason: { kind: 'module', name: 'thing', address: 'module.worker', source: './worker' },
      target: 'default',
    }),
  ),
];

const types = {
  'attribute-changed': {},
  'element-missing': {},
  'element-extra': {},
  'resource-missing': {},
  'resource-unmanaged': {},
  'declared-twice': {},
  'resource-removed': { removed: true },
  'delivery-broken': {
    brokenAt: 'service',
    hops: [
      { hop: 'declared', state: 'as-declared', value: { value: 'x' } },
      { hop: 'latest-revision', state: 'as-declared', revision: 151, since: '2026-01-02', by: 'role/deploy' },
      { hop: 'service', state: 'differs', revision: 150 },
      { hop: 'deployment', state: 'differs' },
      { hop: 'task', state: 'undetermined', reason: { kind: 'secret' } },
      { hop: 'image', state: 'undetermined' },
    ],
  },
  'member-unknown': { nearest: 'portMappings' },
  'expectation-unmet': {
    expectation: 'image comes from the registry',
    sides: [
      { side: 'code', state: 'met' },
      { side: 'service', state: 'unmet', revision: 150 },
      { side: 'latest-revision', state: 'met', revision: 151 },
      { side: 'task', state: 'undetermined', revision: 149 },
      { side: 'group', state: 'unmet' },
    ],
    connection: {
      source: {
        kind: 'ecs-service',
        name: 'api',
        address: 'aws_ecs_service.api',
        groups: [{ id: 'sg-1', name: 'tasks' }],
      },
      destination: { kind: 'security-group', name: 'redis', groups: [{ id: 'sg-2', name: 'redis' }], absent: true },
      protocol: 'tcp',
      fromPort: 6379,
      toPort: 6379,
      answer: 'declared-not-live',
      declared: {
        state: 'unsaid',
        egress: { state: 'unsaid' },
        ingress: {
          state: 'allowed',
          rules: [{ path: 'ingress[6379/tcp from sg-1]', address: 'aws_security_group.redis', at: at('main.tf', 7) }],
        },
      },
      live: {
        state: 'lacking',
        egress: {
          state: 'undetermined',
          reason: { kind: 'expectation', name: 'addresses', value: '10.0.0.0/8' },
          rules: [{ path: 'egress[6379/tcp to 10.0.0.0/8]', id: 'sgr-1' }],
        },
        ingress: { state: 'lacking' },
        reason: { kind: 'expectation', name: 'ipv6-only' },
      },
    },
  },
} as const satisfies Readonly<Record<Finding['type'], object>>;

/** Whatever of the code may leave a value to others. */
export const owners: readonly Owner[] = [
  { kind: 'ignore-changes', argument: 'container_definitions' },
  { kind: 'ignore-changes', argument: 'all' },
  { kind: 'autoscaling-target', address: 'aws_appautoscaling_target.api' },
  { kind: 'deployment-controller', name: 'CODE_DEPLOY' },
  { kind: 'deployment-controller', name: 'EXTERNAL' },
  { kind: 'deployment-strategy', name: 'BLUE_GREEN' },
  { kind: 'scalable-target', id: 'service/main/api' },
  { kind: 'scalable-target', id: 'service/main/api', absent: true },
];

/** Whatever an owner may be held to. */
export const bounds: readonly OwnerBounds[] = [
  { min: 2, max: 8 },
  { min: 2 },
  { max: 8 },
  { pattern: 'registry.example.com/shop/*' },
];

const group = 'sg-0a1b2c3d4e5f60718';

/** Whatever a rule may reach. */
const reached: readonly Reaches[] = [
  {
    status: 'known',
    group,
    interfaces: Array.from({ length: interfaceUserTypes.length }, (_, index) => `eni-${index}`),
    users: interfaceUserTypes.map((type) => ({ type, name: 'shop', cluster: 'shop-staging', interfaces: 1 })),
    publicAddresses: ['203.0.113.7', '203.0.113.8', '203.0.113.9', '2600:1f18::7'],
  },
  {
    status: 'known',
    group,
    interfaces: [],
    users: [{ type: 'ecs-service', name: 'api', cluster: 'main', interfaces: 0, isConfigured: true }],
    publicAddresses: [],
  },
  { status: 'known', group, interfaces: [], users: [], publicAddresses: [] },
  ...awsProblems.map((problem) => ({ status: 'unread', group, problem }) as const),
];

const event = {
  id: '6b1f3c9e-0000-4000-8000-000000000001',
  name: 'AuthorizeSecurityGroupIngress',
  at: '2026-01-02T14:03:00.000Z',
};
const principal = 'arn:aws:sts::123456789012:assumed-role/Admin/alice';

/** Everything that can be said of who made a difference. */
const whoMade: readonly WhoData[] = [
  { status: 'found', confidence: 'certain', event: { ...event, principal, client: 'console' } },
  {
    status: 'found',
    confidence: 'likely',
    event: { ...event, principal, client: 'cloudformation', invokedBy: 'cloudformation.amazonaws.com' },
  },
  { status: 'found', confidence: 'certain', event: { ...event, invokedBy: 'elasticloadbalancing.amazonaws.com' } },
  { status: 'found', confidence: 'certain', event: { ...event, client: 'terraform' } },
  { status: 'found', confidence: 'certain', event: { ...event, client: 'aws-cli' } },
  { status: 'older' },
  { status: 'not-found' },
  { status: 'not-found', since: '2026-01-02T00:00:00.000Z' },
  { status: 'not-asked', why: 'no-id' },
  { status: 'not-asked', why: 'other-account' },
  { status: 'unreadable', problem: { kind: 'denied', action: 'cloudtrail:LookupEvents', region: 'us-east-1' } },
];

/** A finding of every type, of every rule, with every verdict, and with every form of value on both sides. */
export const findings: readonly Finding[] = [
  ...(Object.keys(types) as Finding['type'][]).map((type) =>
    findingOf('ecs/container-changed', { type, ...types[type] } as Partial<Finding>),
  ),
  ...ruleIds.map((rule) => findingOf(rule, { declared: { value: 'a' }, live: { value: 'b' } })),
  ...(['drift', 'pending', 'awaiting-apply', 'adopts', 'collides', 'owned', 'ignored'] as const).map((verdict) =>
    findingOf('ecs/env-changed', {
      verdict,
      severity: 'note',
      since: 'known',
      firstSeen: '2026-01-02',
      cause: 'changed-by-hand',
      policy: {
        owner: 'team-api',
        reason: 'scaled for the launch',
        expires: '2026-03-01',
        at: at('driftcheck.yaml', 9),
      },
      history: {
        declaredAt: '2026-01-01',
        declaredIn: 'a1b2c3d',
        registeredAt: '2025-12-20',
        registeredBy: 'role/deploy',
      },
      related: [{ address: 'module.api', at: at('main.tf', 4) }, {}],
    }),
  ),
  ...owners.map((by) =>
    findingOf('ecs/env-changed', { verdict: 'owned', policy: { by }, declared: { value: 1 }, live: { value: 2 } }),
  ),
  ...(['owned', 'drift'] as const).flatMap((verdict) =>
    bounds.map((one) =>
      findingOf('ecs/service-desired-count', {
        verdict,
        policy: { owner: 'the autoscaler', bounds: one, at: at('driftcheck.yaml', 2) },
        declared: { value: 2 },
        live: { value: 5 },
      }),
    ),
  ),
  findingOf('sg/rule-unmanaged', { type: 'resource-unmanaged', danger: [...dangers] }),
  ...whoMade.map((who) => findingOf('sg/rule-extra', { type: 'element-extra', who })),
  ...reached.flatMap((reaches) => [
    findingOf('sg/rule-extra', { type: 'element-extra', reaches }),
    findingOf('sg/rule-missing', { type: 'element-missing', path: 'egress[all]', live: { absent: true }, reaches }),
  ]),
  findingOf('sg/rule-missing', {
    type: 'element-missing',
    coveredBy: { rules: [{ rule: 'ingress[all from sg-1]', id: 'sgr-1' }], only: 'ipv4' },
  }),
  findingOf('sg/rule-extra', {
    type: 'element-extra',
    coveredBy: { rules: [{ rule: 'ingress[all from sg-1]', address: 'aws_security_group.a' }] },
  }),
  ...shownValues.flatMap((value, index) => [
    findingOf('ecs/env-changed', { severity: 'warning', declared: value, live: shownValues[index + 1] ?? value }),
    findingOf('ecs/env-missing', { declared: value }),
    findingOf('ecs/env-extra', { live: value }),
  ]),
];

/** A report that holds these; its summary is counted from them. */
export function reportOf(
  parts: Partial<Pick<Report, 'policy' | 'notCompared' | 'findings' | 'gaps' | 'diagnostics' | 'unsetVariables'>> = {},
): Report {
  const {
    policy,
    notCompared = [],
    findings: found = [],
    gaps: open = [],
    diagnostics = [],
    unsetVariables = [],
  } = parts;
  const owned = found.filter(({ verdict }) => verdict === 'owned').length;
  const ignored = found.filter(({ verdict }) => verdict === 'ignored').length;
  const drifted = found.length - owned - ignored;
  const count = (severity: Finding['severity']) =>
    found.filter((finding) => finding.severity === severity && !isSetAside(finding.verdict)).length;
  const incomplete = open.some((gap) => gap.scope !== 'leaf');
  const exitCode = count('error') > 0 ? 2 : incomplete ? 3 : 0;
  const setAside = { ...(owned === 0 ? {} : { owned }), ...(ignored === 0 ? {} : { ignored }) };
  const attributes = {
    compared: 84,
    equal: 84 - found.length,
    drifted,
    ...setAside,
    undetermined: open.length,
  };
  const checked: Checked = {
    kind: 'ecs-task-definition',
    address: 'module.api.aws_ecs_task_definition.this',
    at: at('main.tf', 1),
    target: 'default',
    identity: { family: 'shop-api', revision: 150 },
    status: drifted > 0 ? 'drifted' : ignored > 0 ? 'ignored' : owned > 0 ? 'owned' : 'in-sync',
    attributes,
  };
  return {
    schemaVersion: 1,
    tool: { name: 'driftcheck', version: '0.0.0' },
    targets: [
      {
        name: 'default',
        directory: 'infra',
        workspace: 'default',
        account: '123456789012',
        region: 'us-east-1',
        partition: 'aws',
        source: 'aws',
      },
    ],
    ...(policy === undefined ? {} : { policy }),
    notCompared,
    checked: [checked],
    findings: [...found],
    gaps: [...open],
    diagnostics,
    unsetVariables,
    summary: {
      outcome:
        drifted > 0 ? 'drift' : incomplete ? 'incomplete' : ignored > 0 ? 'ignored' : owned > 0 ? 'owned' : 'in-sync',
      exitCode,
      failOn: 'error',
      resources: { declared: 7, compared: 6, inSync: 5, drifted: 1, missing: 0, undetermined: incomplete ? 1 : 0 },
      attributes,
      findings: { error: count('error'), warning: count('warning'), note: count('note'), ...setAside },
      gaps: open.length,
      awsCalls: 9,
    },
  };
}

const hints: Report['hints'] = (['egress', 'ingress'] as const).map((half) => ({
  code: 'endpoint-not-allowed',
  target: 'default',
  address: 'aws_ecs_service.api',
  definition: 'aws_ecs_task_definition.api',
  service: 'api',
  path: 'containers[api].environment[REDIS_URL]',
  port: 6379,
  scheme: 'redis',
  half,
  groups: ['tasks'],
  ...(half === 'ingress' ? { others: ['redis', 'redis-replica'] } : {}),
}));

/** A report with everything that a report can hold. */
export const fullReport: Report = {
  ...reportOf({
    policy: {
      source: { file: 'driftcheck.yaml', from: 'checkout' },
      warnings: policyWarning.shape.code.options.map((code, index) => ({
        code,
        at: at('driftcheck.yaml', index + 1),
        rule: 'ecs/env-changed',
        address: 'aws_ecs_task_definition.api',
        path: 'containers[api].environment[LOG_LEVEL]',
        owner: 'team-api',
        expires: '2026-01-01',
      })),
      expectations: [
        { about: 'task-definition', things: 3, unmet: 1, undetermined: 1 } as const,
        { about: 'security-group', things: 0, unmet: 0, undetermined: 1 } as const,
        { about: 'security-group', things: 2, unmet: 0, undetermined: 0 } as const,
      ].map((one, index) => ({ name: `expected ${index}`, at: at('driftcheck.yaml', 20 + index), ...one })),
    },
    notCompared: [
      { type: 'aws_ecs_cluster', count: 2, atLeast: true },
      { type: 'aws_iam_role', count: 4 },
    ],
    findings: [...findings],
    gaps: [...gaps],
    diagnostics: [
      { severity: 'warning', code: 'deprecated', summary: 'Old form', detail: 'Write it so.', at: at('main.tf', 5) },
      { severity: 'error', code: 'unsupported-attribute', summary: 'No such attribute', detail: '' },
    ],
    unsetVariables: [
      { module: '', name: 'image_tag', at: at('variables.tf', 1), target: 'default' },
      { module: 'module.api', name: 'image_tag', at: at('modules/api/variables.tf', 1), target: 'default' },
      { module: '', name: 'irrelevant', at: at('variables.tf', 9), target: 'default' },
    ],
  }),
  hints,
};
