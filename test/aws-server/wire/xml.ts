/** What an XML body is made of: an object is a run of elements, a list one of `<item>` (EC2) or `<member>` (STS, IAM). */
export type Xml = string | number | boolean | undefined | readonly Xml[] | { readonly [element: string]: Xml };

/** The elements as text; what is undefined is left out, and an empty list is an empty element, as EC2 writes it. */
function xml(value: Xml, item: 'item' | 'member' = 'item'): string {
  if (value === undefined) return '';
  if (isList(value)) return value.map((one) => element(item, one, item)).join('');
  if (typeof value === 'object') {
    return Object.entries(value)
      .map(([name, content]) => (content === undefined ? '' : element(name, content, item)))
      .join('');
  }
  return escaped(String(value));
}

function element(name: string, content: Xml, item: 'item' | 'member'): string {
  const inner = xml(content, item);
  return inner === '' ? `<${name}/>` : `<${name}>${inner}</${name}>`;
}

function isList(value: Xml): value is readonly Xml[] {
  return Array.isArray(value);
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"\r]/g, (character) => entities[character] ?? character);
}

/** The body of an EC2 answer. */
export function ec2Body(action: string, content: Xml, requestId: string): string {
  return `${head}<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">${xml({ requestId })}${xml(content)}</${action}Response>`;
}

/** The body of an answer of STS or IAM. */
export function queryBody(action: string, namespace: string, content: Xml, requestId: string): string {
  const inner = xml({ [`${action}Result`]: content, ResponseMetadata: { RequestId: requestId } }, 'member');
  return `<${action}Response xmlns="${namespace}">${inner}</${action}Response>`;
}

/** What EC2 refuses a call with. */
export function ec2ErrorBody(code: string, message: string, requestId: string): string {
  return `${head}<Response>${xml({ Errors: { Error: { Code: code, Message: message } }, RequestID: requestId })}</Response>`;
}

/** What STS or IAM refuse a call with. */
export function queryErrorBody(code: string, message: string, namespace: string, requestId: string): string {
  return `<ErrorResponse xmlns="${namespace}">${xml({ Error: { Type: 'Sender', Code: code, Message: message }, RequestId: requestId })}</ErrorResponse>`;
}

const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
