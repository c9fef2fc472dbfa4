/** Error codes of Node and the operating system in words; others as they are. */
export function systemText(code: string): string {
  return systemCodes.get(code) ?? code;
}

const systemCodes: ReadonlyMap<string, string | undefined> = new Map([
  ['ENOENT', 'there is no such file or directory'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'operation not permitted'],
  ['EISDIR', 'it is a directory'],
  ['ENOTDIR', 'a part of the path is not a directory'],
  ['ENOSPC', 'no space left on the device'],
  ['EROFS', 'the file system is read-only'],
  ['EMFILE', 'too many open files'],
  ['ELOOP', 'its symbolic links lead back to themselves'],
]);
