import type { AwsReader } from '../aws/reader.ts';
import { ProblemError } from '../model/problem.ts';
import { formsOf, type Hidden, hiddenBy, hideIn, leastHidden } from '../model/secret/hidden.ts';
import { hiddenTexts, isWhollyHidden } from '../model/secret/secrecy.ts';
import { secretParts } from '../model/secret/sensitivity.ts';
import type { ResolvedAttribute, ResolvedBody, Stack } from '../model/stack.ts';
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
 * what they look like; in variables, locals, outputs, resources, data sources and providers. What is also the name of
 * something (`publicNames`) is none of them for standing under a secret name.
 *
 * @param names what the code, or that of another target of the run, openly calls its resources
 */
export function secretTexts(
  { stack, modules }: EvaluatedModules,
  names: ReadonlySet<string> = publicNames(stack),
): ReadonlySet<string> {
  const judged = new Set<string>();
  const found = new Set<string>();
  const onSecret = (text: string, reason: SecretReason): void => addSecret(reason === 'named' ? judged : found, text);
  const options: SealOptions = { fingerprint: () => '', onSecret };
  const value = (one: TerraformValue, name: string): void => {
    sealValue(one, name, options);
    for (const text of hiddenTexts(one)) addSecret(found, text);
  };
  for (const module of modules) {
    const { variables, locals, outputs } = module.node.source;
    for (const name of variables.keys()) value(module.variable(name), name);
    for (const name of locals.keys()) value(module.local(name), name);
    for (const name of outputs.keys()) value(judgedOutput(module, name), name);
  }
  for (const key of secretKeysIn([...stack.resources, ...modules].map(({ address }) => address))) addSecret(found, key);
  for (const { body, mode, type } of stack.resources) {
    sealBody(withoutOpaque(body), resourceName(mode, type), options);
    for (const { value: one } of body.attributes.values()) {
      for (const text of hiddenTexts(one)) addSecret(found, text);
    }
  }
  for (const { body } of stack.providers) {
    for (const { value: one } of body.attributes.values()) for (const text of hiddenTexts(one)) addSecret(found, text);
  }
  for (const text of judged) if (!names.has(text)) found.add(text);
  return found;
}

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
export function publicNames({ resources }: Pick<Stack, 'resources'>): ReadonlySet<string> {
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
export function secretVariables(variables: Plan['variables']): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [name, value] of Object.entries(variables)) {
    if (typeof value === 'string') for (const part of secretParts(name, value)) addSecret(found, part);
  }
  return found;
}

function addSecret(found: Set<string>, text: string): void {
  if (text.length < leastHidden) return;
  found.add(text);
  for (const part of secretParts(undefined, text)) found.add(part);
}

/**
 * What hides the secrets of a run wherever they stand: those of the code, and those that AWS's answers held, but for
 * the names that the code openly gives.
 */
export function hiddenOf(
  code: Iterable<string>,
  aws: Pick<AwsReader, 'secretTexts'>,
  names: ReadonlySet<string> = new Set(),
): Hidden {
  const forms = new Set<string>();
  const answered = [...(aws.secretTexts?.() ?? [])].filter((text) => !names.has(text));
  for (const text of [...code, ...answered]) for (const form of formsOf(text)) forms.add(form);
  return hiddenBy(forms);
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
