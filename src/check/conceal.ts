import { type Concealer, concealer, type Marks } from '../compare/marks.ts';
import type { KindRun } from '../kinds/run-kind.ts';
import type { FamilyHistory } from '../model/history.ts';
import type { LiveIdentity } from '../model/identity.ts';
import type { DraftFinding, DraftGap, Evidence, Hop, ShownValue } from '../model/report.ts';
import { concealedNames, concealName } from '../model/secret/hidden.ts';
import type { Trace } from '../model/trace.ts';
import { concealers, type NameField, type SecretParts } from './secret-parts.ts';

/*
 * Conceals what the code calls secret in what was found: values by their paths, names in paths, identities and AWS's own words about them.
 */

/** A run with the secret names in it concealed and the secret values hidden. */
export function concealRun(run: KindRun, secretParts: SecretParts): KindRun {
  if (secretParts.byAddress.size === 0 && secretParts.names.size === 0) return run;
  const concealerOf = concealers(secretParts);
  return {
    ...run,
    checked: run.checked.map((one) => ({ ...one, identity: concealIdentity(one.identity, secretParts) })),
    findings: run.findings.map((one) => concealFinding(one, secretParts, concealerOf)),
    gaps: run.gaps.map((one) => concealGap(one, secretParts, concealerOf)),
  };
}

type ConcealerOf = ReturnType<typeof concealers>;

function concealFinding(finding: DraftFinding, secretParts: SecretParts, concealerOf: ConcealerOf): DraftFinding {
  const related = (finding.related ?? []).map(({ address }) => address);
  const conceal = concealerOf([finding.address, ...related]);
  const path = conceal.path(finding.path);
  const identity = concealIdentity(finding.identity, secretParts);
  const common = { path, identity, ...hideShown(finding, conceal.isSecret(finding.path)) };
  if (finding.type !== 'delivery-broken') return { ...finding, ...common };
  const names = new Set([path, ...Object.values(identity).map(String)].flatMap(concealedNames));
  const { hops, differences, evidence } = finding;
  return {
    ...finding,
    ...common,
    hops: hops.map((hop) => concealHop(hop, conceal)),
    ...(differences === undefined
      ? {}
      : {
          differences: differences.map((one) => ({
            ...one,
            ...hideShown(one, conceal.isSecret(one.path)),
            path: conceal.path(one.path),
          })),
        }),
    ...(evidence === undefined ? {} : { evidence: evidence.map((one) => concealEvidence(one, names)) }),
  };
}

function concealGap(gap: DraftGap, secretParts: SecretParts, concealerOf: ConcealerOf): DraftGap {
  const conceal = concealerOf([gap.address]);
  const { path, identity, reason } = gap;
  return {
    ...gap,
    ...(path === undefined ? {} : { path: conceal.path(path), ...hideShown(gap, conceal.isSecret(path)) }),
    ...(identity === undefined ? {} : { identity: concealIdentity(identity, secretParts) }),
    reason: concealRegion(reason, secretParts),
  };
}

/** The region that AWS did not answer in. */
function concealRegion(reason: DraftGap['reason'], { names }: SecretParts): DraftGap['reason'] {
  const region = reason.problem?.region;
  if (region === undefined || reason.problem === undefined || names.get('region')?.has(region) !== true) return reason;
  return { ...reason, problem: { ...reason.problem, region: concealName(region) } };
}

/** A name as it may be shown, where it is one of an identity. */
export function publicName(field: NameField, name: string, { names }: SecretParts): string {
  return names.get(field)?.has(name) === true ? concealName(name) : name;
}

/**
 * What following a service came to, with the secret names in it concealed and the secret values hidden.
 *
 * @param definitions the addresses of the task definitions that it may run
 */
export function concealTrace(trace: Trace, secretParts: SecretParts, definitions: readonly string[]): Trace {
  if (secretParts.byAddress.size === 0 && secretParts.names.size === 0) return trace;
  const conceal = concealers(secretParts)([trace.declared?.address, ...definitions]);
  const identity = concealIdentity(trace.identity, secretParts);
  const { followed } = trace;
  const isSecret = followed !== undefined && 'path' in followed && conceal.isSecret(followed.path);
  const names = new Set(Object.values(identity).map(String).flatMap(concealedNames));
  return {
    ...trace,
    identity,
    ...(followed === undefined ? {} : { followed: concealFollowed(followed, conceal) }),
    hops: trace.hops.map((hop) => {
      const shown = concealHop(hop, conceal);
      return isSecret && shown.value !== undefined ? { ...shown, value: hideValue(shown.value) } : shown;
    }),
    problems: trace.problems.map((problem) => ({
      ...problem,
      ...(problem.path === undefined
        ? {}
        : { path: conceal.path(problem.path), ...hideShown(problem, conceal.isSecret(problem.path)) }),
      differences: problem.differences.map((path) => conceal.path(path)),
      evidence: problem.evidence.map((one) => concealEvidence(one, names)),
    })),
  };
}

function concealFollowed(followed: NonNullable<Trace['followed']>, conceal: Concealer): NonNullable<Trace['followed']> {
  if ('path' in followed) return { path: conceal.path(followed.path) };
  return conceal.isSecretName(followed.env) ? { env: concealName(followed.env) } : followed;
}

/** The revisions of a family, as {@link concealTrace} has a service. */
export function concealHistory(history: FamilyHistory, secretParts: SecretParts, marks: Marks): FamilyHistory {
  if (secretParts.byAddress.size === 0 && secretParts.names.size === 0) return history;
  const conceal = concealer(marks);
  const family = publicName('family', history.family, secretParts);
  const names = new Set(concealedNames(family));
  const { name, region, events } = history;
  return {
    ...history,
    family,
    ...(region === undefined ? {} : { region: publicName('region', region, secretParts) }),
    ...(name === undefined ? {} : { name: conceal.isSecretName(name) ? concealName(name) : name }),
    revisions: history.revisions.map((revision) => ({
      ...revision,
      arn: concealWords(revision.arn, names),
      usedBy: revision.usedBy.map((service) => publicName('service', service, secretParts)),
      ...(revision.changes === undefined
        ? {}
        : {
            changes: revision.changes.map((change) => {
              const path = conceal.path(change.path);
              return conceal.isSecret(change.path)
                ? { ...change, path, before: hideValue(change.before), after: hideValue(change.after) }
                : { ...change, path };
            }),
          }),
    })),
    ...(events === undefined ? {} : { events: events.map((event) => ({ ...event, path: conceal.path(event.path) })) }),
  };
}

/** A hop of a service whose task definition may not be shown as it is. */
function concealHop(hop: Hop, conceal: Concealer): Hop {
  const { container } = hop;
  if (container === undefined) return hop;
  return { ...hop, container: nameIn(conceal.path(`containers[${container}]`)) };
}

const nameIn = (path: string): string => path.slice('containers['.length, -1);

/** AWS's own words, which name services and containers. */
function concealEvidence(evidence: Evidence, names: ReadonlySet<string>): Evidence {
  return { ...evidence, text: concealWords(evidence.text, names) };
}

/** What a side has, where it may not be shown. What is not there, or not known, is no secret. */
function hideShown<T extends { readonly declared?: ShownValue | undefined; readonly live?: ShownValue | undefined }>(
  { declared, live }: T,
  isSecret: boolean,
): { readonly declared?: ShownValue; readonly live?: ShownValue } {
  if (!isSecret) return {};
  return {
    ...(declared === undefined ? {} : { declared: hideValue(declared) }),
    ...(live === undefined ? {} : { live: hideValue(live) }),
  };
}

function hideValue(shown: ShownValue): ShownValue {
  return 'value' in shown || 'template' in shown ? { secret: true } : shown;
}

/** An identity with its secret names concealed, also where an ARN holds one. */
function concealIdentity(identity: LiveIdentity, { names }: SecretParts): LiveIdentity {
  const found = new Set<string>();
  const concealed = { ...identity };
  for (const [field, secret] of names) {
    const value = concealed[field];
    if (value === undefined || !isNamed(field, value, secret)) continue;
    concealed[field] = concealName(value);
    found.add(value);
  }
  if (found.size === 0) return identity;
  const { arn } = identity;
  return arn === undefined ? concealed : { ...concealed, arn: concealWords(arn, found) };
}

/** A group of which only the beginning of its name is known is called `api-*`. */
function isNamed(field: NameField, value: string, secret: ReadonlySet<string>): boolean {
  return secret.has(value) || (field === 'name' && value.endsWith('*') && secret.has(value.slice(0, -1)));
}

/** A text with every whole word in it that is one of the names concealed. */
function concealWords(text: string, names: ReadonlySet<string>): string {
  if (names.size === 0) return text;
  return text.replace(/[\p{L}\p{N}_-]+/gu, (word) => (names.has(word) ? concealName(word) : word));
}
