import type { ReasonData } from '../../model/report/reason.ts';
import type { SealedPart, SealedValue, UnderstoodHole } from '../../model/understanding.ts';
import type { ValueStep } from '../../model/value.ts';
import { printable } from '../printable.ts';
import { countText } from './count.ts';
import { pathText, reasonText } from './reason.ts';
import { holeText, literalText } from './value.ts';

/** Why a value is not known: each reason once. */
export function reasonsText(reasons: readonly ReasonData[]): string {
  return [...new Set(reasons.map(reasonText))].join('; ');
}

/** Why a collection may hold more than what is known of it. */
export function moreElementsText(reasons: readonly ReasonData[]): string {
  return `there may be further elements: ${reasonsText(reasons)}`;
}

/** A path in a resource, as Terraform writes it. */
export function leafText(path: readonly ValueStep[]): string {
  return pathText(path).replace(/^\./, '') || '(the whole value)';
}

/** A scalar on one line, printable. */
export function shownScalarText(value: SealedValue): string {
  switch (value.kind) {
    case 'null':
      return 'null';
    case 'bool':
      return String(value.value);
    case 'number':
      return value.digits;
    case 'string':
      return `"${literalText(value.text)}"`;
    case 'secret':
      return secretText(value.fingerprint);
    case 'template':
      return `"${value.parts.map(partText).join('')}"`;
    case 'unknown':
      return '(not known)';
    case 'list':
    case 'blocks':
      return '[]';
    case 'object':
      return '{}';
    case 'json':
      return shownScalarText(value.text);
  }
}

const secretText = (fingerprint: string | undefined): string =>
  fingerprint === undefined ? '(secret, not shown)' : `(secret, not shown, ${fingerprint})`;

function partText(part: SealedPart): string {
  switch (part.kind) {
    case 'text':
      return literalText(part.text);
    case 'secret':
      return secretText(part.fingerprint);
    case 'hole':
      return `\${${holeText(part.because)}}`;
  }
}

/** How many values of how many are not known. */
export function notKnownText(unknown: number, known: number): string {
  return unknown === 0
    ? `All ${countText(known, 'value')} known`
    : `Not known: ${unknown} of ${countText(unknown + known, 'value')}`;
}

/** A module in the list of those that were read. */
export function moduleText(address: string): string {
  return address === '' ? 'root module' : printable(address);
}

/** What is not there, and what to run. */
export function holeTitle({ kind, source, because }: UnderstoodHole): string {
  const from = source === undefined || source === '' ? '' : ` ("${source}")`;
  switch (kind) {
    case 'module-missing':
      if (because !== undefined) return `is not read${from}: ${reasonText(because)}`;
      return `is not there${from}: run "terraform init", or "terraform get" for the modules alone`;
    case 'module-invalid':
      return `is in error${from}: its code could not be understood`;
    case 'module-expansion':
      return `has an unknown number of instances${because === undefined ? '' : `: ${reasonText(because)}`}`;
    case 'plan-incomplete':
      return `is not wholly in the plan${because === undefined ? '' : `: ${reasonText(because)}`}`;
  }
}
