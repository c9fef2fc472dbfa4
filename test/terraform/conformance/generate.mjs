// Writes the case files of this folder: every function with arguments of every kind, every operator between them, and what Terraform answers.
//   node test/terraform/conformance/generate.mjs [group ...]
//
// Needs `terraform` 1.11.4 on the PATH. What a case says of a known difference (`expected`, `because`) is kept. The expressions are made
// from the tables below in a fixed order, so that the files change only where the tables do.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { askTerraform } from '../oracle.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const u = 'terraform_data.unknown.id';

/** Values that any argument may get, right or wrong. */
const odd = [
  'null',
  u,
  `jsondecode(${u})`,
  'sensitive("s")',
  '[]',
  '{}',
  'true',
  '1.5',
  `"p-\${${u}}"`,
  'tostring(null)',
  `[${u}]`,
  'sensitive(["s"])',
];

const pools = {
  text: [
    '""',
    '"a"',
    '"Hello World"',
    '"é👩‍👩‍👧x"',
    '"a,b,,c"',
    '" x\\t"',
    '"10"',
    '"aXbXc"',
    '"line\\nline\\r\\n"',
    '"ǅ ß ﬁ"',
  ],
  piece: ['""', '"a"', '"X"', '","', '"l"', '"/[a-z]/"', '" "', '"é"'],
  number: ['0', '1', '-1', '2.5', '-7', '1e21', '9007199254740993', '"3"', '0.1 + 0.2', '1 / 3', '1e-7'],
  small: ['0', '1', '-1', '2', '5', '"1"', '1.5'],
  bool: ['true', 'false', '"true"', '"x"'],
  list: [
    '["b", "a", "b"]',
    '[1, 2, 3]',
    '["a", 1, true]',
    'tolist(["x", "y"])',
    '[["a"], ["b", []]]',
    '["", null, "z"]',
    'toset(["b", "a"])',
    `["a", ${u}]`,
    `tolist([${u}, "q"])`,
    `toset(["a", ${u}])`,
    '[{ a = 1 }, { a = 2 }]',
    '["a", sensitive("b")]',
  ],
  map: [
    '{ a = 1, b = "x" }',
    '{ b = null, a = [1] }',
    'tomap({ x = "1", y = "2" })',
    '{ "10" = 1, "9" = 2, é = 3 }',
    `{ a = ${u}, b = 1 }`,
    '{ a = sensitive(1) }',
    '{ a = ["x", "y"], b = ["y"] }',
    `{ (${u}) = 1 }`,
  ],
  key: ['"a"', '"x"', '"nope"', '0', '""'],
  json: [
    '"{}"',
    '"[1, \\"a\\", null, {\\"k\\": [true]}]"',
    '"1e400"',
    '"1.50"',
    '"\\"x\\""',
    '"{\\"a\\":1,\\"a\\":2}"',
    '"[1,]"',
    '" null "',
    `"{\\"a\\":\\"\${${u}}\\"}"`,
    '"\\\\ud83d"',
  ],
  yaml: [
    '"a: 1"',
    '"- x\\n- ~\\n- \\"y\\""',
    '"a: {b: [1, 2.5, yes]}"',
    '"&x a: *x"',
    '"a: |\\n  b\\n  c\\n"',
    '"---\\na"',
    '"a: 2001-12-14"',
    '"[a, b"',
    `"\${${u}}: 1"`,
    '"x: !!str 1"',
  ],
  csv: ['"a,b\\n1,2"', '"a\\n\\"x\\"\\"y\\""', '"a,a\\n1,2"', '"a,b\\n1"', '"a;b\\n"'],
  base64: ['"aGk="', '"aGk"', '"//8="', '"w6k="', '"!"'],
  regex: [
    '"[a-z]+"',
    '"(a)(b)?"',
    '"(?P<n>.)"',
    '"("',
    '"^$"',
    '"(?i)HELLO"',
    '"\\\\d+"',
    '"X|,"',
    '"\\\\pL"',
    '"a{2,1}"',
  ],
  cidr: [
    '"10.0.0.0/8"',
    '"10.1.2.3/32"',
    '"fd00::/48"',
    '"0.0.0.0/0"',
    '"::ffff:10.0.0.0/104"',
    '"10.0.0.0"',
    '"300.0.0.0/8"',
    '"010.0.0.0/8"',
  ],
  date: [
    '"2024-02-29T23:59:59Z"',
    '"2017-11-22T01:00:00+02:30"',
    '"2024-02-30T00:00:00Z"',
    '"2024-02-29"',
    '"0001-01-01T00:00:00Z"',
    '"2024-02-29T23:59:59.5Z"',
  ],
  duration: ['"1h"', '"-1h30m"', '"1.5s"', '"1d"', '"0"', '"1us2ns"', '""'],
  layout: [
    '"YYYY-MM-DD\'T\'hh:mm:ssZ"',
    '"EEEE, DD-MMM-YY hh:mm:ss ZZZ"',
    '"MMMM D H:m:s AA aa"',
    '"X"',
    '"\'open"',
    '"ZZZZZ h HH"',
    '""',
  ],
  format: [
    '"%s"',
    '"%d"',
    '"%5.1f|"',
    '"%v %v"',
    '"%q"',
    '"%05d"',
    '"%x"',
    '"%[2]s %[1]s"',
    '"%%"',
    '"%t"',
    '"%-8s|"',
    '"%z"',
    '"%e"',
    '"%#v"',
    '"%+d"',
    '"%b"',
  ],
  value: ['"a"', '1', 'true', 'null', '[1, "x"]', '{ a = 1 }', '-2.5', 'tolist(["q"])', u, 'sensitive("z")'],
  path: [
    '"."',
    '"hello.txt"',
    '"/a/b/../c.txt"',
    '"sub/"',
    '"nope.txt"',
    '""',
    '"sub/a.txt"',
    '"binary.bin"',
    '"~/x"',
    '"a//b/./c"',
  ],
  glob: ['"*.txt"', '"**"', '"sub/*"', '"**/*.{txt,json}"', '"[a-c]*"', '"nope*"', '"*/"', '"s?b/*"', '"["'],
  charset: [
    '"UTF-8"',
    '"utf-16le"',
    '"UTF-16"',
    '"ISO-8859-1"',
    '"windows-1252"',
    '"us-ascii"',
    '"UTF-32"',
    '"IBM037"',
  ],
  uuid: ['"dns"', '"url"', '"oid"', '"x500"', '"6ba7b810-9dad-11d1-80b4-00c04fd430c8"', '"nope"'],
  base: ['2', '10', '16', '36', '62', '1', '63'],
  digits: ['"100"', '"ff"', '"-7"', '"zZ"', '""', '"1.5"', '"99999999999999999999"'],
};

/** The arguments of every function: the pools of a call, and whether the last may come any number of times. */
const functions = {
  abs: ['number'],
  ceil: ['number'],
  floor: ['number'],
  log: ['number', 'small'],
  max: ['number', 'number', 'small'],
  min: ['number', 'number', 'small'],
  parseint: ['digits', 'base'],
  pow: ['number', 'small'],
  signum: ['number'],
  sum: ['list'],
  chomp: ['text'],
  endswith: ['text', 'piece'],
  format: ['format', 'value'],
  formatlist: ['format', 'list'],
  indent: ['small', 'text'],
  join: ['piece', 'list'],
  lower: ['text'],
  regex: ['regex', 'text'],
  regexall: ['regex', 'text'],
  replace: ['text', 'piece', 'piece'],
  split: ['piece', 'text'],
  startswith: ['text', 'piece'],
  strcontains: ['text', 'piece'],
  strrev: ['text'],
  substr: ['text', 'small', 'small'],
  templatestring: ['text', 'map'],
  title: ['text'],
  trim: ['text', 'piece'],
  trimprefix: ['text', 'piece'],
  trimspace: ['text'],
  trimsuffix: ['text', 'piece'],
  upper: ['text'],
  alltrue: ['list'],
  anytrue: ['list'],
  chunklist: ['list', 'small'],
  coalesce: ['value', 'value'],
  coalescelist: ['list', 'list'],
  compact: ['list'],
  concat: ['list', 'list'],
  contains: ['list', 'value'],
  distinct: ['list'],
  element: ['list', 'small'],
  flatten: ['list'],
  index: ['list', 'value'],
  keys: ['map'],
  length: ['list'],
  lookup: ['map', 'key', 'value'],
  matchkeys: ['list', 'list', 'list'],
  merge: ['map', 'map'],
  one: ['list'],
  range: ['small', 'small', 'small'],
  reverse: ['list'],
  setintersection: ['list', 'list'],
  setproduct: ['list', 'list'],
  setsubtract: ['list', 'list'],
  setunion: ['list', 'list'],
  slice: ['list', 'small', 'small'],
  sort: ['list'],
  transpose: ['map'],
  values: ['map'],
  zipmap: ['list', 'list'],
  base64decode: ['base64'],
  base64encode: ['text'],
  base64gzip: ['text'],
  csvdecode: ['csv'],
  jsondecode: ['json'],
  jsonencode: ['value'],
  textdecodebase64: ['base64', 'charset'],
  textencodebase64: ['text', 'charset'],
  urlencode: ['text'],
  yamldecode: ['yaml'],
  yamlencode: ['value'],
  abspath: ['path'],
  basename: ['path'],
  dirname: ['path'],
  file: ['path'],
  filebase64: ['path'],
  fileexists: ['path'],
  fileset: ['path', 'glob'],
  pathexpand: ['path'],
  templatefile: ['path', 'map'],
  formatdate: ['layout', 'date'],
  plantimestamp: [],
  timeadd: ['date', 'duration'],
  timecmp: ['date', 'date'],
  timestamp: [],
  base64sha256: ['text'],
  base64sha512: ['text'],
  bcrypt: ['text', 'small'],
  filebase64sha256: ['path'],
  filebase64sha512: ['path'],
  filemd5: ['path'],
  filesha1: ['path'],
  filesha256: ['path'],
  filesha512: ['path'],
  md5: ['text'],
  rsadecrypt: ['base64', 'path'],
  sha1: ['text'],
  sha256: ['text'],
  sha512: ['text'],
  uuid: [],
  uuidv5: ['uuid', 'text'],
  cidrhost: ['cidr', 'small'],
  cidrnetmask: ['cidr'],
  cidrsubnet: ['cidr', 'small', 'small'],
  cidrsubnets: ['cidr', 'small', 'small'],
  can: ['value'],
  ephemeralasnull: ['value'],
  issensitive: ['value'],
  nonsensitive: ['value'],
  sensitive: ['value'],
  tobool: ['value'],
  tolist: ['list'],
  tomap: ['map'],
  tonumber: ['value'],
  toset: ['list'],
  tostring: ['value'],
  try: ['value', 'value'],
};

/** How many calls of a function: all pairs of the first two arguments up to this, then the odd ones in each place. */
const mostPairs = 20;

function callsOf(name, kinds) {
  const lists = kinds.map((kind) => pools[kind]);
  const calls = new Set();
  const add = (args) => calls.add(`${name}(${args.join(', ')})`);
  if (kinds.length === 0) for (const args of [[], ['1'], ['null']]) add(args);
  else {
    const [first, second = [undefined]] = lists;
    const all = first.length * second.length;
    // Steps that have no factor in common with the number of pairs come to each of them.
    let step = Math.max(1, Math.floor(all / mostPairs));
    while (all > 1 && greatestCommon(step, all) > 1) step++;
    for (let count = 0, at = 0; count < Math.min(all, mostPairs); count++, at = (at + step) % all) {
      const pair = [first[at % first.length], second[Math.floor(at / first.length)]].slice(0, kinds.length);
      add([...pair, ...lists.slice(2).map((list, position) => list[(count + position) % list.length])]);
    }
    for (const position of lists.keys()) {
      for (const [count, value] of odd.entries()) {
        const args = lists.map((other, index) => (index === position ? value : other[(count + 1) % other.length]));
        add(args);
      }
      add(lists.slice(0, position).map((other) => other[0]));
    }
    add([...lists.map((list) => list[0]), '"more"']);
    add([...lists.slice(0, -1).map((list) => list[0]), '[]...']);
    add([...lists.slice(0, -1).map((list) => list[0]), `[${lists.at(-1)[0]}, ${lists.at(-1)[1]}]...`]);
  }
  return [...calls];
}

function greatestCommon(a, b) {
  return b === 0 ? a : greatestCommon(b, a % b);
}

const operands = [
  '1',
  '2.5',
  '"2"',
  '"a"',
  'true',
  '"false"',
  'null',
  '[1]',
  '{ a = 1 }',
  'tolist(["1"])',
  'toset([1])',
  u,
  'sensitive(1)',
  '0',
];
const binaryOperators = ['+', '-', '*', '/', '%', '==', '!=', '<', '<=', '>', '>=', '&&', '||'];

function operatorExpressions() {
  const found = [];
  for (const operator of binaryOperators) {
    for (const [i, left] of operands.entries()) {
      // Each left side meets five right sides, and every right side comes up.
      for (let turn = 0; turn < 5; turn++)
        found.push(`${left} ${operator} ${operands[(i + turn * 3) % operands.length]}`);
    }
  }
  for (const operand of operands)
    found.push(`!${operand}`, `-${operand}`, `!(${operand})`, `- ${operand} - ${operand}`);
  found.push(
    '1 + 2 * 3',
    '(1 + 2) * 3',
    '10 - 4 - 3',
    '2 * 3 % 4',
    '-2 % 3',
    '7 / 2 * 2',
    '1 < 2 == true',
    '!true || true',
    '1 == 1 && 2 == 2 || false',
  );
  return found;
}

const collections = [...pools.list, ...pools.map, 'null', u, `jsondecode(${u})`, '"text"', '[]', '{}'];

function languageExpressions() {
  const found = [];
  for (const [i, one] of operands.entries()) {
    for (let turn = 0; turn < 4; turn++) {
      const other = operands[(i + turn * 4 + 1) % operands.length];
      found.push(`true ? ${one} : ${other}`, `${one} ? "y" : "n"`, `${turn % 2 === 0} ? ${other} : ${one}`);
    }
    found.push(
      `"\${${one}}"`,
      `"a\${${one}}b"`,
      `"%{ if ${one} }y%{ else }n%{ endif }"`,
      `{ (${one}) = 1 }`,
      `[${one}, ${one}]`,
      `${one} ? ${u} : null`,
    );
    found.push(
      `tolist([${one}, "z"])`,
      `tomap({ a = ${one}, b = "z" })`,
      `toset([${one}, ${one}])`,
      `try(${one}, "fallback")`,
      `can(${one} + 1)`,
    );
  }
  for (const each of collections) {
    found.push(
      `[for x in ${each} : x]`,
      `[for k, v in ${each} : k]`,
      `{ for k, v in ${each} : k => v }`,
      `{ for k, v in ${each} : v => k... }`,
    );
    found.push(
      `[for x in ${each} : x if x != "a"]`,
      `${parenthesised(each)}[*]`,
      `${parenthesised(each)}[0]`,
      `${parenthesised(each)}["a"]`,
    );
    found.push(
      `${parenthesised(each)}.a`,
      `${parenthesised(each)}[*].a`,
      `"%{ for x in ${each} }<\${x}>%{ endfor }"`,
      `${parenthesised(each)}.*.a`,
    );
    found.push(
      `jsonencode(${each})`,
      `length(${each})`,
      `${each} == ${each}`,
      `${parenthesised(each)}[${u}]`,
      `try(${parenthesised(each)}.a, "none")`,
    );
  }
  for (const [i, one] of collections.entries()) {
    for (let turn = 1; turn < 4; turn++) {
      const other = collections[(i + turn * 5) % collections.length];
      found.push(`${one} == ${other}`, `true ? ${one} : ${other}`, `[${one}, ${other}]`);
    }
  }
  return found;
}

function parenthesised(text) {
  return /^[a-z_]/.test(text) ? text : `(${text})`;
}

/** `name = { expressions, directory? }`: what becomes a file. */
const groups = {
  operators: operatorExpressions(),
  language: languageExpressions(),
  ...Object.fromEntries(
    Object.entries({
      numbers: ['abs', 'sum'],
      strings: ['chomp', 'upper'],
      collections: ['alltrue', 'zipmap'],
      encoding: ['base64decode', 'yamlencode'],
      files: ['abspath', 'templatefile'],
      dates: ['formatdate', 'timestamp'],
      hashes: ['base64sha256', 'uuidv5'],
      addresses: ['cidrhost', 'cidrsubnets'],
      conversions: ['can', 'try'],
    }).map(([group, [from, to]]) => {
      const names = Object.keys(functions);
      const chosen = names.slice(names.indexOf(from), names.indexOf(to) + 1);
      return [group, chosen.flatMap((name) => callsOf(name, functions[name]))];
    }),
  ),
};

const wanted = process.argv.slice(2);
for (const [group, expressions] of Object.entries(groups)) {
  if (wanted.length > 0 && !wanted.includes(group)) continue;
  const file = join(here, 'cases', `${group}.json`);
  const before = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).cases : [];
  const known = new Map(before.map(({ expression, answer: _answer, ...rest }) => [expression, rest]));
  const unique = [...new Set(expressions)];
  const answers = askInParts(unique);
  const cases = unique
    .map((expression, index) => ({ expression, answer: answers[index], ...known.get(expression) }))
    .filter(({ answer }) => !isOfThisMachine(answer));
  mkdirSync(dirname(file), { recursive: true });
  const lines = cases.map((one) => `    ${JSON.stringify(one)}`).join(',\n');
  writeFileSync(
    file,
    `{\n  "terraform": "1.11.4",\n  "directory": "../../functions/files",\n  "cases": [\n${lines}\n  ]\n}\n`,
  );
  console.log(`${file}: ${cases.length} cases`);
}

/** A path below where Terraform ran is another each time, as are the files there. */
function isOfThisMachine({ value }) {
  if (Array.isArray(value)) return value.includes('preamble.tf');
  return typeof value === 'string' && [tmpdir(), homedir()].some((folder) => value.startsWith(folder));
}

function askInParts(expressions) {
  const parts = [];
  for (let from = 0; from < expressions.length; from += 300) parts.push(expressions.slice(from, from + 300));
  return parts.flatMap((part) => askTerraform(part, { directory: join(here, '../functions/files') }));
}
