import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the installed package: the bundle lies one or two levels below it, the sources two. */
export function packageFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'fixtures/incident/main.tf'))) {
    const above = dirname(folder);
    if (above === folder) throw new Error('the package is incomplete: fixtures/incident is missing');
    folder = above;
  }
  return folder;
}
