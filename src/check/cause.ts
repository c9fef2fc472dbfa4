import { isDeepStrictEqual } from 'node:util';
import type { AwsReader } from '../aws/reader.ts';
import type { KindRun, RunKind, StateComparison } from '../kinds/run-kind.ts';
import type { LiveIdentity } from '../model/identity.ts';
import type { DraftFinding, Finding } from '../model/report.ts';
import type { Stack } from '../model/stack.ts';
import type { State } from '../terraform/plan-and-state/state.ts';
import { stateStack } from '../terraform/plan-and-state/state-stack.ts';
import type { Examination } from './examination.ts';

type Cause = NonNullable<Finding['cause']>;

/**
 * Says of every finding what a state tells of its cause. The code, the state and AWS are compared pair by pair with the kinds' own
 * comparison, and what comes out is joined by address, live identity and path.
 */
export async function withCauses(
  { stack, runs }: Pick<Examination, 'stack' | 'runs'>,
  state: State,
  kinds: readonly RunKind[],
  aws: AwsReader,
): Promise<readonly KindRun[]> {
  const applied = stateStack(state, stack);
  const revisions = new Map(
    applied.resources.map(({ address, body }) => {
      const revision = body.attributes.get('revision')?.value;
      return [address, revision?.kind === 'number' ? revision.value.toNumber() : undefined] as const;
    }),
  );
  const found = new Set(runs.flatMap((run) => run.findings.map((finding) => finding.kind)));
  const evidence = new Map(
    await Promise.all(
      kinds
        .filter((kind) => found.has(kind.name))
        .map(async (kind) => [kind.name, await evidenceOf(kind, stack, applied, aws)] as const),
    ),
  );
  const explain = (finding: DraftFinding): DraftFinding => {
    if (!explained.has(finding.type)) return finding;
    const known = evidence.get(finding.kind);
    return { ...finding, cause: known === undefined ? 'unknown' : causeOf(finding, known, revisions) };
  };
  return runs.map((run): KindRun => ({ ...run, findings: run.findings.map(explain) }));
}

/** What a state has something to say of. */
const explained: ReadonlySet<DraftFinding['type']> = new Set([
  'attribute-changed',
  'element-missing',
  'element-extra',
  'resource-missing',
]);

async function evidenceOf(kind: RunKind, code: Stack, applied: Stack, aws: AwsReader): Promise<Evidence | undefined> {
  const comparison = await kind.compareState?.(code, applied);
  return comparison && { code: comparison, live: await kind.run({ stack: applied, aws }) };
}

/** How the state compares with the code and with AWS. */
interface Evidence {
  readonly code: StateComparison;
  readonly live: KindRun;
}

/** @param revisions those of task definitions in the state, by address */
function causeOf(
  finding: DraftFinding,
  { code, live }: Evidence,
  revisions: ReadonlyMap<string, number | undefined>,
): Cause {
  const counterpart = code.counterparts.get(finding.address);
  if (finding.type === 'resource-missing') return counterpart === undefined ? 'never-applied' : 'changed-by-hand';
  if (counterpart === undefined) {
    // A rule resource of which the state has nothing, and AWS neither.
    return finding.kind === 'security-group' && finding.type === 'element-missing' ? 'never-applied' : 'unknown';
  }
  if (code.undetermined.some((one) => one.address === finding.address && overlap(one.path, finding.path))) {
    return 'unknown';
  }
  const codeDiffers = code.differences.some(
    (one) => one.address === finding.address && overlap(one.path, finding.path),
  );
  const liveDiffers = differsFromLive(finding, live);
  if (liveDiffers === undefined) return 'unknown';
  if (!liveDiffers) {
    // A rule that was added by hand is taken into the state by the next refresh: then the state cannot tell it from one that was
    // applied and then taken out of the code.
    const absorbed = finding.kind === 'security-group' && finding.type === 'element-extra';
    return codeDiffers && !absorbed ? 'never-applied' : 'unknown';
  }
  if (isOlder(finding.identity, code.revisions?.get(finding.address) ?? revisions.get(counterpart))) {
    // The state's revision was registered and is not the one that runs: nobody changed the older one, since revisions never change.
    return codeDiffers ? 'never-applied' : 'unknown';
  }
  return codeDiffers ? 'both' : 'changed-by-hand';
}

/** Whether AWS differs from the state where it differs from the code; undefined when the two were not compared there. */
function differsFromLive(finding: DraftFinding, { checked, findings, gaps }: KindRun): boolean | undefined {
  const here = (identity: LiveIdentity | undefined): boolean =>
    identity !== undefined && isDeepStrictEqual(keyOf(identity), keyOf(finding.identity));
  const differs = findings.some(
    (one) =>
      here(one.identity) &&
      (overlap(one.path, finding.path) || (finding.kind === 'security-group' && isSameRule(one, finding))),
  );
  if (differs) return true;
  if (gaps.some((gap) => here(gap.identity) && overlap(gap.path ?? '', finding.path))) return undefined;
  const wasCompared = checked.some(
    ({ identity, status }) => here(identity) && (status === 'in-sync' || status === 'drifted'),
  );
  return wasCompared ? false : undefined;
}

/** What tells a live thing from others: of a task definition the revision, of a service its ARN, of a group its id. */
function keyOf({ arn, id, family, revision, service, cluster, name }: LiveIdentity): readonly unknown[] {
  return arn === undefined && id === undefined ? [family, revision, service, cluster, name] : [arn, id];
}

/** Both are about one live rule, which the two comparisons may have paired with another declared one. */
function isSameRule(one: DraftFinding, other: DraftFinding): boolean {
  const live = other.live;
  return live !== undefined && 'value' in live && typeof live.value === 'object' && isDeepStrictEqual(one.live, live);
}

function isOlder({ revision }: LiveIdentity, applied: number | undefined): boolean {
  return revision !== undefined && applied !== undefined && revision < applied;
}

/** Whether one path is the other or leads through it. */
function overlap(a: string, b: string): boolean {
  return a === b || isBelow(a, b) || isBelow(b, a);
}

function isBelow(path: string, above: string): boolean {
  return path.startsWith(above) && (path[above.length] === '.' || path[above.length] === '[');
}
