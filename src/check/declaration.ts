import type { Steps } from '../model/course.ts';
import type { TextSource } from '../model/json-reader.ts';
import type { KnownAttributes } from '../model/stack.ts';
import { type Configuration, type LoadOptions, loadConfiguration } from '../terraform/load/load.ts';
import { type Plan, readPlan } from '../terraform/plan-and-state/plan.ts';
import { planEvaluator } from '../terraform/plan-and-state/plan-stack.ts';
import { type ArgumentsAhead, type EvaluatedModules, moduleEvaluator } from '../terraform/stack/evaluate-modules.ts';

/** A file of Terraform's. */
export interface GivenFile {
  /** What is in it, to be read once. */
  readonly text: TextSource;
  /** What the user calls it. */
  readonly file: string;
}

/** Where the declarations come from. */
export interface DeclarationOptions extends LoadOptions {
  /** What `terraform show -json` prints of a plan: it stands for the code, and nothing of the directory is read. */
  readonly plan?: GivenFile;
}

/** What is declared, before it is evaluated. */
export type Declaration = Configuration | Plan;

/**
 * Reads the code of the directory, or the plan instead.
 * @param options `types`: the resource types that are compared
 * @throws ProblemError
 */
export async function loadDeclaration(
  options: DeclarationOptions & { readonly types: ReadonlySet<string> },
): Promise<Declaration> {
  const { plan, types } = options;
  return plan === undefined ? loadConfiguration(options) : readPlan(plan.text, plan.file, types);
}

/** The workspace of a run, as far as it is known without the directory. */
export function namedWorkspace({ workspace, environment }: Pick<LoadOptions, 'workspace' | 'environment'>): string {
  return workspace ?? (environment['TF_WORKSPACE'] || 'default');
}

type Evaluated = Pick<EvaluatedModules, 'stack' | 'modules'>;

/** Evaluates a declaration, again and again with more known. */
export interface DeclarationEvaluator {
  (known: KnownAttributes): Evaluated;
  /** See `ModuleEvaluator`. */
  steps(known: KnownAttributes, ahead?: ArgumentsAhead): Steps<Evaluated>;
}

/**
 * What evaluates the declaration with what is known besides. A plan has no modules in which anything could be
 * evaluated.
 */
export function evaluatorOf(declaration: Declaration, options: DeclarationOptions): DeclarationEvaluator {
  if ('tree' in declaration) return moduleEvaluator(declaration);
  // A plan does not say which workspace it was made in.
  const evaluate = planEvaluator(declaration, { directory: options.directory, workspace: namedWorkspace(options) });
  const all = (known: KnownAttributes): Evaluated => ({ stack: evaluate(known), modules: [] });
  return Object.assign(all, {
    *steps(known: KnownAttributes): Steps<Evaluated> {
      yield;
      return all(known);
    },
  });
}
