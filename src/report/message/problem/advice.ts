import { item, type Line, line } from '../../layout.ts';

/** What to do next: a line below what is wrong. */
export const next = (...pieces: Parameters<typeof line>[1][]): Line => item(2, ...pieces);

const mostListed = 10;

/** At most `mostListed` of them, and how many more there are. */
export function listed<T>(all: readonly T[], each: (entry: T) => Line): readonly Line[] {
  const more = all.length - mostListed;
  return [...all.slice(0, mostListed).map(each), ...(more > 0 ? [line(4, `and ${more} more`)] : [])];
}
