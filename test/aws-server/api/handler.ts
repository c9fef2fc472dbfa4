import type { View } from '../view.ts';
import type { JsonInput } from '../wire/json-input.ts';
import type { QueryInput } from '../wire/query-input.ts';
import type { Xml } from '../wire/xml.ts';

/** Answers a call of a JSON service with the body; throws AwsError. */
export type JsonHandler = (view: View, input: JsonInput) => object;
/** Answers a call of a query service with the content of the answer's element; throws AwsError. */
export type QueryHandler = (view: View, input: QueryInput) => { readonly [element: string]: Xml };
