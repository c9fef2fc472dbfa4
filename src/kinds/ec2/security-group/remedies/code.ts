import { withoutKeys } from '../../../../model/address.ts';
import { groupPairs } from '../../../../model/group.ts';
import type { Unable } from '../../../../model/report/remedies.ts';
import type { Resource, Stack } from '../../../../model/stack.ts';
import type { ModuleCall, ResourceDeclaration } from '../../../../terraform/configuration/configuration.ts';
import type { ModuleNode, ModuleTree } from '../../../../terraform/load/modules.ts';

/** The code of a target, with what it declares. `tree`: absent where a plan stands for the code. */
export interface TargetCode {
  readonly target: string;
  readonly stack: Stack;
  readonly tree?: ModuleTree;
}

/** A module of a target, of which the code can be changed for this one instance alone. */
export interface ModuleHome {
  readonly code: TargetCode;
  /** The address of the instance, '' for the root. */
  readonly module: string;
  readonly node: ModuleNode;
}

/** A resource with the block that declares it. */
export interface DeclaredResource extends ModuleHome {
  readonly resource: Resource;
  readonly declaration: ResourceDeclaration;
}

/** Why something cannot be changed in the code. */
export interface UnableToEdit {
  readonly unable: Unable;
}

/** The code of all targets of a run: where something is declared, and whether a change there is one of it alone. */
export class RunCode {
  readonly #targets: ReadonlyMap<string, TargetCode>;
  readonly #resources: ReadonlyMap<string, ReadonlyMap<string, Resource>>;
  /** The module instances that have the code of a directory, with their targets. */
  readonly #instances: ReadonlyMap<string, ReadonlySet<string>>;
  /** How many instances a resource of a target has, by its address without the keys. */
  readonly #repeated = new Map<string, number>();

  constructor(targets: readonly TargetCode[]) {
    this.#targets = new Map(targets.map((code) => [code.target, code]));
    this.#resources = new Map(
      targets.map(({ target, stack }) => [target, new Map(stack.resources.map((one) => [one.address, one]))]),
    );
    const instances = targets.flatMap((code) =>
      code.stack.resources.flatMap(({ module }) => {
        const directory = nodeOf(code, module)?.source.directory;
        return directory === undefined ? [] : [[directory, `${code.target}\n${module}`] as const];
      }),
    );
    this.#instances = new Map([...groupPairs(instances)].map(([directory, all]) => [directory, new Set(all)]));
    for (const { target, stack } of targets) {
      for (const { address } of stack.resources) {
        const key = `${target}\n${withoutKeys(address)}`;
        this.#repeated.set(key, (this.#repeated.get(key) ?? 0) + 1);
      }
    }
  }

  /** What is at an address of a target. */
  resource(target: string, address: string): Resource | undefined {
    return this.#resources.get(target)?.get(address);
  }

  /** The resource at an address, where its block can be changed for it alone. */
  declared(target: string, address: string): DeclaredResource | UnableToEdit {
    const resource = this.resource(target, address);
    if (resource === undefined) return { unable: 'nothing-known' };
    const home = this.home(target, resource.module);
    if ('unable' in home) return home;
    const name = `${resource.mode === 'data' ? 'data.' : ''}${resource.type}.${resource.name}`;
    const declaration = home.node.source.resources.get(name);
    if (declaration === undefined) return { unable: 'nothing-known' };
    if (isJson(declaration.range.file)) return { unable: 'json' };
    return { ...home, resource, declaration };
  }

  /** Whether the block of a resource stands for others, or may. */
  isRepeated(target: string, resource: Resource): boolean {
    return resource.expansion !== undefined || this.#repeated.get(`${target}\n${withoutKeys(resource.address)}`) !== 1;
  }

  /** A module instance of which the code can be changed for it alone. */
  home(target: string, module: string): ModuleHome | UnableToEdit {
    const code = this.#targets.get(target);
    if (code?.tree === undefined) return { unable: 'plan' };
    const node = nodeOf(code, module);
    if (node === undefined) return { unable: 'nothing-known' };
    if (node.calledAt !== undefined) return { unable: 'installed' };
    if ((this.#instances.get(node.source.directory)?.size ?? 0) > 1) return { unable: 'shared' };
    return { code, module, node };
  }

  /** The call in the root that leads to a module. */
  outermostCall(target: string, module: string): ModuleCall | undefined {
    const [first] = callNames(module);
    return first === undefined ? undefined : this.#targets.get(target)?.tree?.root.source.calls.get(first);
  }

  /** The module itself, changeable or not. */
  node(target: string, module: string): ModuleNode | undefined {
    const code = this.#targets.get(target);
    return code && nodeOf(code, module);
  }
}

function nodeOf({ tree }: TargetCode, module: string): ModuleNode | undefined {
  let node = tree?.root;
  for (const name of callNames(module)) {
    const child = node?.children.get(name);
    node = child?.kind === 'module' ? child.node : undefined;
  }
  return node;
}

/** `a`, `b` of `module.a["k"].module.b[0]`. */
function callNames(module: string): readonly string[] {
  return withoutKeys(module)
    .split('.')
    .filter((_, index) => index % 2 === 1);
}

/** Whether a file of code is in JSON syntax. */
export function isJson(file: string): boolean {
  return file.endsWith('.json');
}
