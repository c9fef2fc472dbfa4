import { holeOf } from '../../../model/declared.ts';
import type { TextPattern } from '../../../model/pattern.ts';
import type { Reach } from '../../../model/reach.ts';
import type { TerraformValue, Unknown } from '../../../model/value.ts';
import { type PartPath, partsAt } from './path.ts';

/** What a search for all that a value can turn out to be has found so far. */
export class FoundReach {
  readonly #attributes = new Map<string, Reach['attributes'][number]>();
  readonly #texts = new Set<string>();
  readonly #templates = new Map<string, TextPattern>();
  #open: Unknown | undefined;

  /** An attribute that the code does not hold. */
  attribute(attribute: Reach['attributes'][number]): void {
    this.#attributes.set(JSON.stringify([attribute.address, attribute.path]), attribute);
  }

  text(text: string): void {
    this.#texts.add(text);
  }

  template(parts: TextPattern): void {
    this.#templates.set(JSON.stringify(parts), parts);
  }

  /** Something that can be anything. */
  open(because: Unknown): void {
    this.#open ??= because;
  }

  /** Takes the part of a value at a path, where all of that is known; says whether it is. */
  known(value: TerraformValue, path: PartPath): boolean {
    const parts = partsAt(value, path);
    if (parts?.every(({ kind }) => kind !== 'template') !== true) return false;
    for (const part of parts) if (part.kind === 'string') this.text(part.value);
    return true;
  }

  /** Takes the part of a value at a path as far as it is known: of the rest nothing more can be told. */
  value(value: TerraformValue, path: PartPath): void {
    const work: (readonly [TerraformValue, PartPath])[] = [[value, path]];
    for (let next = work.pop(); next !== undefined; next = work.pop()) {
      const [part, rest] = next;
      if (part.kind === 'unknown') this.#unknown(part.because);
      else if (part.kind === 'template')
        this.template(part.parts.map((one) => (typeof one === 'string' ? one : holeOf(one.because))));
      else if ('elements' in part || 'entries' in part) {
        if (part.open !== undefined) this.#unknown(part.open);
        work.push(...insideOf(part, rest));
      } else this.known(part, rest);
    }
  }

  #unknown(because: Unknown): void {
    if (because.kind === 'resource' || because.kind === 'data') this.attribute(because);
    else this.open(because);
  }

  reach(): Reach {
    return {
      attributes: [...this.#attributes.values()],
      texts: [...this.#texts],
      templates: [...this.#templates.values()],
      ...(this.#open === undefined ? {} : { open: this.#open }),
    };
  }
}

type Compound = Extract<TerraformValue, { readonly kind: 'list' | 'set' | 'tuple' | 'map' | 'object' }>;

/** The parts directly inside of a collection that a path leads through, with the rest of the path. */
function insideOf(value: Compound, path: PartPath): readonly (readonly [TerraformValue, PartPath])[] {
  const [step, ...rest] = path;
  if ('elements' in value) {
    const inner = step === 'lists' ? path : rest;
    const isOne = typeof step === 'object' && value.kind !== 'set' && value.open === undefined;
    const only = isOne ? value.elements[Number(step.key)] : undefined;
    if (isOne) return only === undefined ? [] : [[only, rest]];
    return value.elements.map((element) => [element, inner] as const);
  }
  if (step === 'lists') return insideOf(value, rest);
  if (step === 'keys') return [...value.entries.keys()].map((key) => [{ kind: 'string', value: key }, rest] as const);
  if (typeof step === 'object') {
    const entry = value.entries.get(String(step.key));
    return entry === undefined ? [] : [[entry, rest]];
  }
  return [...value.entries.values()].map((entry) => [entry, rest] as const);
}
