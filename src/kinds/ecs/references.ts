import type { Unknown } from '../../model/value.ts';

/** The addresses of the resources and data sources that something is not known because of. */
export function referencesOf(because: Unknown): readonly string[] {
  switch (because.kind) {
    case 'resource':
    case 'plan':
    case 'data':
      return [because.address];
    case 'operation':
    case 'expansion':
      return because.from.flatMap(referencesOf);
    default:
      return [];
  }
}
