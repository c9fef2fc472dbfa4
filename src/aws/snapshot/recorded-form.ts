import * as z from 'zod/mini';

/*
 * What the forms of results in a snapshot are made of. The SDK leaves members out rather than setting them to null, and
 * so must a snapshot; members that a form does not list are kept as they are.
 */

const text = z.string();
/** A text, or the salted fingerprint of one that is secret. */
export const sealable = z.union([text, z.strictObject({ $secret: text.check(z.regex(/^[0-9a-f]{32}$/)) })]);
export const sealableRecord = z.record(text, sealable);
export const date = z.iso.datetime({ offset: true });

/** What is read of these lists is there to be read, whatever else they hold. */
export const objects = z.array(z.looseObject({}));
export const object = z.looseObject({});
export const sealables = z.array(sealable);
