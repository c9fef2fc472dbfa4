import type { Json } from '../model/json.ts';
import {
  hasHole,
  type SealedPart,
  type SealedValue,
  type Understanding,
  type UnderstoodExpression,
  type UnderstoodResource,
  type UnknownLeaf,
} from '../model/understanding.ts';
import type { Type, ValueStep } from '../model/value.ts';
import { moreElementsText, reasonsText } from './message/eval.ts';
import { pathText } from './message/reason.ts';

/** Resources as JSON (docs/eval.md), an array. */
export function resourcesJson(resources: readonly UnderstoodResource[]): string {
  return print(resources.map(resourceJson));
}

/** One resource as JSON. */
export function resourceToJson(resource: UnderstoodResource): string {
  return print(resourceJson(resource));
}

/** What expressions come to as JSON, an array in the order of the expressions. */
export function expressionsJson(expressions: readonly UnderstoodExpression[]): string {
  return print(expressions.map(expressionJson));
}

/** What one expression comes to as JSON. */
export function expressionToJson(expression: UnderstoodExpression): string {
  return print(expressionJson(expression));
}

/** The summary as JSON. */
export function understandingJson(understanding: Understanding): string {
  const { directory, workspace, modules, files, resources, unsetVariables, holes, diagnostics } = understanding;
  return print({
    directory,
    workspace,
    modules: modules.map(({ address, directory: folder }) => ({ address, directory: folder })),
    files,
    resources: resources.map((resource) => ({
      ...headJson(resource),
      compared: resource.compared,
      known: resource.known,
      unknown: resource.unknown.map(leafJson),
    })),
    unsetVariables: unsetVariables.map(({ name, at, setBy, resources: hanging, values }) => ({
      name,
      file: at.file,
      line: at.start.line,
      setBy,
      resources: hanging,
      values,
    })),
    holes: holes.map(({ kind, address, at, source, because }) => ({
      kind,
      address,
      file: at.file,
      line: at.start.line,
      ...(source === undefined ? {} : { source }),
      ...(because === undefined ? {} : { reason: reasonsText([because]) }),
    })),
    diagnostics: diagnostics.map(({ severity, code, summary, detail, at }) => ({
      severity,
      code,
      summary,
      detail,
      ...(at === undefined ? {} : { file: at.file, line: at.start.line }),
    })),
  });
}

const print = (json: Json): string => `${JSON.stringify(json, undefined, 2)}\n`;

function headJson({ address, type, at }: UnderstoodResource): { readonly [key: string]: Json } {
  return { address, type, file: at.file, line: at.start.line };
}

function resourceJson(resource: UnderstoodResource): Json {
  const { expansion, body } = resource;
  return {
    ...headJson(resource),
    ...(expansion === undefined ? {} : { expansion: unknownJson(reasonsText([expansion])) }),
    values: valueJson(body),
  };
}

function leafJson({ path, kind, at, because }: UnknownLeaf): Json {
  return {
    path: pathText(path).replace(/^\./, ''),
    reason: kind === 'elements' ? moreElementsText(because) : reasonsText(because),
    ...(at === undefined ? {} : { file: at.file, line: at.start.line }),
  };
}

function expressionJson(expression: UnderstoodExpression): Json {
  if (!expression.ok) {
    const errors = expression.diagnostics.map(({ code, summary, detail, at }) => ({
      code,
      summary,
      detail,
      ...(at === undefined ? {} : { line: at.start.line, column: at.start.column }),
    }));
    return { expr: expression.expression, ok: false, value: null, type: null, unknown: false, errors };
  }
  return {
    expr: expression.expression,
    ok: true,
    value: valueJson(expression.value),
    type: typeJson(expression.type),
    unknown: maskOf(expression.value, expression.unknown),
    errors: [],
  };
}

const unknownJson = (reason: string): Json => ({ $unknown: reason });

/** In the place of a fingerprint, of a secret of which nothing may be told. */
const notTold = 'hidden';

function valueJson(value: SealedValue): Json {
  switch (value.kind) {
    case 'null':
      return null;
    case 'bool':
      return value.value;
    case 'number':
      return numberJson(value.digits);
    case 'string':
      return value.text;
    case 'secret':
      return { $secret: value.fingerprint ?? notTold };
    case 'template': {
      const [only, another] = value.parts;
      // A string of which nothing is known.
      return only?.kind === 'hole' && another === undefined ? partJson(only) : { $template: value.parts.map(partJson) };
    }
    case 'unknown':
      return unknownJson(reasonsText([value.because]));
    case 'json':
      return valueJson(value.text);
    case 'list':
      return [...value.elements.map(valueJson), ...moreJson(value.open)];
    case 'blocks':
      return [...value.blocks.map(valueJson), ...moreJson(value.open)];
    case 'object':
      return objectJson(value);
  }
}

/** Why there may be further elements, as a last element. */
function moreJson(open: Extract<SealedValue, { kind: 'list' }>['open']): Json[] {
  return open === undefined ? [] : [{ $unknown: moreElementsText([open]), $more: true }];
}

function objectJson({ entries, open }: Extract<SealedValue, { kind: 'object' }>): Json {
  const members = Object.fromEntries([...entries].map(([key, entry]) => [key, valueJson(entry)]));
  if (open !== undefined) return { ...members, $unknown: moreElementsText([open]), $more: true };
  // An object of the code that could be taken for one of the notations above.
  const [only, another] = entries.keys();
  const isAmbiguous =
    another === undefined && only !== undefined && /^\$(?:unknown|num|template|secret|object)$/.test(only);
  return isAmbiguous ? { $object: members } : members;
}

function partJson(part: SealedPart): Json {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'secret':
      return { $secret: part.fingerprint ?? notTold };
    case 'hole':
      return unknownJson(reasonsText([part.because]));
  }
}

/** The most digits that every number with as many survives a double with. */
const certainDigits = 15;

function numberJson(digits: string): Json {
  const number = Number(digits);
  const significant = digits.replace(/[-.]/g, '').replace(/^0+/, '').length;
  const isExact = Number.isFinite(number) && (significant <= certainDigits || String(number) === digits);
  return isExact ? number : { $num: digits };
}

/** A type as Terraform's own JSON writes it: `"string"`, `["list", "number"]`, `["object", { … }]`. */
function typeJson(type: Type): Json {
  switch (type.kind) {
    case 'list':
    case 'set':
    case 'map':
      return [type.kind, typeJson(type.element)];
    case 'tuple':
      return ['tuple', type.elements.map(typeJson)];
    case 'object':
      return ['object', Object.fromEntries([...type.attributes].map(([name, part]) => [name, typeJson(part)]))];
    default:
      return type.kind;
  }
}

/**
 * What is not known of a value in the form of Terraform's `after_unknown`: `true` for a whole value, else a structure
 * with `true` in the places of what is not known; false when all is known. A string with holes and a collection that
 * may have further elements are not known.
 */
function maskOf(value: SealedValue, unknown: readonly UnknownLeaf[]): Json {
  return unknown.length === 0 ? false : (mask(value) ?? false);
}

/** undefined where all is known. */
function mask(value: SealedValue): Json | undefined {
  if ('open' in value && value.open !== undefined) return true;
  switch (value.kind) {
    case 'unknown':
      return true;
    case 'template':
      return hasHole(value) ? true : undefined;
    case 'json':
      return mask(value.text) ?? mask(value.decoded);
    case 'list': {
      const masks = value.elements.map(mask);
      return masks.some((each) => each !== undefined) ? masks.map((each) => each ?? false) : undefined;
    }
    case 'object': {
      const masks = [...value.entries].flatMap(([key, entry]): (readonly [ValueStep, Json])[] => {
        const inner = mask(entry);
        return inner === undefined ? [] : [[key, inner]];
      });
      return masks.length > 0 ? Object.fromEntries(masks) : undefined;
    }
    default:
      return undefined;
  }
}
