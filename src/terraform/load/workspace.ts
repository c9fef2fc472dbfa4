import { posix } from 'node:path';
import { type FileReader, readText } from './files.ts';

/**
 * The selected workspace: the one that the user gives, else `TF_WORKSPACE`, else what `terraform workspace select`
 * wrote down, else `default`.
 *
 * @param dataDirectory where `.terraform` is, as a path to read
 */
export function selectWorkspace(
  given: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
  files: FileReader,
  dataDirectory: string,
): string {
  const selected = (): string | undefined => readText(files, posix.join(dataDirectory, 'environment'))?.trim();
  return given || environment['TF_WORKSPACE'] || selected() || 'default';
}
