import type { ArgumentReach, Reach } from '../../../model/reach.ts';
import type { Computation } from '../computation.ts';
import type { ModuleInstance } from '../instance.ts';
import type { ResourceInstance } from '../resource-instance.ts';
import { search } from './search.ts';
import { ofResource } from './surroundings.ts';

/** What the arguments of an instance of a resource can turn out to be; searched for when it is asked for. */
export class InstanceReach implements ArgumentReach {
  readonly #instance: ResourceInstance;
  readonly #module: ModuleInstance;
  readonly #computation: Computation;
  readonly #known = new Map<string, Reach | undefined>();
  #round = 0;

  constructor(instance: ResourceInstance, module: ModuleInstance, computation: Computation) {
    this.#instance = instance;
    this.#module = module;
    this.#computation = computation;
  }

  of(argument: string): Reach | undefined {
    // What was found in an earlier round was found among what was known then.
    if (this.#round !== this.#computation.round) this.#known.clear();
    this.#round = this.#computation.round;
    if (!this.#known.has(argument)) this.#known.set(argument, this.#search(argument));
    return this.#known.get(argument);
  }

  #search(argument: string): Reach | undefined {
    const written = this.#instance.declaration.items.find(
      (item) => item.kind === 'attribute' && item.name === argument,
    );
    return written?.kind === 'attribute' ? search(written.value, ofResource(this.#instance, this.#module)) : undefined;
  }
}
