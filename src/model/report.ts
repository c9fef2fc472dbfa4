import { z } from 'zod';
import { kindName, liveIdentity } from './identity.ts';
import { ruleIds } from './rule.ts';

/*
 * The report: what a run found, as data. Sentences are made from it by `report/message.ts`; nothing here is prose. The published
 * JSON Schema (`docs/report.schema.json`) is generated from these definitions. Slots that a run does not fill are absent.
 */

const position = z.strictObject({
  line: z.int().min(1),
  column: z.int().min(1),
  offset: z.int().min(0),
});
const sourceRange = z.strictObject({ file: z.string(), start: position, end: position }).meta({ id: 'SourceRange' });

const pathStep = z.union([z.string(), z.int()]);

export interface ReasonData {
  kind:
    | 'variable'
    | 'resource'
    | 'data'
    | 'module'
    | 'expansion'
    | 'operation'
    | 'invalid'
    | 'plan'
    | 'aws'
    | 'secret'
    | 'ambiguous'
    | 'unsupported'
    | 'git'
    | 'outside'
    | 'elsewhere';
  /** The address of the resource, data source or module; for `variable` the module's. */
  address?: string | undefined;
  /**
   * The variable, the operation, the diagnostic's code, what is not supported, what is wrong with a repository (`source`), or what is missing to
   * compare a secret (`fingerprint-key`).
   */
  name?: string | undefined;
  path?: (string | number)[] | undefined;
  /** Of a module; for `git` the repository, for `outside` the file. */
  source?: string | undefined;
  /** For `outside`: the directory that `--allow-outside` would have to name. */
  allow?: string | undefined;
  at?: z.infer<typeof sourceRange> | undefined;
  from?: ReasonData[] | undefined;
  problem?: z.infer<typeof awsProblem> | undefined;
  candidates?: string[] | undefined;
  /** For `elsewhere`: the account, partition or profile of the provider (`name` says which), or the argument that gives it credentials. */
  value?: string | undefined;
  /** For `elsewhere`: the account, partition or profile of the run. */
  run?: string | undefined;
}

export const awsProblem = z
  .strictObject({
    kind: z.enum([
      'denied',
      'expired',
      'no-credentials',
      'throttled',
      'timeout',
      'network',
      'server',
      'invalid-request',
      'unknown-region',
      'not-implemented',
      'not-recorded',
      'unexpected-answer',
    ]),
    /** The API call, as IAM names it: `ecs:DescribeServices`. */
    action: z.string(),
    region: z.string().optional(),
    /** AWS's error code, or the system's (`ECONNREFUSED`). */
    code: z.string().optional(),
    /** AWS's own message, with whatever looks secret replaced. */
    message: z.string().optional(),
    /** The member of the answer that is missing or of another form than AWS's: `services[0].deployments`. */
    member: z.string().optional(),
  })
  .meta({ id: 'AwsProblem' });

const reason: z.ZodType<ReasonData> = z
  .strictObject({
    kind: z.enum([
      'variable',
      'resource',
      'data',
      'module',
      'expansion',
      'operation',
      'invalid',
      'plan',
      'aws',
      'secret',
      'ambiguous',
      'unsupported',
      'git',
      'outside',
      'elsewhere',
    ]),
    address: z.string().optional(),
    name: z.string().optional(),
    path: z.array(pathStep).optional(),
    source: z.string().optional(),
    allow: z.string().optional(),
    at: sourceRange.optional(),
    get from() {
      return z.array(reason).optional();
    },
    problem: awsProblem.optional(),
    candidates: z.array(z.string()).optional(),
    value: z.string().optional(),
    run: z.string().optional(),
  })
  .meta({ id: 'Reason' });

/** A value as a report may show it. */
const shownValue = z
  .union([
    /** An ordinary value: a scalar, or a list or object of ordinary scalars. */
    z.strictObject({ value: z.json() }),
    /** Not there. */
    z.strictObject({ absent: z.literal(true) }),
    /** Never shown. The fingerprint stands only where a key makes it comparable. */
    z.strictObject({ secret: z.literal(true), fingerprint: z.string().optional() }),
    /** A string with holes: known texts and reasons in turn. */
    z.strictObject({ template: z.array(z.union([z.string(), reason])) }),
    z.strictObject({ unknown: reason }),
    /** A reference to a resource of the code that AWS has not told the value of. */
    z.strictObject({ reference: z.string(), path: z.array(pathStep) }),
  ])
  .meta({ id: 'ShownValue' });

const severity = z.enum(['error', 'warning', 'note']);
const verdict = z.enum(['drift', 'pending', 'awaiting-apply', 'adopts', 'collides', 'owned', 'ignored']);

const findingCommon = {
  /** Stable over runs while the cause is the same: a hash of target, rule, address and path. */
  id: z.string(),
  rule: z.enum(ruleIds),
  severity,
  verdict,
  kind: kindName,
  /** The Terraform address that declares it (for something only AWS has: the resource it was found under). */
  address: z.string(),
  /** The attribute: `containers[api].secrets[HUGGINGFACE_API_KEY]`, `desiredCount`, `ingress[6379/tcp from sg-1]`. '' for the resource as a whole. */
  path: z.string(),
  /** Where it is declared. */
  at: sourceRange.optional(),
  live: shownValue.optional(),
  declared: shownValue.optional(),
  identity: liveIdentity,
  target: z.string(),
  since: z.enum(['new', 'known', 'resolved']).optional(),
  firstSeen: z.string().optional(),
  /** Who owns the field or accepted the difference, and until when. */
  policy: z
    .strictObject({ owner: z.string().optional(), reason: z.string().optional(), expires: z.string().optional() })
    .optional(),
  /** When the declaring line was last committed and when the live thing was registered, with by whom. */
  history: z
    .strictObject({
      declaredAt: z.string().optional(),
      declaredIn: z.string().optional(),
      registeredAt: z.string().optional(),
      registeredBy: z.string().optional(),
    })
    .optional(),
  /** What a state file says of the cause. */
  cause: z.enum(['never-applied', 'changed-by-hand', 'both', 'unknown']).optional(),
  /** Further addresses or places that have to do with it: the declaring rule resource, the module call. */
  related: z.array(z.strictObject({ address: z.string().optional(), at: sourceRange.optional() })).optional(),
} as const;

const hop = z
  .strictObject({
    hop: z.enum(['declared', 'latest-revision', 'service', 'deployment', 'task', 'image']),
    state: z.enum(['as-declared', 'differs', 'undetermined']),
    value: shownValue.optional(),
    revision: z.int().optional(),
    since: z.string().optional(),
    by: z.string().optional(),
    /** AWS's word for how it stands: `INACTIVE`, `IN_PROGRESS`, `ROLLBACK_SUCCESSFUL`. */
    status: z.string().optional(),
    /** How many running tasks are of the revision. */
    tasks: z.int().optional(),
    /** The container whose image it is. */
    container: z.string().optional(),
    digest: z.string().optional(),
    reason: reason.optional(),
  })
  .meta({ id: 'Hop' });

/** What AWS itself said of a delivery: the reason of a deployment, an event of the service, why a task stopped. */
const evidence = z
  .strictObject({
    source: z.enum(['deployment', 'event', 'task']),
    text: z.string(),
    at: z.string().optional(),
  })
  .meta({ id: 'Evidence' });

/** A difference that has the same cause as others of the finding. */
const difference = z
  .strictObject({
    rule: z.enum(ruleIds),
    path: z.string(),
    declared: shownValue.optional(),
    live: shownValue.optional(),
    at: sourceRange.optional(),
  })
  .meta({ id: 'Difference' });

const finding = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('attribute-changed'), ...findingCommon }),
    z.strictObject({ type: z.literal('element-missing'), ...findingCommon }),
    z.strictObject({ type: z.literal('element-extra'), ...findingCommon }),
    z.strictObject({ type: z.literal('resource-missing'), ...findingCommon }),
    z.strictObject({ type: z.literal('resource-unmanaged'), ...findingCommon }),
    z.strictObject({
      type: z.literal('delivery-broken'),
      ...findingCommon,
      hops: z.array(hop),
      /** The first hop at which the declared value is lost. */
      brokenAt: hop.shape.hop,
      /** What is not as declared behind that hop: one cause is one finding. */
      differences: z.array(difference).optional(),
      evidence: z.array(evidence).optional(),
      /** Of how many running tasks how many are not as declared. */
      tasks: z.strictObject({ running: z.int(), affected: z.int() }).optional(),
    }),
    z.strictObject({ type: z.literal('expectation-unmet'), ...findingCommon, expectation: z.string() }),
  ])
  .meta({ id: 'Finding' });

const gap = z
  .strictObject({
    code: z.enum([
      /** A single value could not be known. */
      'value-unknown',
      /** Whether further elements are declared could not be known. */
      'elements-unknown',
      /** Which live thing it is could not be told: names unknown or several candidates. */
      'unidentified',
      /** AWS did not let it be read. */
      'unreadable',
      /** How many instances there are could not be known. */
      'expansion-unknown',
      'module-missing',
      'module-invalid',
      'expression-invalid',
      /** AWS returned a member this version does not know. */
      'unknown-member',
      /** Something declared that this version does not compare. */
      'not-compared',
      /** When lines were committed could not be read. */
      'history-unreadable',
    ]),
    /** `leaf` leaves the run complete; all others make it incomplete (exit code 3). */
    scope: z.enum(['leaf', 'resource', 'module', 'run']),
    kind: kindName.optional(),
    address: z.string().optional(),
    path: z.string().optional(),
    at: sourceRange.optional(),
    declared: shownValue.optional(),
    live: shownValue.optional(),
    identity: liveIdentity.optional(),
    reason,
    target: z.string(),
  })
  .meta({ id: 'Gap' });

const counts = z.strictObject({
  /** Attributes and elements that both sides were known of and that were compared. */
  compared: z.int(),
  equal: z.int(),
  drifted: z.int(),
  undetermined: z.int(),
});

const checked = z
  .strictObject({
    kind: kindName,
    address: z.string(),
    at: sourceRange.optional(),
    target: z.string(),
    identity: liveIdentity,
    status: z.enum(['in-sync', 'drifted', 'missing', 'unidentified', 'unreadable']),
    attributes: counts,
  })
  .meta({ id: 'Checked' });

const target = z
  .strictObject({
    name: z.string(),
    directory: z.string(),
    workspace: z.string(),
    account: z.string().optional(),
    region: z.string().optional(),
    partition: z.string().optional(),
    /** Where the AWS side came from. */
    source: z.enum(['aws', 'snapshot']),
    recordedAt: z.string().optional(),
    commit: z.string().optional(),
  })
  .meta({ id: 'Target' });

const diagnostic = z
  .strictObject({
    severity: z.enum(['error', 'warning']),
    code: z.string(),
    summary: z.string(),
    detail: z.string(),
    at: sourceRange.optional(),
  })
  .meta({ id: 'Diagnostic' });

export const reportSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    tool: z.strictObject({ name: z.literal('driftcheck'), version: z.string() }),
    targets: z.array(target),
    checked: z.array(checked),
    findings: z.array(finding),
    gaps: z.array(gap),
    /** Warnings and errors about the Terraform code that did not stop the run. */
    diagnostics: z.array(diagnostic),
    /** Variables that have no value. */
    unsetVariables: z.array(
      z.strictObject({
        module: z.string(),
        name: z.string(),
        at: sourceRange,
        target: z.string(),
        /** Variable files of the repository that would set it, the nearest first. */
        setBy: z.array(z.string()).optional(),
      }),
    ),
    summary: z.strictObject({
      outcome: z.enum(['in-sync', 'drift', 'incomplete']),
      exitCode: z.int(),
      failOn: severity,
      resources: z.strictObject({
        declared: z.int(),
        compared: z.int(),
        inSync: z.int(),
        drifted: z.int(),
        missing: z.int(),
        undetermined: z.int(),
      }),
      attributes: counts,
      findings: z.strictObject({ error: z.int(), warning: z.int(), note: z.int() }),
      gaps: z.int(),
      awsCalls: z.int().optional(),
    }),
  })
  .meta({ id: 'Report', title: 'driftcheck report' });

export type Report = z.infer<typeof reportSchema>;
export type Finding = z.infer<typeof finding>;
export type Gap = z.infer<typeof gap>;
export type Checked = z.infer<typeof checked>;
export type Target = z.infer<typeof target>;
export type Counts = z.infer<typeof counts>;
export type ShownValue = z.infer<typeof shownValue>;
export type AwsProblem = z.infer<typeof awsProblem>;
export type Hop = z.infer<typeof hop>;
export type Evidence = z.infer<typeof evidence>;
/** What only the finding of a broken delivery has. */
export type DeliveryData = Pick<
  Extract<Finding, { type: 'delivery-broken' }>,
  'hops' | 'brokenAt' | 'differences' | 'evidence' | 'tasks'
>;
export type Severity = z.infer<typeof severity>;
export type Verdict = z.infer<typeof verdict>;
/** A finding before the pipeline has added severity, id, target and, unless one was judged, the verdict. */
export type DraftFinding = DistributiveOmit<Finding, 'id' | 'severity' | 'verdict' | 'target'> & {
  readonly verdict?: Verdict;
};
export type DraftGap = Omit<Gap, 'target'>;
export type DraftChecked = Omit<Checked, 'target'>;
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
