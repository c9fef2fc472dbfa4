import type { TerraformValue, Type } from '../../../model/value.ts';
import {
  collectionType,
  dynamicType,
  list,
  nullOf,
  object,
  objectType,
  string,
  stringType,
  tuple,
} from '../../evaluate/value.ts';
import { textOf } from '../arguments.ts';
import { FunctionError, type TerraformFunction } from '../function.ts';
import { unknownResult } from '../unknown-parts.ts';
import { allMatches, compilePattern, firstMatch, type Pattern, type PatternMatch } from './regex-pattern.ts';

/** `regex` and `regexall`. https://developer.hashicorp.com/terraform/language/functions/regex */
export const regexFunctions: readonly TerraformFunction[] = [
  {
    name: 'regex',
    parameters: [
      { name: 'pattern', type: stringType },
      { name: 'string', type: stringType },
    ],
    returns: dynamicType,
    call: (args, { budget }) => {
      const pattern = compile(args[0]);
      if (pattern === undefined) return unknownResult('regex', [], dynamicType);
      const match = firstMatch(pattern, textOf(args[1]), budget);
      if (match === undefined) throw new FunctionError('the pattern does not match any part of the string');
      return resultOf(pattern, match);
    },
  },
  {
    name: 'regexall',
    parameters: [
      { name: 'pattern', type: stringType },
      { name: 'string', type: stringType },
    ],
    returns: collectionType('list', dynamicType),
    call: (args, { budget }) => {
      const pattern = compile(args[0]);
      if (pattern === undefined) return unknownResult('regexall', [], collectionType('list', dynamicType));
      const matches = allMatches(pattern, textOf(args[1]), budget);
      return list(
        matches.map((match) => resultOf(pattern, match)),
        resultType(pattern),
      );
    },
  },
];

function compile(source: TerraformValue | undefined): Pattern | undefined {
  const pattern = compilePattern(textOf(source), 0);
  if (pattern !== undefined && pattern.names.size > 0 && pattern.names.size < pattern.groupCount) {
    throw new FunctionError('the pattern mixes named and unnamed groups', 0);
  }
  return pattern;
}

/** The whole match, a tuple of the groups, or an object of the named ones. A group that took no part is null. */
function resultOf(pattern: Pattern, match: PatternMatch): TerraformValue {
  if (pattern.groupCount === 0) return string(match.groups[0] ?? '');
  const groups = match.groups.map((group) => (group === null ? nullOf(stringType) : string(group)));
  if (pattern.names.size === 0) return tuple(groups.slice(1));
  return object(Array.from(pattern.names, ([name, group]) => [name, groups[group] ?? nullOf(stringType)]));
}

function resultType(pattern: Pattern): Type {
  if (pattern.groupCount === 0) return stringType;
  if (pattern.names.size > 0) return objectType(Array.from(pattern.names.keys(), (name) => [name, stringType]));
  return { kind: 'tuple', elements: Array.from({ length: pattern.groupCount }, () => stringType) };
}
