import { isAbsolute, join } from 'node:path';
import { ProblemError } from '../model/problem.ts';
import type { KnownAttributes, Resource, Stack } from '../model/stack.ts';
import type { TerraformValue } from '../model/value.ts';
import { object, unknown } from '../terraform/evaluate/value.ts';
import { decodeText, type FileReader, ofRun, readText } from '../terraform/load/files.ts';
import { readStateOutputs } from '../terraform/plan-and-state/remote-state.ts';
import { textOf } from './arguments.ts';

/** State files that the user names for `terraform_remote_state` data sources: by the data source's name or address. */
export type RemoteStates = ReadonlyMap<string, string>;

/**
 * A reader of the outputs that `terraform_remote_state` data sources look up: from the files that the user names, else
 * from the local backend. Every file is read once. Data sources with another backend stay unknown.
 *
 * @returns a function of a stack; it throws ProblemError `input-unreadable` or `terraform-json` for a file that the
 * user names
 */
export function remoteStateReader(named: RemoteStates, files: FileReader): (stack: Stack) => KnownAttributes {
  const read = new Map<string, TerraformValue | undefined>();
  const outputsOf = (file: string, isNamed: boolean, address: string): TerraformValue | undefined => {
    const key = isNamed ? file : `${address}\n${file}`;
    if (!read.has(key)) read.set(key, isNamed ? readNamed(files, file) : readLocal(files, file, address));
    return read.get(key);
  };
  return (stack) => {
    const known = new Map<string, ReadonlyMap<string, TerraformValue>>();
    for (const resource of stack.resources) {
      if (resource.mode !== 'data' || resource.type !== 'terraform_remote_state') continue;
      const given = named.get(resource.address) ?? named.get(addressWithoutKey(resource)) ?? named.get(resource.name);
      const local = given === undefined ? localState(resource, stack.directory) : undefined;
      const file = given ?? local;
      const outputs = file === undefined ? undefined : outputsOf(file, given !== undefined, resource.address);
      if (outputs !== undefined) known.set(resource.address, new Map([['outputs', withDefaults(outputs, resource)]]));
    }
    return known;
  };
}

function addressWithoutKey({ address, key }: Resource): string {
  return key === undefined ? address : address.replace(/\[[^[]*\]$/, '');
}

function readNamed(files: FileReader, file: string): TerraformValue {
  const { readGiven = files.read } = files;
  const text = decodeText(readGiven(file));
  if (text === undefined) throw new ProblemError({ code: 'input-unreadable', file, detail: 'ENOENT' });
  return readStateOutputs(text, file);
}

/**
 * The file of a local backend may well be on another machine. One that is not the code's own is not read, and so its
 * outputs are not known.
 */
function readLocal(files: FileReader, file: string, address: string): TerraformValue | undefined {
  try {
    const text = readText(ofRun(files), file);
    return text === undefined ? undefined : readStateOutputs(text, file);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    if (error.problem.code !== 'outside') return undefined;
    const { path, directory } = error.problem;
    return unknown({ kind: 'outside', address, file: path, ...(directory === undefined ? {} : { directory }) });
  }
}

/**
 * Where a local backend keeps its state, relative to the root module.
 * https://developer.hashicorp.com/terraform/language/backend/local
 */
function localState({ body }: Resource, directory: string): string | undefined {
  const backend = body.attributes.get('backend')?.value;
  if (backend?.kind !== 'string' || backend.value !== 'local') return undefined;
  const config = body.attributes.get('config')?.value;
  const workspace = textArgument(body.attributes.get('workspace')?.value, 'default');
  const path = configText(config, 'path', 'terraform.tfstate');
  const folder = configText(config, 'workspace_dir', 'terraform.tfstate.d');
  if (workspace === undefined || path === undefined || folder === undefined) return undefined;
  const file = workspace === 'default' ? path : join(folder, workspace, 'terraform.tfstate');
  return isAbsolute(file) ? file : join(directory, file);
}

function configText(config: TerraformValue | undefined, name: string, fallback: string): string | undefined {
  if (config === undefined || config.kind === 'null') return fallback;
  if (config.kind !== 'object' && config.kind !== 'map') return undefined;
  return textArgument(config.entries.get(name), config.open === undefined ? fallback : undefined);
}

function textArgument(value: TerraformValue | undefined, fallback: string | undefined): string | undefined {
  return value === undefined || value.kind === 'null' ? fallback : textOf(value);
}

/** An output that the state lacks has the value that `defaults` gives it. */
function withDefaults(outputs: TerraformValue, { body }: Resource): TerraformValue {
  const defaults = body.attributes.get('defaults')?.value;
  if (outputs.kind !== 'object' || (defaults?.kind !== 'object' && defaults?.kind !== 'map')) return outputs;
  return object([...defaults.entries, ...outputs.entries], defaults.open === undefined ? {} : { open: defaults.open });
}
