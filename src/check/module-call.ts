import { posix } from 'node:path';
import { withoutKeys } from '../model/address.ts';
import { groupBy } from '../model/group.ts';
import type { SourceRange } from '../model/source.ts';
import type { Stack } from '../model/stack.ts';

/** Something that a report says of a place in the code. */
interface InCode {
  readonly address?: string | undefined;
  readonly at?: SourceRange | undefined;
}

/**
 * Adds, to what is in the code of an installed module, the call that leads there: nobody finds such a place in the
 * repository, and what is to be changed is the call. Where several calls have the same code, it is the one that is on
 * the way to the resource, else the first.
 */
export function callAdder({ installedModules = [] }: Stack): <T extends InCode>(said: T) => T & Called {
  const byDirectory = groupBy(installedModules, ({ directory }) => directory);
  return (said) => {
    const { at, address = '' } = said;
    const modules = (at !== undefined && byDirectory.get(posix.dirname(at.file))) || [];
    const own = withoutKeys(address);
    const onTheWay = modules.filter((module) => own.startsWith(`${module.address}.`));
    const called = onTheWay.toSorted((a, b) => b.address.length - a.address.length)[0] ?? modules[0];
    return called === undefined ? said : { ...said, calledAt: called.calledAt };
  };
}

/** The call of the installed module that a place is in. */
interface Called {
  readonly calledAt?: SourceRange;
}
