/**
 * Controls, invisible and direction-changing characters, lone surrogates, unassigned ones, and every space but U+0020:
 * nothing of it is written anywhere as it is. With the flag `g`, so not to be used with `test`.
 */
export const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]|(?! )\p{Zs}/gu;
