import * as form from '../../model/form.ts';

/*
 * What the forms of results in a snapshot are made of. The SDK leaves members out rather than setting them to null, and
 * so must a snapshot; members that a form does not list are kept as they are.
 */

const text = form.string();
/** A text, or the salted fingerprint of one that is secret. */
export const sealable = form.union([text, form.strictObject({ $secret: form.string({ pattern: /^[0-9a-f]{32}$/ }) })]);
export const sealableRecord = form.record(sealable);
export const date = form.dateTime();

/** What is read of these lists is there to be read, whatever else they hold. */
export const objects = form.array(form.object({}));
export const object = form.object({});
export const sealables = form.array(sealable);
