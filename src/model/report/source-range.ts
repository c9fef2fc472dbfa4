import * as z from 'zod';

const position = z.strictObject({
  line: z.int().min(1),
  column: z.int().min(1),
  offset: z.int().min(0),
});
/** A stretch of one file of code: the form of `SourceRange` of `model/source.ts`. */
export const sourceRange = z
  .strictObject({ file: z.string(), start: position, end: position })
  .meta({ id: 'SourceRange' });
