import type { Json, JsonObject } from '../../model/json.ts';
import type { TextSource } from '../../model/json-reader.ts';
import type { TerraformValue, Type } from '../../model/value.ts';
import { convert, isConvertible } from '../evaluate/convert.ts';
import { withMark } from '../evaluate/marks.ts';
import {
  boolType,
  collectionType,
  dynamicType,
  numberType,
  object,
  objectType,
  stringType,
  tupleType,
} from '../evaluate/value.ts';
import { asObject, isArray, readDocument } from './json-input.ts';
import { readValue } from './json-values.ts';

/**
 * The outputs of a root module, from its state: a tfstate of version 4 or what `terraform show -json` prints. They have
 * the types that the state gives them, and sensitive ones are sensitive.
 *
 * @param file what the user calls it
 * @returns an object, by output
 * @throws ProblemError `terraform-json`
 */
export function readStateOutputs(text: TextSource, file: string): TerraformValue {
  let inFile: JsonObject | undefined;
  let shown: JsonObject | undefined;
  const kind = readDocument(text, file, 'state', (name, reader) => {
    if (name === 'outputs') inFile = asObject(reader.value());
    if (name !== 'values') return;
    shown = undefined;
    for (const inner of reader.members()) if (inner === 'outputs') shown = asObject(reader.value());
  });
  const outputs = kind === 'state-file' ? inFile : shown;
  return object(
    Object.entries(outputs ?? {}).flatMap(([name, output]) => {
      const read = asObject(output);
      if (read === undefined) return [];
      const value = readValue({ json: read['value'] });
      const type = typeOf(read['type']);
      const typed = isConvertible(value, type) ? convert(value, type) : value;
      return [[name, withMark(typed, read['sensitive'] === true)] as const];
    }),
  );
}

const primitiveTypes: ReadonlyMap<string, Type> = new Map([
  ['string', stringType],
  ['number', numberType],
  ['bool', boolType],
]);

/**
 * A type as a state writes it: `"string"`, `["list", "string"]`, `["object", {…}]`.
 * https://pkg.go.dev/github.com/zclconf/go-cty/cty#Type.MarshalJSON
 */
function typeOf(json: Json | undefined): Type {
  if (typeof json === 'string') {
    return primitiveTypes.get(json) ?? dynamicType;
  }
  if (!isArray(json)) return dynamicType;
  const [kind, of] = json;
  switch (kind) {
    case 'list':
    case 'set':
    case 'map':
      return collectionType(kind, typeOf(of));
    case 'tuple':
      return tupleType(isArray(of) ? of.map(typeOf) : []);
    case 'object':
      return objectType(Object.entries(asObject(of) ?? {}).map(([name, type]) => [name, typeOf(type)] as const));
    default:
      return dynamicType;
  }
}
