/** Splits a text into what a reader calls characters (grapheme clusters): the unit of Terraform's `length`, `substr`, `strrev` and `format`. */
export function graphemes(text: string): readonly string[] {
  // Each printable ASCII character is a cluster of its own, and most texts are nothing else.
  if (/^[\x20-\x7e]*$/.test(text)) return text.split('');
  return Array.from(new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text), (part) => part.segment);
}
