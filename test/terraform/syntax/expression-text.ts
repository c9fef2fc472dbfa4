// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform code
import fc from 'fast-check';

const word = fc.constantFrom('a', 'b', 'var', 'each', 'x-y', 'é', 'for_each');
const blank = fc.constantFrom('', ' ', '  ', ' /* c */ ');

/** Source texts of valid expressions of every form but heredocs and directives, without line ends. */
export const expressionText: fc.Arbitrary<string> = fc.letrec<{ any: string; term: string }>((tie) => {
  const any = tie('any');
  const term = tie('term');
  const list = fc.array(any, { maxLength: 3 });
  return {
    any: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      term,
      fc.constantFrom('1', '2.50', '3e2'),
      fc
        .tuple(any, fc.constantFrom('||', '&&', '==', '!=', '<', '<=', '>', '>=', '+', '-', '*', '/', '%'), any)
        .map((parts) => parts.join(' ')),
      fc.tuple(any, any, any).map(([a, b, c]) => `${a} ? ${b} : ${c}`),
      fc.tuple(fc.constantFrom('-', '!', '- '), term).map((parts) => parts.join('')),
    ),
    term: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      word,
      // No splat takes another behind its dot, and two numbers cannot follow each other.
      fc.constantFrom('a.*', 'a.*.c', 'true', 'null', '""', '"s"', '"s\\n$${x}"'),
      fc.tuple(term, word).map(([a, b]) => `${a}.${b}`),
      fc.tuple(term, any).map(([a, b]) => `${a}[${b}]`),
      fc.tuple(term, fc.constantFrom('.0.d', '[*]', '[ * ].b', '[*][0].d')).map((parts) => parts.join('')),
      fc.tuple(blank, any, blank).map(([a, b, c]) => `(${a}${b}${c})`),
      fc
        .tuple(word, list, fc.boolean())
        .map(([f, all, more]) => `${f}(${all.join(', ')}${more && all.length > 0 ? '...' : ''})`),
      list.map((all) => `[${all.join(',')}]`),
      fc
        .array(fc.tuple(word, any), { maxLength: 3 })
        .map((all) => `{ ${all.map((item) => item.join(' = ')).join(', ')} }`),
      fc.tuple(word, any, any, any).map(([v, c, e, i]) => `[for ${v} in ${c} : ${e} if ${i}]`),
      fc.tuple(word, any, any, any).map(([v, c, k, e]) => `{for k, ${v} in ${c} : ${k} => ${e}...}`),
      any.map((a) => `"\${${a}}"`),
      fc.tuple(any, any).map(([a, b]) => `"s\${${a}}t\${~ ${b} ~} u"`),
    ),
  };
}).any;
