import { type Concealer, concealer, type Marks } from '../compare/marks.ts';
import { bareDanger } from '../model/bare-danger.ts';
import type { FamilyHistory } from '../model/history.ts';
import type { LiveIdentity } from '../model/identity.ts';
import type { Compared, DifferingLeaf, Leaf, LostDelivery, Subject } from '../model/leaf.ts';
import { noRemedies } from '../model/no-remedies.ts';
import { formatPath, type Path, parsePath } from '../model/path.ts';
import type { Connection, ConnectionEnd, ConnectionSide } from '../model/report/connection.ts';
import type { Evidence, Hop } from '../model/report/delivery.ts';
import type { HeldExpectation } from '../model/report/expectation.ts';
import type { DraftGap } from '../model/report/gap.ts';
import type { Hint } from '../model/report/hint.ts';
import type { Reaches } from '../model/report/reaches.ts';
import type { ShownValue } from '../model/report/shown-value.ts';
import { concealedNames, concealName } from '../model/secret/hidden.ts';
import { currentRedaction } from '../model/secret/redaction.ts';
import { shownHidden } from '../model/shown-secret.ts';
import type { Trace } from '../model/trace.ts';
import { concealers, type NameField, type SecretParts } from './secret-parts.ts';

/*
 * Conceals what the code calls secret in what was found: values by their paths, names in paths, identities and AWS's
 * own words about them.
 */

/** What was compared, with the secret names in it concealed and the secret values hidden. */
export function concealCompared(compared: Compared, secretParts: SecretParts): Compared {
  if (isNothingSecret(secretParts)) return compared;
  const concealerOf = concealers(secretParts);
  const subjects = new Map(compared.subjects.map((subject) => [subject, concealSubject(subject, secretParts)]));
  return {
    subjects: [...subjects.values()],
    leaves: compared.leaves.map((leaf) => {
      const subject = subjects.get(leaf.subject) ?? concealSubject(leaf.subject, secretParts);
      return { ...concealLeaf(leaf, subject, secretParts, concealerOf), subject };
    }),
  };
}

/** Whether neither the code nor the configuration calls anything secret. */
function isNothingSecret({ byAddress, names }: SecretParts): boolean {
  return byAddress.size === 0 && names.size === 0 && currentRedaction().also.length === 0;
}

type ConcealerOf = ReturnType<typeof concealers>;

function concealSubject(subject: Subject, secretParts: SecretParts): Subject {
  return { ...subject, identity: concealIdentity(subject.identity, secretParts) };
}

function concealLeaf(leaf: Leaf, subject: Subject, secretParts: SecretParts, concealerOf: ConcealerOf): Leaf {
  const related = leaf.outcome === 'differs' ? (leaf.related ?? []).map(({ address }) => address) : [];
  const conceal = concealerOf([leaf.subject.address, ...related]);
  const marked = conceal.path(leaf.path);
  // A pattern in an expectation stands for names of AWS's.
  const path = leaf.path[0]?.field === 'connect' ? concealPathWords(marked, secretParts) : marked;
  const identity = leaf.identity && concealIdentity(leaf.identity, secretParts);
  const where = { path, ...(identity && { identity }) };
  if (leaf.outcome === 'equal') return { ...leaf, ...where };
  const isSecret = conceal.isSecret(leaf.path);
  // The path of a rule is what the rule is.
  const isBare = isSecret || formatPath(path) !== formatPath(leaf.path);
  const shown = { ...where, ...hideShown(leaf, isSecret), ...concealRemedies(leaf, isBare, secretParts) };
  if (leaf.outcome === 'undetermined') return { ...leaf, ...shown, reason: concealRegion(leaf.reason, secretParts) };
  const { connection, coveredBy, danger, delivery, reaches } = leaf;
  const told = {
    ...(reaches === undefined ? {} : { reaches: concealReaches(reaches, secretParts) }),
    ...(danger === undefined || !isBare ? {} : { danger: danger.map(bareDanger) }),
    ...(coveredBy === undefined || !(isBare || tellsName(coveredBy, secretParts)) ? {} : { coveredBy: { rules: [] } }),
  };
  if (connection !== undefined) {
    return { ...leaf, ...shown, connection: concealConnection(connection, secretParts, concealerOf) };
  }
  if (delivery === undefined) return { ...leaf, ...shown, ...told };
  const names = new Set(
    [formatPath(path), ...Object.values(identity ?? subject.identity).map(String)].flatMap(concealedNames),
  );
  return { ...leaf, ...shown, delivery: concealDelivery(delivery, conceal, names) };
}

/** What expectations came to, with the secret names in it concealed. */
export function concealExpectations(
  expectations: readonly HeldExpectation[],
  secretParts: SecretParts,
): readonly HeldExpectation[] {
  if (isNothingSecret(secretParts)) return expectations;
  const concealerOf = concealers(secretParts);
  return expectations.map(({ connections, ...rest }) => ({
    ...rest,
    ...(connections === undefined
      ? {}
      : { connections: connections.map((one) => concealConnection(one, secretParts, concealerOf)) }),
  }));
}

/** Hints, with the secret names in them concealed. */
export function concealHints(hints: readonly Hint[], secretParts: SecretParts): readonly Hint[] {
  if (hints.length === 0 || isNothingSecret(secretParts)) return hints;
  const concealerOf = concealers(secretParts);
  const group = (name: string) => nameOfEnd({ kind: 'security-group', name }, secretParts);
  return hints.map(({ others, ...hint }) => ({
    ...hint,
    service: publicName('service', hint.service, secretParts),
    path: concealText(hint.path, concealerOf([hint.definition])),
    groups: hint.groups.map(group),
    ...(others === undefined ? {} : { others: others.map(group) }),
  }));
}

function concealConnection(connection: Connection, secretParts: SecretParts, concealerOf: ConcealerOf): Connection {
  const end = ({ groups, ...rest }: ConnectionEnd): ConnectionEnd => ({
    ...rest,
    name: nameOfEnd(rest, secretParts),
    groups: groups.map(({ id, name, ...group }) => ({
      ...(id === undefined ? {} : { id: publicName('id', id, secretParts) }),
      ...(name === undefined ? {} : { name: publicName('name', name, secretParts) }),
      ...group,
    })),
  });
  const side = ({ egress, ingress, ...rest }: ConnectionSide): ConnectionSide => ({
    ...rest,
    ...(egress === undefined ? {} : { egress: half(egress) }),
    ...(ingress === undefined ? {} : { ingress: half(ingress) }),
  });
  const half = ({ rules, ...rest }: NonNullable<ConnectionSide['egress']>) => ({
    ...rest,
    ...(rules === undefined
      ? {}
      : { rules: rules.map((rule) => ({ ...rule, path: concealText(rule.path, concealerOf([rule.address])) })) }),
  });
  const { source, destination, declared, live } = connection;
  return {
    ...connection,
    source: end(source),
    destination: end(destination),
    declared: side(declared),
    live: side(live),
  };
}

function nameOfEnd({ kind, name }: Pick<ConnectionEnd, 'kind' | 'name'>, secretParts: SecretParts): string {
  if (kind === 'ecs-service') return publicName('service', name, secretParts);
  return publicName('name', name, secretParts) === name ? publicName('id', name, secretParts) : concealName(name);
}

function concealDelivery(delivery: LostDelivery, conceal: Concealer, names: ReadonlySet<string>): LostDelivery {
  const { hops, differences, evidence } = delivery;
  return {
    ...delivery,
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

/** What is to be done, unless it would tell what may not be shown. */
function concealRemedies(leaf: Leaf, isSecret: boolean, { names }: SecretParts): Pick<DifferingLeaf, 'remedies'> {
  const remedies = leaf.outcome === 'differs' ? leaf.remedies : undefined;
  if (remedies === undefined) return {};
  return { remedies: isSecret || tellsName(remedies, { names }) ? noRemedies('secret') : remedies };
}

/** Whether a secret name stands anywhere in it. */
function tellsName(data: object, { names }: Pick<SecretParts, 'names'>): boolean {
  const text = JSON.stringify(data);
  return [...names.values()].some((secret) => [...secret].some((name) => text.includes(name)));
}

/** A path as reports write it, with its secret names concealed. */
function concealText(path: string, conceal: Concealer): string {
  return formatPath(conceal.path(parsePath(path)));
}

function isSecretText(path: string, conceal: Concealer): boolean {
  return conceal.isSecret(parsePath(path));
}

/** What a rule reaches, with the secret names of groups, services and clusters concealed. */
function concealReaches(reaches: Reaches, secretParts: SecretParts): Reaches {
  const group = publicName('id', reaches.group, secretParts);
  if (reaches.status === 'unread') {
    const { problem } = concealRegion({ kind: 'aws', problem: reaches.problem }, secretParts);
    return { ...reaches, group, ...(problem === undefined ? {} : { problem }) };
  }
  const users = reaches.users.map((user) => ({
    ...user,
    ...(user.name === undefined ? {} : { name: publicName('service', user.name, secretParts) }),
    ...(user.cluster === undefined ? {} : { cluster: publicName('cluster', user.cluster, secretParts) }),
  }));
  return { ...reaches, group, users };
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
  if (isNothingSecret(secretParts)) return trace;
  const conceal = concealers(secretParts)([trace.declared?.address, ...definitions]);
  const identity = concealIdentity(trace.identity, secretParts);
  const { followed } = trace;
  const isSecret = followed !== undefined && 'path' in followed && isSecretText(followed.path, conceal);
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
        : { path: concealText(problem.path, conceal), ...hideShown(problem, isSecretText(problem.path, conceal)) }),
      differences: problem.differences.map((path) => concealText(path, conceal)),
      evidence: problem.evidence.map((one) => concealEvidence(one, names)),
    })),
  };
}

function concealFollowed(followed: NonNullable<Trace['followed']>, conceal: Concealer): NonNullable<Trace['followed']> {
  if ('path' in followed) return { path: concealText(followed.path, conceal) };
  return conceal.isSecretName(followed.env) ? { env: concealName(followed.env) } : followed;
}

/** The revisions of a family, as {@link concealTrace} has a service. */
export function concealHistory(history: FamilyHistory, secretParts: SecretParts, marks: Marks): FamilyHistory {
  if (isNothingSecret(secretParts)) return history;
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
              const path = concealText(change.path, conceal);
              return isSecretText(change.path, conceal)
                ? { ...change, path, before: hideValue(change.before), after: hideValue(change.after) }
                : { ...change, path };
            }),
          }),
    })),
    ...(events === undefined
      ? {}
      : { events: events.map((event) => ({ ...event, path: concealText(event.path, conceal) })) }),
  };
}

/** A hop of a service whose task definition may not be shown as it is. */
function concealHop(hop: Hop, conceal: Concealer): Hop {
  const { container } = hop;
  if (container === undefined) return hop;
  return { ...hop, container: nameIn(concealText(`containers[${container}]`, conceal)) };
}

const nameIn = (path: string): string => path.slice('containers['.length, -1);

/** AWS's own words, which name services and containers. */
function concealEvidence(evidence: Evidence, names: ReadonlySet<string>): Evidence {
  return { ...evidence, text: concealWords(evidence.text, names) };
}

/** What a side has, where it may not be shown. What is not there, or not known, is no secret. */
function hideShown(
  { declared, live, base }: { readonly [K in 'declared' | 'live' | 'base']?: ShownValue | undefined },
  isSecret: boolean,
): { readonly [K in 'declared' | 'live' | 'base']?: ShownValue } {
  if (!isSecret) return {};
  return {
    ...(base === undefined ? {} : { base: hideValue(base) }),
    ...(declared === undefined ? {} : { declared: hideValue(declared) }),
    ...(live === undefined ? {} : { live: hideValue(live) }),
  };
}

function hideValue(shown: ShownValue): ShownValue {
  const isText = 'value' in shown || 'template' in shown || 'list' in shown || 'members' in shown;
  return isText ? shownHidden(shown) : shown;
}

/** An identity with its secret names concealed, also where an ARN holds one. */
function concealIdentity<I extends LiveIdentity>(identity: I, { names }: SecretParts): I {
  const found = new Set<string>();
  const concealed: Partial<Record<NameField, string>> = {};
  for (const [field, secret] of names) {
    const value = identity[field];
    if (value === undefined || !isNamed(field, value, secret)) continue;
    concealed[field] = concealName(value);
    found.add(value);
  }
  if (found.size === 0) return identity;
  const { arn } = identity;
  return { ...identity, ...concealed, ...(arn === undefined ? {} : { arn: concealWords(arn, found) }) };
}

/** A group of which only the beginning of its name is known is called `api-*`. */
function isNamed(field: NameField, value: string, secret: ReadonlySet<string>): boolean {
  return secret.has(value) || (field === 'name' && value.endsWith('*') && secret.has(value.slice(0, -1)));
}

/** A path with the names of services and groups in it that may not be shown concealed. */
function concealPathWords(path: Path, { names }: SecretParts): Path {
  const secret = new Set((['service', 'name', 'id'] as const).flatMap((field) => [...(names.get(field) ?? [])]));
  return path.map((step) => (step.key === undefined ? step : { ...step, key: concealWords(step.key, secret) }));
}

/** A text with every whole word in it that is one of the names concealed. */
function concealWords(text: string, names: ReadonlySet<string>): string {
  if (names.size === 0) return text;
  return text.replace(/[\p{L}\p{N}_-]+/gu, (word) => (names.has(word) ? concealName(word) : word));
}
