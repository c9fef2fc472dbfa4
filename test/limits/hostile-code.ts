/* Code that a few lines make larger, or longer to evaluate, than any machine is. */

type Files = Readonly<Record<string, string>>;

export const locals = (lines: readonly string[]): string => `locals {\n${lines.join('\n')}\n}\n`;

/** Forty values, each made of the one before. */
export const doubled = (first: string, next: (before: string) => string): string =>
  locals([`a0 = ${first}`, ...Array.from({ length: 40 }, (_, index) => `a${index + 1} = ${next(`local.a${index}`)}`)]);

function nested(depth: number): string {
  return locals(['a0 = 1', ...Array.from({ length: depth }, (_, index) => `a${index + 1} = [local.a${index}]`)]);
}

/** Values that double: what they are, the code, and by which diagnostic they end. */
export const largeValues: readonly (readonly [what: string, code: string, diagnostic: string])[] = [
  ['a list of a list of one list', doubled('[1, 2]', (a) => `[${a}, ${a}]`), 'value-too-large'],
  ['a loop over a loop over one list', doubled('[1, 2]', (a) => `[for x in [1, 2] : ${a}]`), 'value-too-large'],
  ['an object of an object', doubled('{ a = 1 }', (a) => `{ a = ${a}, b = ${a} }`), 'value-too-large'],
  ['a map of a map', doubled('tomap({ a = 1 })', (a) => `tomap({ a = ${a}, b = ${a} })`), 'value-too-large'],
  ['a text twice in a text', doubled('"abcdefgh"', (a) => `"$\{${a}}$\{${a}}"`), 'text-too-long'],
  ['a text that separates itself', doubled('"abcdefgh"', (a) => `join(${a}, [${a}, ${a}])`), 'function-call'],
  ['a list in a list, thousands deep', nested(3_000), 'value-too-large'],
];

/** Expressions that take long: what they are, and the code of one. */
export const longLoops: readonly (readonly [what: string, expression: string])[] = [
  ['loops in loops', '[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : 1][0]][0]]'],
  ['directives in directives', `"${'%{ for a in range(1000) }'.repeat(3)}${'%{ endfor }'.repeat(3)}"`],
  ['large arguments again and again', '[for a in range(1000) : length(jsonencode(local.large))]'],
  ['large values compared again and again', '[for a in range(1000) : local.large == local.same]'],
  ['large branches again and again', '[for a in range(1000) : a > 0 ? local.large : local.same][0][0]'],
  ['a template that is rendered again and again', '[for a in range(1000) : templatefile("t.tftpl", {})][0]'],
];

/** An expression of `longLoops`, with what it reads. */
export function loopFiles(expression: string): Files {
  const large = ['large = [for a in range(200) : range(400)]', 'same = [for a in range(200) : range(400)]'];
  return { 'main.tf': locals([...large, `x = ${expression}`]), 't.tftpl': `$\{1}`.repeat(20_000) };
}

/** Modules that each call the next twice. */
export function doubledModules(): Files {
  const calls = (next: number): string =>
    ['a', 'b'].map((name) => `module "${name}" {\n  source = "../m${next}"\n}\n`).join('');
  const files = Array.from({ length: 25 }, (_, index) => [
    `m${index}/main.tf`,
    index < 24 ? calls(index + 1) : 'locals {}\n',
  ]);
  return { 'main.tf': 'module "a" {\n  source = "./m0"\n}\n', ...Object.fromEntries(files) };
}

/** A thousand instances of a module, each with a thousand of another. */
export const multipliedModules: Files = {
  'main.tf': 'module "a" {\n  source = "./a"\n  count  = 1000\n}\n',
  'a/main.tf': 'module "b" {\n  source = "../b"\n  count  = 1000\n}\n',
  'b/main.tf': 'resource "aws_ecs_cluster" "c" {\n  name = "c"\n}\n',
};

/** All of them, each a root of its own. */
export const hostileCode: readonly { readonly what: string; readonly files: Files }[] = [
  ...largeValues.map(([what, code]) => ({ what, files: { 'main.tf': code } })),
  ...longLoops.map(([what, expression]) => ({ what, files: loopFiles(expression) })),
  { what: 'modules that each call the next twice', files: doubledModules() },
  { what: 'a thousand modules of a thousand modules', files: multipliedModules },
];
