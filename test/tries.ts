/** Whether all is tried that takes long: `npm run test:fixtures`. */
export const triesAll = process.env['EVERY_FIXTURE'] === '1';

/** How often something generated is tried: so often by `npm run test:fixtures`, a quarter of it by `npm test`. */
export function tries(count: number): number {
  return triesAll ? count : Math.ceil(count / 4);
}

/** What is tried of a list: by `npm test` the first of every few. */
export function someOf<T>(all: readonly T[], few = 4): readonly T[] {
  return triesAll ? all : all.filter((_, index) => index % few === 0);
}
