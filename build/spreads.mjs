import { parseSync, Visitor } from 'oxc-parser';

/**
 * The same code, in which no object that has further members begins with a spread: `{ ...[], ...a, b }` for `{ ...a, b }`. V8 clones what an object begins
 * with, and in Node.js 20 gives each such object a hidden class of its own as soon as a member is added to the clone: half a kilobyte, and several times
 * the time. What is spread onto an object that is there already comes to the class that the members have elsewhere.
 *
 * @param {string} code JavaScript
 * @param {string} file named in the error when it does not parse
 * @returns {string}
 */
export function withSharedClasses(code, file) {
  if (!/\{\s*\.\.\./.test(code)) return code;
  const { program, errors } = parseSync('code.js', code);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${file}: ${error.message}`);
  /** @type {number[]} */
  const places = [];
  new Visitor({
    ObjectExpression({ properties: [first, second] }) {
      // esbuild leaves the spread of an array where it is; what is nothing (`...null`) it takes out again.
      if (first?.type === 'SpreadElement' && second !== undefined) places.push(first.start);
    },
  }).visit(program);
  places.sort((a, b) => a - b);
  return [0, ...places].map((start, index) => code.slice(start, places[index])).join('...[], ');
}
