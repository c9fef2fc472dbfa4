import { inOneTurn, type Steps } from '../model/course.ts';
import { ProblemError } from '../model/problem.ts';
import { type Hidden, hideIn } from '../model/secret/hidden.ts';
import { type KnownSecrets, SecretCollector } from '../model/secret/known-secrets.ts';
import { hiddenTexts, isWhollyHidden, markedTexts } from '../model/secret/secrecy.ts';
import { secretParts } from '../model/secret/sensitivity.ts';
import type { ResolvedAttribute, ResolvedBody, Resource, Stack } from '../model/stack.ts';
import type { TerraformValue } from '../model/value.ts';
import { hasMarks } from '../terraform/evaluate/marks.ts';
import type { Plan } from '../terraform/plan-and-state/plan.ts';
import type { EvaluatedModules } from '../terraform/stack/evaluate-modules.ts';
import { resourceName } from '../terraform/stack/provider-secrets.ts';
import {
  judgedOutput,
  type SealOptions,
  type SecretReason,
  sealBody,
  sealValue,
  secretKeysIn,
} from '../understanding/seal.ts';

/**
 * The texts of an evaluated configuration that are secret, however that is known: by Terraform's mark, by a name or by
 * what they look like; in variables, locals, outputs, resources, data sources and providers. With them the names that
 * it openly gives.
 */
export function secretTexts(evaluated: Pick<EvaluatedModules, 'stack' | 'modules'>): KnownSecrets {
  return inOneTurn(secretTextsInSteps(evaluated));
}

/** The same step by step: others may have their turn between two of them. */
export function* secretTextsInSteps({
  stack,
  modules,
}: Pick<EvaluatedModules, 'stack' | 'modules'>): Steps<KnownSecrets> {
  const known = new SecretCollector();
  const options = collecting(known);
  const value = (one: TerraformValue, name: string): void => {
    sealValue(one, name, options);
    addHidden(one, known);
    known.addName(name);
  };
  for (const module of modules) {
    const { variables, locals, outputs, directory } = module.node.source;
    for (const name of variables.keys()) value(module.variable(name), name);
    for (const name of locals.keys()) value(module.local(name), name);
    for (const name of outputs.keys()) value(judgedOutput(module, name), name);
    known.addName(directory);
    yield;
  }
  const addresses = [...stack.resources, ...modules].map(({ address }) => address);
  for (const key of secretKeysIn(addresses)) known.add(key, false);
  for (const address of addresses) known.addName(address);
  for (const name of [stack.directory, stack.workspace]) known.addName(name);
  for (const resource of stack.resources) {
    known.addAll(secretsOfBody(resource));
    known.addName(resource.at.file);
    yield;
  }
  for (const { body } of stack.providers) {
    for (const { value: one } of body.attributes.values()) addHidden(one, known);
  }
  for (const name of publicNames(stack)) known.resourceNames.add(name);
  return known;
}

/** Adds all that is sealed. */
function collecting(known: SecretCollector): SealOptions {
  const onSecret = (text: string, reason: SecretReason): void => known.add(text, reason !== 'marked');
  return { fingerprint: () => '', onSecret };
}

function addHidden(one: TerraformValue, known: SecretCollector): void {
  const marked = new Set(markedTexts(one));
  for (const text of hiddenTexts(one)) known.add(text, !marked.has(text));
}

/** What is secret in the arguments of a resource, and the names in them. */
function secretsOfBody({ body, mode, type }: Resource): KnownSecrets {
  const before = ofBodies.get(body);
  if (before !== undefined) return before;
  const known = new SecretCollector();
  // What a data source looks for is given by others.
  const naming = mode === 'managed' ? { onName: (name: string) => known.addName(name) } : {};
  sealBody(withoutOpaque(body), resourceName(mode, type), { ...collecting(known), ...naming });
  for (const { value: one } of body.attributes.values()) addHidden(one, known);
  const kept = known.kept();
  ofBodies.set(body, kept);
  return kept;
}

/** Of bodies that a further evaluation leaves as they are. */
const ofBodies = new WeakMap<ResolvedBody, KnownSecrets>();

/** Arguments that name what they are arguments of, for everybody who sees that there is such a thing. */
const nameArguments = [
  'alarm_name',
  'bucket',
  'cluster_id',
  'cluster_identifier',
  'creation_token',
  'domain_name',
  'family',
  'function_name',
  'identifier',
  'name',
  'replication_group_id',
];

/**
 * The names that the code openly gives its resources: neither marked nor looking like a secret. The same text under a
 * secret name is hidden there, and shown where it names something.
 */
function publicNames({ resources }: Pick<Stack, 'resources'>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { body, mode } of resources) {
    if (mode !== 'managed') continue;
    for (const argument of nameArguments) {
      const value = body.attributes.get(argument)?.value;
      if (value?.kind === 'string' && !hasMarks(value) && secretParts(undefined, value.value).length === 0) {
        names.add(value.value);
      }
    }
  }
  return names;
}

/**
 * A plan and a state call all of a JSON text secret for one secret in it. What is meant is not known, and the names in
 * it are none: it is judged by what its parts are called and look like.
 */
function withoutOpaque(body: ResolvedBody): ResolvedBody {
  const isOpaque = ({ value }: ResolvedAttribute): boolean =>
    value.kind === 'string' && value.encoded === undefined && isWhollyHidden(value) && /^\s*[[{]/.test(value.value);
  if (![...body.attributes.values()].some(isOpaque)) return body;
  const attributes = new Map(
    [...body.attributes].map(([name, attribute]) => {
      if (!isOpaque(attribute)) return [name, attribute] as const;
      const { sensitive: _, secret: __, ...value } = attribute.value;
      return [name, { ...attribute, value }] as const;
    }),
  );
  return { ...body, attributes };
}

/** The secret texts of a plan's variables, which are listed by their names. */
export function secretVariables(variables: Plan['variables']): KnownSecrets {
  const known = new SecretCollector();
  for (const [name, value] of Object.entries(variables)) {
    if (typeof value !== 'string') continue;
    for (const part of secretParts(name, value)) known.add(part, true);
    known.addName(name);
  }
  return known;
}

/**
 * What `work` comes to. What it says of a run that could not be made holds no secrets either.
 * @throws ProblemError
 */
export function hidingProblems<T>(hidden: Hidden, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof ProblemError
      ? new ProblemError(hideIn(error.problem, hidden), { cause: error.cause })
      : error;
  }
}
