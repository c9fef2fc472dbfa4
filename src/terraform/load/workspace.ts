import { posix } from 'node:path';
import { type FileReader, readText } from './files.ts';

/**
 * The selected workspace: what was asked for, else `TF_WORKSPACE`, else what `terraform workspace select` noted, else `default`.
 *
 * @param dataDirectory where `.terraform` is, as a path to read
 */
export function selectWorkspace(
  asked: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
  files: FileReader,
  dataDirectory: string,
): string {
  const noted = (): string | undefined => readText(files, posix.join(dataDirectory, 'environment'))?.trim();
  return asked || environment['TF_WORKSPACE'] || noted() || 'default';
}
