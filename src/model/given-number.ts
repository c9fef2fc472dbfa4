/** A positive number as somebody gives it; undefined for any other text. */
export function positiveNumber(text: string): number | undefined {
  const number = Number(text);
  return Number.isFinite(number) && number > 0 ? number : undefined;
}

/** A whole number from 1 on as somebody gives it, of so many digits at most; undefined for any other text. */
export function wholeNumber(text: string, digits = 9): number | undefined {
  return /^[1-9]\d*$/.test(text) && text.length <= digits ? Number(text) : undefined;
}
