import type { Budget } from '../../../model/budget.ts';
import { lineStarts, originOfFile, placeIn, type TextOrigin } from '../../../model/text-origin.ts';
import type { StringValue, TemplateValue, TerraformValue } from '../../../model/value.ts';
import { jsondecode, jsonencode } from '../../evaluate/json.ts';
import { JsonSyntaxError } from '../../evaluate/json-parse.ts';
import { onlySecrets, withOuterMark } from '../../evaluate/marks.ts';
import {
  collectionType,
  dynamicType,
  list,
  nullOf,
  object,
  objectType,
  originOf,
  string,
  stringType,
  template,
} from '../../evaluate/value.ts';
import { textOf } from '../arguments.ts';
import { FunctionError, type Parameter, type TerraformFunction } from '../function.ts';
import { refuseSize } from '../size-limits.ts';
import { unknownResult } from '../unknown-parts.ts';
import { decodeUtf8 } from '../utf8.ts';
import { decodeBase64 } from './base64.ts';
import { parseCsv } from './csv.ts';
import { textEncodingFunctions } from './text-encoding.ts';
import { decodeYaml } from './yaml-decode.ts';
import { encodeYaml } from './yaml-encode.ts';

const text: Parameter = { name: 'str', type: stringType };
const anything: Parameter = { name: 'val', type: dynamicType, nullable: true, acceptsUnknown: true };

/** Terraform's encoding functions: they write values as texts and read them again. */
export const encodingFunctions: readonly TerraformFunction[] = [
  {
    name: 'jsonencode',
    // The parts keep their marks inside of the result's `encoded`; the text itself is marked when any of them is.
    parameters: [{ ...anything, keepsMarks: 'all' }],
    returns: stringType,
    call: ([value = nullOf()]) => {
      refuseSize(value);
      return jsonencode(value);
    },
  },
  {
    name: 'jsondecode',
    parameters: [{ ...text, acceptsUnknown: true, keepsMarks: 'all' }],
    returns: dynamicType,
    call: ([value], { budget }) => decode('jsondecode', value, decodeJson, budget),
  },
  {
    name: 'yamlencode',
    parameters: [{ name: 'value', type: dynamicType, nullable: true }],
    returns: stringType,
    call: ([value = nullOf()]) => {
      refuseSize(value);
      const encoded = encodeYaml(value);
      return encoded === undefined ? unknownResult('yamlencode', [], stringType) : string(encoded);
    },
  },
  {
    name: 'yamldecode',
    parameters: [{ name: 'src', type: stringType, acceptsUnknown: true }],
    returns: dynamicType,
    call: ([value], { budget }) => decode('yamldecode', value, decodeYaml, budget),
  },
  {
    name: 'csvdecode',
    parameters: [text],
    returns: collectionType('list', dynamicType),
    call: ([value]) => decodeCsv(textOf(value), value && originOf(value)),
  },
  {
    name: 'base64encode',
    parameters: [text],
    returns: stringType,
    call: ([value]) => string(Buffer.from(textOf(value), 'utf8').toString('base64')),
  },
  {
    name: 'base64decode',
    parameters: [text],
    returns: stringType,
    call: ([value]) => {
      const decoded = string(decodeUtf8(decodeBase64(textOf(value)), 'the decoded content'));
      const [whole] = (value && originOf(value)) ?? [];
      if (whole?.isBase64 !== true) return decoded;
      return { ...decoded, origin: originOfFile(decoded.value, whole.file) };
    },
  },
  {
    name: 'urlencode',
    parameters: [text],
    returns: stringType,
    call: ([value]) => string(encodeQuery(textOf(value))),
  },
  {
    name: 'base64gzip',
    parameters: [text],
    returns: stringType,
    call: () => template([gzipHeader, unknownResult('base64gzip', [], stringType)]),
  },
  ...textEncodingFunctions,
];

/**
 * What Go's compressor begins with: no name, no time, an operating system that is not known. What follows depends on
 * how the compressor searches for repetitions, which the format leaves open; so it is Terraform's alone.
 * https://pkg.go.dev/compress/gzip#Writer
 */
const gzipHeader = 'H4sIAAAAAAAA/';

function decode(
  name: string,
  value: TerraformValue | undefined,
  read: (source: StringValue | TemplateValue, budget: Budget) => TerraformValue,
  budget: Budget,
): TerraformValue {
  if (value?.kind === 'string' || value?.kind === 'template') return read(value, budget);
  return unknownResult(name, value ? [value] : [], dynamicType);
}

function decodeJson(source: StringValue | TemplateValue): TerraformValue {
  try {
    const decoded = jsondecode(source);
    // To Terraform the mark of a text is one on all that it encodes, and none on the parts.
    return source.sensitive === true ? withOuterMark(onlySecrets(decoded)) : decoded;
  } catch (error) {
    if (error instanceof JsonSyntaxError) {
      const what = error.isTooLarge ? 'too many values, or nested too deeply,' : 'not valid JSON';
      throw new FunctionError(`${what} at offset ${error.offset}`, 0);
    }
    throw error;
  }
}

function decodeCsv(source: string, origin: TextOrigin | undefined): TerraformValue {
  const [first, ...records] = parseCsv(source);
  if (first === undefined) throw new FunctionError('the header line is missing', 0);
  const header = first.fields;
  if (new Set(header).size < header.length) throw new FunctionError('two columns have the same name', 0);
  const starts = origin === undefined ? [] : lineStarts(source);
  const rows = records.map(({ fields, line }) => {
    const at = origin && placeIn(origin, starts[line] ?? 0);
    const marks = at === undefined ? {} : { at };
    return object(
      header.map((name, index) => [name, string(fields[index] ?? '', marks)]),
      marks,
    );
  });
  return list(rows, objectType(header.map((name) => [name, stringType])));
}

/** Go's `url.QueryEscape`. */
function encodeQuery(source: string): string {
  return encodeURIComponent(source.replace(/\p{Surrogate}/gu, '\ufffd'))
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}
