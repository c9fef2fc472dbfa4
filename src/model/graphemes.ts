/**
 * Length of the stretches that are segmented at a time: the segmenter's time grows faster than the length of its text.
 */
const windowLength = 1_024;

/**
 * Splits a text into what a reader calls characters (grapheme clusters): the unit of Terraform's `length`, `substr`,
 * `strrev` and `format`.
 */
export function graphemes(text: string): readonly string[] {
  // Each printable ASCII character is a cluster of its own, and most texts are nothing else.
  if (/^[\x20-\x7e]*$/.test(text)) return text.split('');
  const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });
  const clusters: string[] = [];
  let at = 0;
  let size = windowLength;
  while (at < text.length) {
    // Not between the two halves of a surrogate pair.
    const end = at + size + ((text.codePointAt(at + size - 1) ?? 0) > 0xffff ? 1 : 0);
    const stretch = text.slice(at, end);
    const found = Array.from(segmenter.segment(stretch), (part) => part.segment);
    // The last cluster of a stretch may go on behind it.
    if (end < text.length) found.pop();
    if (found.length === 0) {
      size *= 2;
      continue;
    }
    for (const cluster of found) {
      clusters.push(cluster);
      at += cluster.length;
    }
    size = windowLength;
  }
  return clusters;
}
