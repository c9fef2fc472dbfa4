import type { AwsReader } from '../aws/reads.ts';
import { type SealOptions, sealBody, sealValue } from '../eval/seal.ts';
import { formsOf, type Hidden, hiddenBy, hideIn, leastHidden } from '../model/hidden.ts';
import { ProblemError } from '../model/problem.ts';
import { hiddenTexts } from '../model/secrecy.ts';
import { secretParts } from '../model/sensitivity.ts';
import type { TerraformValue } from '../model/value.ts';
import type { EvaluatedModules } from '../terraform/expand.ts';
import { resourceName } from '../terraform/provider-secrets.ts';

/**
 * The texts of an evaluated configuration that are secret, however that is known: by Terraform's mark, by a name or by what they look like; in
 * variables, locals, outputs, resources, data sources and providers.
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
    for (const name of outputs.keys()) value(module.output(name), name);
  }
  for (const { body, mode, type } of stack.resources) {
    sealBody(body, resourceName(mode, type), options);
    for (const { value: one } of body.attributes.values()) {
      for (const text of hiddenTexts(one)) addSecret(found, text);
    }
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
