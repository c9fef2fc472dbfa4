import type { SourceRange } from '../../model/source.ts';
import { placeIn } from '../../model/text-origin.ts';
import type { StringValue, TerraformValue } from '../../model/value.ts';
import { mapDeep } from './value-parts.ts';

/**
 * A value that was rendered from a text as if that were a file called `name`: with the places where the text itself is
 * written, which is `otherwise` where nothing is known of its lines.
 */
export function relocate(
  value: TerraformValue,
  name: string,
  template: StringValue,
  otherwise: SourceRange | undefined,
): TerraformValue {
  const { origin = [] } = template;
  const move = (at: SourceRange): SourceRange | undefined =>
    at.file === name ? (placeIn(origin, at.start.offset, at.end.offset) ?? otherwise) : at;
  const relocated = (whole: TerraformValue): TerraformValue =>
    mapDeep(whole, (part) => {
      const { at, ...bare } = part;
      const place = at && move(at);
      const moved = { ...bare, ...(place && { at: place }) } as TerraformValue;
      if (moved.kind !== 'string' && moved.kind !== 'template') return moved;
      const { origin: pieces, encoded, ...text } = moved;
      const movedPieces = pieces?.flatMap((piece) => {
        const found = move({ file: piece.file, start: piece.start, end: piece.start });
        return found === undefined ? [] : [{ ...piece, file: found.file, start: found.start }];
      });
      return {
        ...text,
        ...(movedPieces && movedPieces.length > 0 && { origin: movedPieces }),
        ...(encoded && { encoded: relocated(encoded) }),
      };
    });
  return relocated(value);
}
