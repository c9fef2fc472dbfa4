import { noSourceRange } from '../../model/source.ts';
import type { Resource, Stack } from '../../model/stack.ts';
import { mayBeBlocks, readBody } from './json-values.ts';
import type { State, StateResource } from './state.ts';

/**
 * A state as a stack, to be compared in the place of the code that it was made from.
 *
 * @param code for what a state does not hold: provider configurations, and which blocks (rules of a group) the resource
 * declares
 */
export function stateStack(state: State, code: Stack): Stack {
  const byAddress = new Map(code.resources.map((resource) => [resource.address, resource]));
  for (const resource of code.resources) {
    const { previousAddress } = resource;
    if (previousAddress !== undefined && !byAddress.has(previousAddress)) byAddress.set(previousAddress, resource);
  }
  const names = new Map(code.resources.map((resource) => [nameOf(resource), resource]));
  const declared = (resource: StateResource) => byAddress.get(resource.address) ?? names.get(nameOf(resource));
  return {
    directory: code.directory,
    workspace: code.workspace,
    resources: state.resources.map((resource) => stackResource(resource, declared(resource), code)),
    providers: code.providers,
    ...(code.run === undefined ? {} : { run: code.run }),
    holes: [],
    diagnostics: [],
    unsetVariables: [],
  };
}

function nameOf({ mode, type, name }: Pick<Resource, 'mode' | 'type' | 'name'>): string {
  return `${mode} ${type} ${name}`;
}

function stackResource(resource: StateResource, declared: Resource | undefined, code: Stack): Resource {
  const { address, mode, type, name, module, key, alias, values, sensitive } = resource;
  const byAlias = code.providers.findIndex(
    (provider) => provider.name === 'aws' && provider.module === '' && provider.alias === alias,
  );
  const provider = declared?.provider ?? (byAlias === -1 ? undefined : byAlias);
  return {
    address,
    mode,
    type,
    name,
    module,
    ...(key === undefined ? {} : { key }),
    at: noSourceRange,
    get body() {
      // A state also lists what others than the resource declare (the rules of a group), and what a provider adds.
      return readBody({ json: values, sensitive }, (path, { json }) =>
        path.length === 1 && mayBeBlocks(json) && !declares(declared, String(path[0])) ? { unsaid: 'absent' } : {},
      );
    },
    ignoreChanges: [],
    ...(provider === undefined ? {} : { provider }),
  };
}

function declares(code: Resource | undefined, argument: string): boolean {
  return code === undefined || code.body.attributes.has(argument) || code.body.blocks.has(argument);
}
