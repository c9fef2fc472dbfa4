import type { ArgumentReach, Reach } from '../../model/reach.ts';
import { withKey } from '../stack/addresses.ts';
import type { PlannedResource, ResourceConfiguration } from './plan.ts';
import { expressionAt, originsOf, type PlanModule } from './plan-references.ts';

/** What the arguments of a planned resource can turn out to be: what their expressions refer to. */
export class PlannedReach implements ArgumentReach {
  readonly #resource: PlannedResource;
  readonly #module: PlanModule;
  readonly #configured: ResourceConfiguration;
  readonly #addresses: ReadonlySet<string>;

  /** @param addresses of all that is there after the plan */
  constructor(
    resource: PlannedResource,
    module: PlanModule,
    configured: ResourceConfiguration,
    addresses: ReadonlySet<string>,
  ) {
    this.#resource = resource;
    this.#module = module;
    this.#configured = configured;
    this.#addresses = addresses;
  }

  of(argument: string): Reach | undefined {
    const expression = expressionAt(this.#configured.expressions, [argument]);
    if (expression === undefined) return undefined;
    const { address, key } = this.#resource;
    const { origins, isOpaque, byKey } = originsOf(expression, this.#module);
    const attributes = origins.map((origin) => {
      const own = byKey && key !== undefined ? withKey(origin.address, key) : origin.address;
      // Of what is taken by a key a plan shows the whole.
      const path = origin.path.length === 0 ? ['id'] : origin.path;
      return { ...origin, address: this.#addresses.has(own) ? own : origin.address, path };
    });
    const because = { kind: 'plan', address, path: [argument] } as const;
    return { attributes, texts: [], templates: [], ...(isOpaque ? { open: because } : {}) };
  }
}
