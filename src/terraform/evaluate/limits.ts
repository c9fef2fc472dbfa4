/** Longer texts are refused where a few characters of code could make them. In UTF-16 code units. */
export const longestText = 16_000_000;

/** Values of more parts are refused where a few characters of code could make them: a list of a list of the same list, ... */
export const mostParts = 2_000_000;
