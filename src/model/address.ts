/* Addresses of resources, as Terraform writes them. */

/** An address without the keys of instances: `module.a.aws_x.y` of `module.a["k"].aws_x.y[0]`. */
export function withoutKeys(address: string): string {
  return address.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g, '');
}

/** An address without the key at its end: `module.a["k"].aws_x.y` of `module.a["k"].aws_x.y[0]`. */
export function withoutLastKey(address: string): string {
  return address.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]$/, '');
}

/** The type of a resource or data source, by the address of an instance or of the whole of it. */
export function typeOfAddress(address: string): string {
  return withoutKeys(address).split('.').at(-2) ?? '';
}

/** Whether an address is that of a resource or of an instance of it. */
export function isInstanceOf(address: string, resource: string): boolean {
  return address === resource || address.startsWith(`${resource}[`);
}

/** Whether what stands at an address lies in a module, whichever instance of it. */
export function isWithinModule(address: string, module: string): boolean {
  return withoutKeys(address).startsWith(`${withoutKeys(module)}.`);
}
