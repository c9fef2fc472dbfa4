import type { TerraformValue } from '../../model/value.ts';
import type { ModuleCall, ResourceDeclaration } from '../configuration/configuration.ts';
import { childScope } from '../evaluate/child-scope.ts';
import { evaluate } from '../evaluate/expression.ts';
import type { Scope } from '../evaluate/scope.ts';
import type { Expression } from '../syntax/ast.ts';
import type { JointLifetime } from './computation.ts';
import type { CommonNames, Dependence } from './dependence.ts';
import type { Evaluation, ModuleInstance } from './instance.ts';
import { type Expansion, expand, type Instance } from './repetition.ts';

type Values = (expression: Expression) => TerraformValue;

/**
 * What the instances of a module have in common: all that does not depend on which of them it is. It is evaluated once
 * for all, in a module that stands for each of them and of which nothing else is ever asked for.
 */
export class CommonPart {
  readonly names: CommonNames;
  readonly dependence: Dependence;
  /** Stands for each of the instances. */
  readonly module: ModuleInstance;
  readonly life: JointLifetime;
  /** Evaluates an expression that depends on no instance. */
  readonly value: Values;
  readonly #evaluation: Evaluation;
  readonly #expansions: (declaration: ResourceDeclaration | ModuleCall) => Expansion;
  readonly #ofBlocks = new WeakMap<Instance, Values>();

  constructor(
    { names, dependence }: Pick<CommonPart, 'names' | 'dependence'>,
    module: ModuleInstance,
    life: JointLifetime,
    evaluation: Evaluation,
  ) {
    const { computation, report } = evaluation;
    this.names = names;
    this.dependence = dependence;
    this.module = module;
    this.life = life;
    this.#evaluation = evaluation;
    this.value = computation.memoized(life, (one: Expression) => evaluate(one, module.scope));
    this.#expansions = computation.memoized(life, ({ repetition, name }: ResourceDeclaration | ModuleCall) =>
      expand(repetition, module.scope, name, report),
    );
  }

  /**
   * What a block is repeated by in each of the instances; undefined where that differs, or where it is not wholly
   * known, since the cause of that names the instance.
   */
  expansion(declaration: ResourceDeclaration | ModuleCall): Expansion | undefined {
    const { repetition } = declaration;
    if (repetition === undefined) return undefined;
    const { onModule, onBlock } = this.dependence.of(repetition.expression);
    if (onModule || onBlock) return undefined;
    const expansion = this.#expansions(declaration);
    if (expansion.open !== undefined) return undefined;

    for (const instance of expansion.instances) {
      if (!this.#ofBlocks.has(instance)) this.#ofBlocks.set(instance, this.#valuesFor(instance));
    }
    return expansion;
  }

  /**
   * Evaluates what depends on the instance of a block alone; undefined for an instance that is not the same in all
   * modules.
   */
  valuesFor(instance: Instance): Values | undefined {
    return this.#ofBlocks.get(instance);
  }

  #valuesFor({ variables }: Instance): Values {
    const scope: Scope = {
      ...childScope(this.module.scope, variables),
      common: (one) => (isWorthKeeping(one) && !this.dependence.of(one).onBlock ? this.value(one) : undefined),
    };
    return this.#evaluation.computation.memoized(this.life, (one: Expression) => evaluate(one, scope));
  }
}

/** The scope of a module, or of one that has things in common with others. */
export function withCommon(scope: Scope, common: CommonPart | undefined): Scope {
  if (common === undefined) return scope;
  return {
    ...scope,
    common: (one) => {
      if (!isWorthKeeping(one)) return undefined;
      const { onModule, onBlock } = common.dependence.of(one);
      return onModule || onBlock ? undefined : common.value(one);
    },
  };
}

/**
 * The scopes of the instances of one block of a module. What does not depend on which instance it is, is evaluated once
 * for all of them.
 */
export function scopesOfInstances(
  module: ModuleInstance,
  { computation }: Pick<Evaluation, 'computation'>,
): (instance: Instance) => Scope {
  const { scope, common, dependence } = module;
  const ofModule: Values = computation.memoized(module.life, (one: Expression) => evaluate(one, scope));
  return (instance) => {
    const ofBlock = common?.valuesFor(instance);
    return {
      ...childScope(scope, instance.variables),
      common: (one) => {
        if (!isWorthKeeping(one)) return undefined;
        const { onModule, onBlock } = dependence.of(one);
        if (!onBlock) return onModule || common === undefined ? ofModule(one) : common.value(one);
        return onModule ? undefined : ofBlock?.(one);
      },
    };
  };
}

/** Whether to evaluate an expression takes longer than to look for what it has come to before. */
function isWorthKeeping({ kind }: Expression): boolean {
  switch (kind) {
    case 'call':
    case 'for':
    case 'object':
    case 'tuple':
    case 'template':
    case 'splat':
    case 'binary':
    case 'conditional':
      return true;
    default:
      return false;
  }
}
