import type { AwsReader } from '../aws/reader.ts';
import { ProblemError } from '../model/problem.ts';
import { formsOf, type Hidden, hiddenBy, hideIn, leastHidden } from '../model/secret/hidden.ts';
import { hiddenTexts, isWhollyHidden } from '../model/secret/secrecy.ts';
import { secretParts } from '../model/secret/sensitivity.ts';
import type { ResolvedAttribute, ResolvedBody } from '../model/stack.ts';
import type { TerraformValue } from '../model/value.ts';
import type { Plan } from '../terraform/plan-and-state/plan.ts';
import type { EvaluatedModules } from '../terraform/stack/evaluate-modules.ts';
import { resourceName } from '../terraform/stack/provider-secrets.ts';
import { judgedOutput, type SealOptions, sealBody, sealValue, secretKeysIn } from '../understanding/seal.ts';

/**
 * The texts of an evaluated configuration that are secret, however that is known: by Terraform's mark, by a name or by
 * what they look like; in variables, locals, outputs, resources, data sources and providers.
 */
export function secretTexts({ stack, modules }: EvaluatedModules): ReadonlySet<string> {
  const found = new Set<string>();
  const options: SealOptions = { fingerprint: () => '', onSecret: (text) => addSecret(found, text) };
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
  return found;
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

/** What hides the secrets of a run wherever they stand: those of the code, and those that AWS's answers held. */
export function hiddenOf(code: Iterable<string>, aws: Pick<AwsReader, 'secretTexts'>): Hidden {
  const forms = new Set<string>();
  for (const text of [...code, ...(aws.secretTexts?.() ?? [])]) for (const form of formsOf(text)) forms.add(form);
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
